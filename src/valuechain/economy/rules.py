"""From what a scenario says of a commons to the arrays of its rules, modules and members."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.special import ndtri

from valuechain.randomness import Law, stream
from valuechain.scenario import (
    Communal,
    Equilibrium,
    Panel,
    ProdusageChain,
    Propensity,
    Recognition,
    Scenario,
    Unjudged,
)
from valuechain.swarm import commons as col
from valuechain.swarm.arrays import Floats
from valuechain.swarm.choice import BOX, TORUS

from .offers import spread_positions

HOURS = 24.0
"""Hours in a day."""

_EVALUATIONS = {
    "none": col.UNJUDGED,
    "communal": col.COMMUNAL,
    "panel": col.PANEL,
    "experts": col.EXPERTS,
    "owner": col.OWNER,
}


CHANGING = (
    *(col.PULL, col.LEFT, col.TRAIL_FADING, col.DRIFT, col.LOSS, col.DETECTION, col.NEW_FLAWS),
    *(col.STEP, col.NOISE, col.VANDALS, col.DAMAGE),
    *(col.NOTICE, col.DISCERNMENT, col.SETTLE, col.VOICE, col.HEAVIEST, col.REVIEWERS, col.DRAWN),
    *(col.PENALTY, col.REVIEW_GRANT, col.FADING, col.CAP, col.LEADER),
    *(col.USE_WEIGHT, col.RECIPROCITY, col.STATUS_WORTH, col.SCALE, col.THRESHOLD),
    *(col.NEWCOMERS, col.DRIVE_BY, col.TASKS, col.BY_FIELD, col.POWER),
    *(col.LEAVING, col.HELD_BY, col.AFTER_REVERT, col.NEWCOMER_EDITS),
)
"""Rules that an intervention may change."""


def rules_of(chain: ProdusageChain, scenario: Scenario, people: int) -> Floats:
    """Return the book of a commons at the start (BOOK_COLUMNS,); ``people`` are able to take part."""
    rules = np.zeros(col.BOOK_COLUMNS)
    population = scenario.population
    rules[col.LOGGED], rules[col.MODULES] = scenario.record.revisions, chain.artefact.modules
    rules[col.MISMATCH], rules[col.TASTES] = population.mismatch_cost, population.tastes.dimensions
    rules[col.SPACE] = TORUS if population.tastes.space == "torus" else BOX
    rules[col.REACH] = rules[col.CAP] = rules[col.HELD_BY] = rules[col.HEAVIEST] = math.inf
    rules[[col.THRESHOLD, col.LEADER, col.TOPICS, col.SCALE]] = 1.0
    for index, value in {**_artefact(chain), **_edits(chain), **_evaluation(chain), **_people(chain, people)}.items():
        rules[index] = value
    return rules


def _artefact(chain: ProdusageChain) -> dict[int, float]:
    artefact = chain.artefact
    rules: dict[int, float] = {col.WIDTH: artefact.width or 0.0, col.MOST: artefact.most, col.DRIFT: artefact.drift}
    if artefact.reach is not None:
        rules[col.REACH] = artefact.reach
    if artefact.trail is not None:
        rules |= {col.PULL: artefact.trail.pull, col.LEFT: artefact.trail.left, col.TRAIL_FADING: artefact.trail.fading}
    if artefact.obsolescence is not None:
        rules |= {col.AGEING: artefact.obsolescence.rate, col.LOSS: artefact.obsolescence.loss}
    if artefact.flaws is not None:
        rules |= {col.DETECTION: artefact.flaws.detection, col.NEW_FLAWS: artefact.flaws.per_edit}
    return rules


def _edits(chain: ProdusageChain) -> dict[int, float]:
    edits = chain.edits
    rules = {
        col.LAW: float(col.RELATIVE if edits.law == "relative" else col.SKILL_LAW),
        col.STEP: min(1.0, edits.step * edits.granularity),
        col.NOISE: edits.noise * edits.granularity,
        col.EFFORT: edits.effort * HOURS * edits.granularity,
    }
    if edits.vandalism is not None:
        rules |= {col.VANDALS: edits.vandalism.share, col.DAMAGE: edits.vandalism.damage}
    return rules


_STATUS_RULES = {"merit": col.BY_MERIT, "tier": col.BY_TIER, "equal": col.EQUALLY}


def _evaluation(chain: ProdusageChain) -> dict[int, float]:
    judged, status = chain.evaluation, chain.status
    rules: dict[int, float] = {
        col.EVALUATION: _EVALUATIONS[judged.kind],
        col.PENALTY: status.penalty,
        col.REVIEW_GRANT: status.review_grant,
        col.FADING: status.fading,
        col.CAP: math.inf if status.cap is None else status.cap,
        col.STATUS_RULE: _STATUS_RULES[status.rule],
        **{col.TIERS + k: float(accepted) for k, accepted in enumerate(status.tiers)},
    }
    if not isinstance(judged, Unjudged):
        rules[col.DISCERNMENT] = -1.0 if judged.discernment is None else judged.discernment
    if isinstance(judged, Communal):
        rules |= {col.NOTICE: judged.notice, col.SETTLE: judged.settle}
        rules |= {col.VOICE: judged.voice, col.HEAVIEST: judged.heaviest}
    if isinstance(judged, Panel):
        voice = -1.0 if isinstance(judged.voice, str) else judged.voice
        rules |= {col.REVIEWERS: judged.reviewers, col.DRAWN: judged.drawn, col.VOICE: voice}
    return rules


def _people(chain: ProdusageChain, people: int) -> dict[int, float]:
    rules: dict[int, float] = _contribution(chain, people)
    if (leaders := chain.heterarchy) is not None:
        rules |= {col.LEADER: leaders.weight, col.TOPICS: leaders.topics}
    if (retention := chain.retention) is not None:
        rules |= {
            col.LEAVING: retention.leaving,
            col.HELD_BY: math.inf if retention.held_by is None else retention.held_by,
            col.AFTER_REVERT: retention.after_revert,
            col.NEWCOMER_EDITS: retention.newcomer_edits,
        }
    return rules


def _contribution(chain: ProdusageChain, people: int) -> dict[int, float]:
    match chain.contribution:
        case Recognition(tasks=tasks, newcomers=newcomers, drive_by=drive_by, by_field=by_field, power=power):
            return {
                col.CONTRIBUTION: col.RECOGNITION,
                col.TASKS: tasks,
                col.NEWCOMERS: newcomers,
                col.DRIVE_BY: drive_by,
                col.BY_FIELD: by_field,
                col.POWER: power,
            }
        case Equilibrium() as rule:
            return {col.CONTRIBUTION: col.EQUILIBRIUM, col.THRESHOLD: threshold(rule, max(1, people))}
        case Propensity(motives=None):
            return {col.CONTRIBUTION: col.PROPENSITY_RULE}
        case Propensity(motives=motives):
            assert motives is not None
            return {
                col.CONTRIBUTION: col.PROPENSITY_RULE,
                col.MOTIVATED: 1.0,
                col.USE_WEIGHT: motives.use,
                col.RECIPROCITY: motives.reciprocity,
                col.STATUS_WORTH: motives.status * chain.status.grant.mean() + motives.pay,
                col.SCALE: motives.noise,
                col.PAY: motives.pay,
            }


def modules_of(chain: ProdusageChain, dimensions: int) -> Floats:
    """Return the modules of a commons at the start, and room for those that are opened (most, CENTRE + dimensions)."""
    artefact = chain.artefact
    modules = np.zeros((artefact.most, col.CENTRE + dimensions))
    modules[:, [col.FOUNDER, col.AUTHOR, col.PARENT, col.LIVE]] = -1.0
    modules[: artefact.modules, col.QUALITY] = artefact.quality
    modules[: artefact.modules, col.LATENT] = artefact.flaws.initial if artefact.flaws else 0
    centres = spread_positions(artefact.modules, dimensions) if artefact.width else 0.5
    modules[: artefact.modules, col.CENTRE :] = centres
    return modules


def members_of(scenario: Scenario, replication: int, name: str, chain: ProdusageChain) -> Floats:
    """Draw the members of the commons called ``name``: all participants, as far as they take part (N, PLACE)."""
    size = scenario.population.size

    def source(purpose: str) -> np.random.Generator:
        return stream(scenario.seed, replication, f"{name}/{purpose}")

    members = np.zeros((size, col.PLACE))
    members[:, col.SKILL] = _each(chain.skills.skill, source("skill"), size)
    members[:, col.JUDGEMENT] = _each(chain.skills.judgement, source("judgement"), size)
    members[:, col.SUCCESS] = 0.5
    members[:, col.JOINED] = _joined(chain, source("entry"), size)
    members[:, col.PROPENSITY] = 1.0
    if isinstance(rule := chain.contribution, Propensity):
        members[:, col.PROPENSITY] = _each(rule.propensity, source("propensity"), size)
        if (motives := rule.motives) is not None:
            left = 1.0 - motives.crowding_out if motives.pay > 0 else 1.0
            members[:, col.FUN] = left * motives.fun.draw(source("fun"), size)
            members[:, col.HOUR] = motives.time.draw(source("time"), size)
    able = source("literacy").random(size) < chain.skills.literacy
    members[~able, col.PROPENSITY], members[~able, col.JOINED] = 0.0, math.inf
    return members


def _each(values: Law | tuple[float, ...], generator: np.random.Generator, size: int) -> Floats:
    """Return a value for each of ``size`` participants: drawn from a law, or from a list in turn."""
    return values.draw(generator, size) if isinstance(values, Law) else np.resize(values, size)


def _joined(chain: ProdusageChain, generator: np.random.Generator, size: int) -> Floats:
    """Return the days from which participants take part, in the order of their numbers."""
    if chain.entry is None:
        return np.zeros(size)
    later = max(0, size - chain.entry.initial)
    waits = generator.standard_exponential(later) / chain.entry.rate
    return np.concatenate([np.zeros(size - later), np.cumsum(waits)])


def threshold(rule: Equilibrium, people: int) -> float:
    """Return F(v*), v*·F(v*)^(n - 1) = cost - worth of status, for ``people`` = n; 1: nobody contributes.

    Johnson 2002. Found by bisection on x = F(v): quantile(x)·x^(n - 1) rises with x.
    """
    quantile, price = _quantile(rule.value), rule.cost - rule.status
    low, high = 0.0, 1.0
    for _ in range(200):
        x = (low + high) / 2
        if quantile(x) * x ** (people - 1) < price:
            low = x
        else:
            high = x
    return high


def _quantile(law: Law) -> Callable[[float], float]:
    """Return the inverse of the distribution function of a law, finite below 1."""
    p: Mapping[str, Any] = law.parameters
    match law.kind:
        case "uniform":
            return lambda x: p["low"] + (p["high"] - p["low"]) * x
        case "exponential":
            return lambda x: -p["mean"] * math.log1p(-x) if x < 1 else math.inf
        case "pareto":
            return lambda x: p["minimum"] * (1 - x) ** (-1 / p["shape"]) if x < 1 else math.inf
        case "weibull":
            scale = p["mean"] / math.gamma(1 + 1 / p["shape"])
            return lambda x: scale * (-math.log1p(-x)) ** (1 / p["shape"]) if x < 1 else math.inf
    assert law.kind == "lognormal"
    variance = math.log1p(p["cv"] ** 2)
    return lambda x: math.exp(math.log(p["mean"]) - variance / 2 + math.sqrt(variance) * float(ndtri(x)))
