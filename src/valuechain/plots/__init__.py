"""The figures: frames in, `matplotlib.figure.Figure` out; `save_all` alone writes files.

Titles say what the data say, with 95 % t-intervals over replications. No figure touches the state of pyplot.
"""

from .community import artefact, leaders, status_and_contributions
from .concentration import lorenz
from .designs import designs
from .diagram import value_chain
from .diffusion import awareness
from .echelons import bullwhip, echelon_stocks
from .gaps import differences
from .loop import integrated_loop, split_of_an_order
from .palimpsest import palimpsest, survival_curves
from .prosumers import fit_by_expertise, ladder, time_in_system
from .sales import prices_and_sales
from .saving import save_all
from .shares import market_shares
from .split import who_gets_what
from .stock import stock_and_orders
from .sweep import sweep_lines

__all__ = [
    "artefact",
    "awareness",
    "bullwhip",
    "designs",
    "differences",
    "echelon_stocks",
    "fit_by_expertise",
    "integrated_loop",
    "ladder",
    "leaders",
    "lorenz",
    "market_shares",
    "palimpsest",
    "prices_and_sales",
    "save_all",
    "split_of_an_order",
    "status_and_contributions",
    "stock_and_orders",
    "survival_curves",
    "sweep_lines",
    "time_in_system",
    "value_chain",
    "who_gets_what",
]
