"""The narrow loop from consumer to producer (Bruns §1, Fig. 2): questions at intervals, late answers, moving designs.

Market research asks for a choice between the present product and a prototype: one bit for each answer. A survey asks
for ideal points and reckons with prior and answers (normal–normal; DeGroot 1970, chapter 9).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeVar

import numpy as np

from valuechain.clock import Clock, Flow
from valuechain.economy.books import OUTSIDE
from valuechain.economy.designs import Wave, entropy
from valuechain.scenario import MarketResearch, Survey
from valuechain.swarm.arrays import Floats

Terms = TypeVar("Terms", MarketResearch, Survey)


def ask_for_preference(clock: Clock, offer: int, terms: MarketResearch) -> Flow:
    """Show a prototype of ``offer`` at every interval; it replaces the product if enough prefer it.

    That is: if its share exceeds 1/2 by ``margin`` standard errors 1/(2·√n), those of n answers from people who do not
    care.
    """
    economy, designs = clock.economy, clock.economy.designs
    source = economy.stream(f"{economy.offers[offer].name}/research")
    for day in _rounds(clock, offer, terms):
        yield clock.timeout(max(0.0, day - clock.now))
        terms = _present(clock, offer, terms)
        prototype = _nearby(clock, offer, terms.step, source)
        who = source.choice(len(economy.crowd.value), terms.sample, replace=False)
        share = designs.votes(offer, prototype, who, source.random(len(who))) / len(who)
        yield from _wait_and_pay(clock, offer, terms)
        adopted = share - 0.5 > terms.margin * 0.5 / math.sqrt(len(who))
        bits = len(who) * entropy(share)
        yield from _decide(clock, offer, len(who), share, bits, prototype if adopted else None)


def ask_for_ideals(clock: Clock, offer: int, terms: Survey) -> Flow:
    """Ask for ideal points at every interval, and move ``offer`` to the mean of tastes that all answers so far imply.

    With a normal prior of variance τ² and answers of variance σ_x² + σ² about the mean, the mean after n answers is
    normal with precision 1/τ² + n/(σ_x² + σ²). What n answers tell of it is ½·log2 of the ratio of the variances before
    and after, in bits per dimension.
    """
    economy, designs = clock.economy, clock.economy.designs
    source = economy.stream(f"{economy.offers[offer].name}/research")
    belief, variance = designs.at(offer), terms.prior_sd**2
    of_answer = terms.taste_sd**2 + terms.answer_sd**2
    for day in _rounds(clock, offer, terms):
        yield clock.timeout(max(0.0, day - clock.now))
        terms = _present(clock, offer, terms)
        who = source.choice(len(economy.crowd.value), terms.sample, replace=False)
        told = designs.ideals(who)
        told = told + terms.answer_sd * source.standard_normal(told.shape)
        weight = variance / (variance + of_answer / len(who))
        belief = belief + weight * (told.mean(axis=0) - belief)
        bits = 0.5 * told.shape[1] * math.log2(1 / (1 - weight))
        variance *= 1 - weight
        yield from _wait_and_pay(clock, offer, terms)
        yield from _decide(clock, offer, len(who), math.nan, bits, designs.placed(belief))


def _present(clock: Clock, offer: int, terms: Terms) -> Terms:
    """Return the terms of the questions as they are now: interventions may have changed them."""
    present = getattr(clock.economy.scenario.chains[clock.economy.offers[offer].chain], "feedback", None)
    return present if isinstance(present, type(terms)) else terms


def _rounds(clock: Clock, offer: int, terms: Terms) -> Iterator[float]:
    """Yield the days of the rounds of questions; those that would begin before the last has ended are left out.

    Rounds are at multiples of the interval; one that an intervention sets counts from the next round on.
    """
    number, interval = 0, terms.interval
    while True:
        present = _present(clock, offer, terms).interval
        if present != interval:
            number, interval = math.floor(clock.now / present + 1e-9), present
        number = max(number + 1, math.ceil(clock.now / interval - 1e-9))
        yield number * interval


def _wait_and_pay(clock: Clock, offer: int, terms: MarketResearch | Survey) -> Flow:
    yield clock.timeout(terms.delay)
    own = clock.economy.offers[offer]
    clock.economy.books.post(own.terms.maker, OUTSIDE, "research", terms.cost * terms.sample, own.chain)


def _nearby(clock: Clock, offer: int, step: float, source: np.random.Generator) -> Floats:
    """Return a design at the distance ``step`` in a direction at random, brought back into taste space."""
    design = clock.economy.designs.at(offer)
    direction = source.standard_normal(len(design))
    return clock.economy.designs.placed(design + step * direction / math.sqrt(float((direction**2).sum())))


def _decide(clock: Clock, offer: int, answers: int, share: float, bits: float, design: Floats | None) -> Flow:
    """Report what the answers told, and change to ``design`` after retooling, if there is one."""
    economy, designs = clock.economy, clock.economy.designs
    before = designs.at(offer)
    aim = before if design is None else design
    mismatch = designs.mismatch(aim[np.newaxis])
    moved = design is not None
    shift, floor = designs.distance(aim, before), designs.floor()
    designs.waves.append(Wave(offer, clock.now, answers, share, bits, moved, shift, mismatch, floor))
    if moved:
        ready = economy.retool(economy.offers[offer].chain, clock.now)
        yield clock.timeout(ready - clock.now)
        economy.redesign(offer, aim, economy.quality(offer), clock.now)
