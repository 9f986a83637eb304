"""What does not go together on the side of demand: contacts, questions to customers, and rules of prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from valuechain.scenario.awareness import BarabasiAlbert, WattsStrogatz
from valuechain.scenario.price import START
from valuechain.scenario.problems import Problem
from valuechain.scenario.rules import BestResponse, LinearMonopoly, Markup, NashBargain
from valuechain.scenario.section import Block, said


def demand_conflicts(scenario: Block, raw: Mapping[str, object]) -> Iterator[Problem]:
    """Yield a problem for whatever on the side of demand does not suit the population or the rest of its chain."""
    yield from _contact_conflicts(scenario, raw)
    chains = raw.get("chains")
    for name in chains if isinstance(chains, Mapping) else ():
        yield from _feedback_conflicts(scenario, raw, name)
        yield from _rule_conflicts(scenario, raw, name)


def _contact_conflicts(scenario: Block, raw: Mapping[str, object]) -> Iterator[Problem]:
    contacts, size = said(scenario, raw, "population", "contacts"), said(scenario, raw, "population", "size")
    if size is None:
        return
    match contacts:
        case WattsStrogatz(neighbours=number) if number >= size:
            place = ("population", "contacts", "watts_strogatz", "neighbours")
        case BarabasiAlbert(links=number) if number >= size:
            place = ("population", "contacts", "barabasi_albert", "links")
        case _:
            return
    yield Problem("wrong", place, f"{number} is not below the number of participants, {size}; write fewer")


def _feedback_conflicts(scenario: Block, raw: Mapping[str, object], name: str) -> Iterator[Problem]:
    feedback = said(scenario, raw, "chains", name, "feedback")
    if feedback is None:
        return
    place = ("chains", name, "feedback", feedback.kind)
    size, horizon = said(scenario, raw, "population", "size"), said(scenario, raw, "horizon")
    if size is not None and feedback.sample > size:
        yield Problem(
            "wrong", (*place, "sample"), f"{feedback.sample} is more than the {size} participants; write fewer"
        )
    if horizon is not None and feedback.interval > horizon:
        told = (
            f"{START.told(feedback.interval)} is longer than the horizon, {START.told(horizon)}: nobody would be asked"
        )
        yield Problem("wrong", (*place, "interval"), f"{told}; write at most the horizon")
    if feedback.kind == "survey" and said(scenario, raw, "population", "tastes", "space") == "torus":
        message = "there is no mean of tastes on a torus; write market_research, or another space"
        yield Problem("wrong", place, message)


def _rule_conflicts(scenario: Block, raw: Mapping[str, object], name: str) -> Iterator[Problem]:
    wholesale = said(scenario, raw, "chains", name, "distribution", "wholesale_price")
    logit = said(scenario, raw, "population", "choice", "rule") != "best"
    products = said(scenario, raw, "chains", name, "products") or {}
    priced: dict[tuple[str, ...], object] = {
        ("products", product, "price"): each.price for product, each in products.items()
    }
    variants = said(scenario, raw, "chains", name, "variants")
    priced |= {} if variants is None else {("variants", "price"): variants.price}
    rules = list(priced.values())
    for place, price in priced.items():
        where = ("chains", name, *place)
        if isinstance(price, BestResponse) and not logit:
            message = (
                "answers the shares of logit choice, and the rule of choice is best; write another price, or logit"
            )
            yield Problem("wrong", (*where, "best_response"), message)
        if isinstance(price, BestResponse) and any(each != price for each in rules):
            message = "a chain answers its rivals with all of its products; write the same best_response for each"
            yield Problem("wrong", (*where, "best_response"), message)
            return
        if isinstance(price, Markup | LinearMonopoly) and isinstance(wholesale, NashBargain):
            message = (
                "is reckoned from the wholesale price, and bargaining reckons that from this price; write an amount"
            )
            yield Problem("wrong", (*where, price.kind), message)
