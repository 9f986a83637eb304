"""What two results share: seed, people, measured time; and what a reader of their differences must know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from valuechain.errors import RequestError, ScenarioError
from valuechain.results import Results

JUDGEMENT = ("mismatch_cost", "choice")
"""Keys of the population that say how people judge offers, and not who they are and what they need."""


def share_luck(baseline: Results, other: Results) -> bool:
    """Whether replications of the same number meet the same random numbers."""
    numbers = set(baseline.runs["replication"]) & set(other.runs["replication"])
    return bool(numbers) and baseline.provenance.get("seed") == other.provenance.get("seed")


def cautions(results: Mapping[str, Results], baseline: str) -> list[str]:
    """Return what limits the comparison of each scenario with that called ``baseline``, a sentence each.

    Raises:
        RequestError: the scenarios count money in different currencies.
    """
    one = results[baseline]
    return [text for name, other in results.items() if name != baseline for text in _told(baseline, one, name, other)]


def _told(first: str, one: Results, second: str, other: Results) -> Iterator[str]:
    here, there = one.provenance, other.provenance
    if here["currency"] != there["currency"]:
        problem = f"{first} counts in {here['currency']} and {second} in {there['currency']}"
        raise RequestError(f"{problem}; give both one currency")
    if not share_luck(one, other):
        reason = "seeds" if here.get("seed") != there.get("seed") else "replications"
        told = "nothing is paired, and intervals are those of independent means"
        yield f"{first} and {second} have different {reason}: {told}"
    else:
        yield from _unpaired(first, one, second, other)
    yield from _people(first, one, second, other)
    days = [sorted(each.runs["days"].unique().tolist()) for each in (one, other)]
    if days[0] != days[1]:
        told = " and ".join("/".join(f"{day:g}" for day in own) for own in days)
        yield f"{first} and {second} are measured over {told} days: differences of totals tell of this too"
    if here.get("model") != there.get("model"):
        yield f"{first} and {second} come from different versions of the model: run the older again"


def _unpaired(first: str, one: Results, second: str, other: Results) -> Iterator[str]:
    left, right = (set(each.runs["replication"]) for each in (one, other))
    if left != right:
        counts = f"{first} has {len(left)} replications and {second} {len(right)}"
        yield f"{counts}: the {len(left & right)} that both have are compared"


def _people(first: str, one: Results, second: str, other: Results) -> Iterator[str]:
    differing = unlike(one, other)
    if differing is None:
        yield f"whether {first} and {second} have the same population cannot be told: a scenario can no longer be read"
    elif differing:
        yield (
            f"{first} and {second} do not have the same population ({', '.join(differing)}):"
            " differences tell of the people too"
        )


def unlike(one: Results, other: Results) -> list[str] | None:
    """Return the keys of the population in which who people are, and what they need, differs; None: nobody can tell."""
    try:
        left, right = one.scenario.population, other.scenario.population
    except (ScenarioError, OSError):
        return None
    keys = [key for key in type(left).model_fields if key not in JUDGEMENT]
    return [key for key in keys if getattr(left, key) != getattr(right, key)]
