"""The stages through which an order passes: cells that make it, and what lies before and behind them."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from valuechain.randomness import Law
from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.laws import LawOf
from valuechain.scenario.notation import Maybe, Slug, Whole, Word
from valuechain.scenario.production import Experience
from valuechain.scenario.quantity import DURATION, MONEY, MONEY_RATE, NUMBER, Quantity
from valuechain.scenario.section import Block, Section

MOST_CELLS = 1_000_000
MOST_CARDS = 1_000_000

Keeper = Literal["producer", "distributor", "payment"]
Priority = Literal["fifo", "tiers"]

SHARE = Quantity(NUMBER, least=0, most=1)
TIME = LawOf(Quantity(DURATION, least=0))


class Breakdowns(Section):
    """A cell fails some time after its last repair, at work or at rest; what it is working on is finished first."""

    uptime: Annotated[Law, LawOf(Quantity(DURATION, least=0), positive_mean=True), CHANGEABLE]
    """Time from a repair to the next failure, work or no work."""
    repair_time: Annotated[Law, TIME, CHANGEABLE]
    """Time to repair it."""
    repair_cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money for each repair."""


class Cells(Section):
    """Cells that work in parallel; each makes one order at a time."""

    count: Annotated[int, Whole(1, MOST_CELLS), CHANGEABLE] = 1
    """Number of cells."""
    service_time: Annotated[Law, TIME, CHANGEABLE]
    """Time that a cell works on an order."""
    setup_time: Annotated[Law, TIME, CHANGEABLE] = Law.constant(0.0)
    """Time to prepare a cell for another specification than its last one."""
    setup_cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money for each such change."""
    unit_cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money to make an order, parts apart; with `experience`, the cost of the very first."""
    experience: Annotated[Experience | None, Maybe(Block(Experience))] = None
    """Learning by doing; null: unit cost stays as it is."""
    priority: Annotated[Priority, Word(get_args(Priority))] = "fifo"
    """Who is served first: whoever came first (`fifo`), or members of any tier above the lowest (`tiers`)."""
    breakdowns: Annotated[Breakdowns | None, Maybe(Block(Breakdowns))] = None
    """Failures of cells; null: none."""


class Part(Section):
    """A part of which every order takes one, called from a supplier by kanban: each part taken sends one card."""

    supplier: Annotated[str, Slug()]
    """Name of the supplier, for the ledger."""
    cards: Annotated[int, Whole(1, MOST_CARDS)]
    """Number of kanban cards: parts on hand and on order together."""
    lead_time: Annotated[Law, TIME, CHANGEABLE]
    """Time from a card to its part."""
    price: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money that the producer pays for a part when it arrives."""
    cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money that a part costs its supplier."""
    holding_cost: Annotated[float, Quantity(MONEY_RATE, least=0), CHANGEABLE] = 0.0
    """Money per part on hand and time, paid by the producer."""


class Stage(Section):
    """A stage of the loop beside the cells: order taking, payment, an intermediary, a shop, a carrier."""

    role: Annotated[Keeper, Word(get_args(Keeper))] = "distributor"
    """Whose stage it is: the account that gets its fee and bears its cost."""
    cells: Annotated[int | None, Maybe(Whole(1, MOST_CELLS)), CHANGEABLE] = None
    """Orders that it handles at a time, first come first served; null: as many as there are."""
    time: Annotated[Law, TIME, CHANGEABLE] = Law.constant(0.0)
    """Time that it takes for an order."""
    fee: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money that it keeps of each order."""
    commission: Annotated[float, SHARE, CHANGEABLE] = 0.0
    """Share of the price that it keeps of each order, besides the fee."""
    cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money that it costs the stage to handle an order."""
