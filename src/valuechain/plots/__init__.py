"""The figures: frames in, `matplotlib.figure.Figure` out; only the functions `save_…` write files.

Titles say what the data say, with 95 % t-intervals over replications. No figure touches the state of pyplot.
"""

from .calibration import calibration_fit, objective_profile
from .community import artefact, leaders, status_and_contributions
from .concentration import lorenz
from .designs import designs
from .diagram import value_chain
from .diffusion import awareness
from .discovery import discovery
from .echelons import bullwhip, echelon_stocks
from .facets import sweep_panels
from .gaps import differences
from .heatmap import heat_map
from .indices import index_convergence, morris_plane, sensitivity_indices
from .loop import integrated_loop, split_of_an_order
from .palimpsest import palimpsest, survival_curves
from .paradigms import MOST as MOST_SIDE_BY_SIDE
from .paradigms import side_by_side
from .prosumers import fit_by_expertise, ladder, time_in_system
from .record import beside_the_record
from .regions import regions
from .sales import prices_and_sales
from .samples import pair_plot, parallel_coordinates
from .saving import save_all
from .shares import market_shares
from .split import who_gets_what
from .stock import stock_and_orders
from .sweep import sweep_lines
from .sweeps import save_calibration, save_discovery, save_sweep, save_warmup, sweep_figures
from .tornado import tornado
from .transient import warmup_curve

__all__ = [
    "MOST_SIDE_BY_SIDE",
    "artefact",
    "awareness",
    "beside_the_record",
    "bullwhip",
    "calibration_fit",
    "designs",
    "differences",
    "discovery",
    "echelon_stocks",
    "fit_by_expertise",
    "heat_map",
    "index_convergence",
    "integrated_loop",
    "ladder",
    "leaders",
    "lorenz",
    "market_shares",
    "morris_plane",
    "objective_profile",
    "pair_plot",
    "palimpsest",
    "parallel_coordinates",
    "prices_and_sales",
    "regions",
    "save_all",
    "save_calibration",
    "save_discovery",
    "save_sweep",
    "save_warmup",
    "sensitivity_indices",
    "side_by_side",
    "split_of_an_order",
    "status_and_contributions",
    "stock_and_orders",
    "survival_curves",
    "sweep_figures",
    "sweep_lines",
    "sweep_panels",
    "time_in_system",
    "tornado",
    "value_chain",
    "warmup_curve",
    "who_gets_what",
]
