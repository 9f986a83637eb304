"""The figures: frames in, `matplotlib.figure.Figure` out; only the functions `save_…` write files.

Titles say what the data say, with 95 % t-intervals over replications. No figure touches the state of pyplot.
"""

from .calibration import calibration_fit, objective_profile
from .concentration import lorenz
from .diagram import value_chain
from .discovery import discovery
from .facets import sweep_panels
from .heatmap import heat_map
from .indices import index_convergence, morris_plane, sensitivity_indices
from .sales import prices_and_sales
from .samples import pair_plot, parallel_coordinates
from .saving import save_all
from .split import who_gets_what
from .stock import stock_and_orders
from .sweep import sweep_lines
from .sweeps import save_calibration, save_discovery, save_sweep, save_warmup, sweep_figures
from .tornado import tornado
from .transient import warmup_curve

__all__ = [
    "calibration_fit",
    "discovery",
    "heat_map",
    "index_convergence",
    "lorenz",
    "morris_plane",
    "objective_profile",
    "pair_plot",
    "parallel_coordinates",
    "prices_and_sales",
    "save_all",
    "save_calibration",
    "save_discovery",
    "save_sweep",
    "save_warmup",
    "sensitivity_indices",
    "stock_and_orders",
    "sweep_figures",
    "sweep_lines",
    "sweep_panels",
    "tornado",
    "value_chain",
    "warmup_curve",
    "who_gets_what",
]
