"""The value chain as a diagram: what flows between the stations that a scenario has, and what each keeps.

After Axel Bruns, "Vom Prosumenten zum Produtzer", Fig. 1 to 5: a chain of separate stations (or a tree of them), the
integrated loop of those who make to order, and the community around its artefact. Chains stand below each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import pandas as pd
from matplotlib.figure import Figure

from valuechain.results.column import ALL

from .commons import Commons
from .exchange import Exchange, Pair, measured
from .lines import only
from .loop import draw_loop, loop_height
from .row import Row
from .sketch import SPAN, THICKEST, UNIT, Sketch, widest
from .style import caption, interval_note, new_figure, styled
from .tree import Tree
from .wording import ALONE, Estimate, estimate, listed, rounded

HEADING = 0.38
"""Room above a chain for its name, where there are several."""
KEEPERS = {
    "producer": "with producers",
    "wholesaler": "with wholesalers",
    "distributor": "with distributors",
    "retailer": "with retailers",
    "payment": "with payment services",
    "supplier": "with suppliers of parts",
    "vendor": "with vendors",
    "foundation": "with foundations",
    "prosumer": "go back to prosumers",
    "patron": "go back to patrons",
    "produser": "go to produsers",
}
"""How the title speaks of what each role keeps."""


class Panel(Protocol):
    """One chain: what it exchanges, how high it is, which payments and goods have arrows, and how wide these may be."""

    @property
    def exchange(self) -> Exchange: ...  # noqa: D102
    @property
    def height(self) -> float: ...  # noqa: D102
    @property
    def thickest(self) -> float: ...  # noqa: D102
    @property
    def pairs(self) -> Sequence[Pair]: ...  # noqa: D102
    @property
    def money(self) -> Sequence[float]: ...  # noqa: D102
    @property
    def goods(self) -> Sequence[float]: ...  # noqa: D102
    def draw(self, sketch: Sketch) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class Loop:
    """Draws a chain that makes to order; all that is paid in it is told by order, so no arrow is in proportion."""

    exchange: Exchange
    stages: pd.DataFrame
    runs: pd.DataFrame
    ledger: pd.DataFrame
    thickest: ClassVar[float] = THICKEST
    money: ClassVar[Sequence[float]] = ()
    goods: ClassVar[Sequence[float]] = ()

    @property
    def height(self) -> float:
        """Height in the units of a sketch."""
        return loop_height(self.stages)

    @property
    def pairs(self) -> Sequence[Pair]:
        """All pairs: `split_of_an_order` draws what the loop does not."""
        return [(payer, payee) for payer, payee, _ in self.exchange.flows]

    def draw(self, sketch: Sketch) -> None:
        """Draw the loop above the base of the sketch."""
        centre = (SPAN / 2, sketch.base + self.height / 2)
        draw_loop(sketch.axes, centre, self.stages, self.runs, self.ledger, sketch.currency)


@styled
def value_chain(
    ledger: pd.DataFrame,
    runs: pd.DataFrame,
    *,
    echelons: pd.DataFrame | None = None,
    stages: pd.DataFrame | None = None,
    currency: str = "EUR",
) -> Figure:
    """Draw each chain: goods in units per day, money in ``currency`` per day by category, profits of the roles.

    A chain with several stocking points in ``echelons`` is drawn as a tree of them, one with rows in ``stages`` as the
    integrated loop, one with modules in ``runs`` as a community and its artefact, any other as producer, distributor
    and consumers. Widths of arrows are in proportion to money, and to goods or uses, over all chains but loops.
    Payments in the warm-up do not count.

    Raises:
        RequestError: a frame holds several scenarios, or no row.
    """
    ledger, runs = only(ledger, None), only(runs, None)
    panels = [
        _panel(str(chain), ledger, runs, echelons, stages)
        for chain in runs["chain"].astype(str).unique()
        if chain != ALL
    ]
    heading = HEADING if len(panels) > 1 else 0.0
    height = sum(panel.height + heading for panel in panels)
    figure = new_figure(1.05 + UNIT * height)
    axes = figure.subplots()
    axes.set(xlim=(0, SPAN), ylim=(0, height), aspect="equal")
    axes.set_axis_off()
    money, goods = (widest([each for panel in panels for each in getattr(panel, name)]) for name in ("money", "goods"))
    thickest = min(panel.thickest for panel in panels)
    base = height
    for panel in panels:
        base -= panel.height + heading
        sketch = Sketch(axes, base, currency, thickest / (money or 1.0), thickest / (goods or 1.0))
        panel.draw(sketch)
        if heading:
            sketch.write(
                0.05, panel.height, f"Chain {panel.exchange.chain}", ha="left", va="bottom", weight="bold", size=10
            )
    undrawn = [text for panel in panels for text in panel.exchange.undrawn(panel.pairs, currency)]
    number = int(runs["replication"].nunique())
    caption(
        figure, _finding(runs, panels, currency), _scale(money, goods, currency), interval_note(number, "±"), *undrawn
    )
    return figure


def _panel(
    chain: str,
    ledger: pd.DataFrame,
    runs: pd.DataFrame,
    echelons: pd.DataFrame | None,
    stages: pd.DataFrame | None,
) -> Panel:
    exchange = measured(ledger, runs, chain)

    def rows(frame: pd.DataFrame | None) -> pd.DataFrame:
        return pd.DataFrame() if frame is None or frame.empty else frame[frame["chain"].astype(str) == chain]

    if len(stations := rows(echelons)) and len(stations["echelon"].unique()) > 1:
        return Tree(exchange, stations, runs)
    if len(stations := rows(stages)):
        return Loop(exchange, stations, rows(runs), rows(ledger))
    return Commons(exchange) if "modules" in exchange.states else Row(exchange)


def _scale(money: float, goods: float, currency: str) -> str:
    """Return what the widest arrows stand for; nothing where no arrow is in proportion."""
    told = [f"{rounded(money)} {currency}"] if money else []
    told += [f"{rounded(goods)} units"] if goods else []
    known = f"widest arrow{'s are' if len(told) > 1 else ' is'} {listed(told)} a day"
    return f"Money in {currency} / day; the {known}" if money else f"The {known}" if told else ""


def _finding(runs: pd.DataFrame, panels: Sequence[Panel], currency: str) -> str:
    """Return what remains, of 100 that customers pay, with each role, and what covers costs."""
    market = runs[runs["chain"] == ALL].set_index("replication")
    paid = market["revenue"] + (market["donations"].fillna(0.0) if "donations" in market else 0.0)
    if not paid.any():
        return _unpaid(panels)
    names = {"costs": "cover costs"} | {f"{role}_profit": words for role, words in KEEPERS.items()}
    shares: dict[str, Estimate] = {
        words: estimate(100 * market[name] / paid)
        for name, words in names.items()
        if name in market and market[name].any()
    }
    alone = f" ({ALONE})" if len(market) < 2 else ""
    first = next((words for words in shares if words.startswith("with ")), "")
    told = [f"{share} {'stay ' if words == first else ''}{words}" for words, share in shares.items()]
    return f"Of 100 {currency} that consumers pay, {listed(told)}{alone}"


def _unpaid(panels: Sequence[Panel]) -> str:
    """Return what is found where nobody pays anything."""
    for panel in panels:
        uses, makers = panel.exchange.counts.get("uses"), panel.exchange.states.get("contributors")
        if uses is not None and makers is not None and uses.mean > 0:
            return f"Nobody pays: what {makers} contributors make is used {uses} times a day"
    return "Nothing was sold"
