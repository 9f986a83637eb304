"""The figures: frames in, `matplotlib.figure.Figure` out; `save_all` alone writes files.

Titles say what the data say, with 95 % t-intervals over replications. No figure touches the state of pyplot.
"""

from .community import artefact, leaders, status_and_contributions
from .concentration import lorenz
from .diagram import value_chain
from .palimpsest import palimpsest, survival_curves
from .sales import prices_and_sales
from .saving import save_all
from .split import who_gets_what
from .stock import stock_and_orders
from .sweep import sweep_lines

__all__ = [
    "artefact",
    "leaders",
    "lorenz",
    "palimpsest",
    "prices_and_sales",
    "save_all",
    "status_and_contributions",
    "stock_and_orders",
    "survival_curves",
    "sweep_lines",
    "value_chain",
    "who_gets_what",
]
