"""A scenario with places for factors, from which the scenario of each point is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from valuechain.errors import ScenarioError
from valuechain.scenario.faults import located
from valuechain.scenario.layers import merge
from valuechain.scenario.memory import Memory
from valuechain.scenario.model import Scenario
from valuechain.scenario.nodes import Mark, plain, planted
from valuechain.scenario.problems import problems_of
from valuechain.scenario.section import Block
from valuechain.scenario.varying import Varied
from valuechain.scenario.writing import digest, placed

MARK = Mark("(point)")


Places = tuple[tuple[str, ...], ...]
"""Keys of the scenario, in parts."""


class Template:
    """A tree of plain values in which every factor has its places; or cases, changes of which a point takes one.

    Cases are laid over the tree in the order of the factors, then the values of the others are put in their places.
    Every point is checked in full; what no factor touches is read once and shared between points.
    """

    def __init__(self, tree: Any, factors: Sequence[tuple[Places, Mapping[str, Any]]]) -> None:
        self.tree, self._factors = tree, tuple(factors)
        self._changed: dict[tuple[object, ...], tuple[Any, Memory]] = {}

    @classmethod
    def of(cls, tree: Any, factors: Iterable[Varied]) -> Template:
        """Return the template with the places and cases of factors."""
        return cls(tree, [(each.places, each.cases) for each in factors])

    def __reduce__(self) -> Any:
        """Return how another process makes it anew: identities, by which a memory knows maps, are none there."""
        return Template, (self.tree, self._factors)

    def at(self, values: Sequence[object]) -> Scenario:
        """Return the scenario of a point, which has ``values`` as the scenario writes them, factor by factor.

        Raises:
            ScenarioError: they do not go together.
        """
        tree, memory = self._tree_at(values)
        with memory.use():
            return self._read(tree)

    def digest_at(self, values: Sequence[object]) -> str:
        """Return the digest of the scenario of a point.

        Raises:
            ScenarioError: the values do not go together.
        """
        tree, memory = self._tree_at(values)
        with memory.use():
            return digest(self._read(tree))

    def _tree_at(self, values: Sequence[object]) -> tuple[Any, Memory]:
        pairs = list(zip(self._factors, values, strict=True))
        tree, memory = self._with([value for (_, cases), value in pairs if cases])
        for (places, _), value in pairs:
            for keys in places:
                tree = placed(tree, keys, value)
        return tree, memory

    def _with(self, names: Sequence[object]) -> tuple[Any, Memory]:
        """Return the tree with one case of each factor that has cases, and what has been read of it."""
        known = self._changed.get(tuple(names))
        if known is None:
            tree = self.tree
            for cases, name in zip((cases for _, cases in self._factors if cases), names, strict=True):
                tree = plain(merge(planted(tree, MARK), planted(cases[str(name)], MARK), Block(Scenario)))
            known = self._changed[tuple(names)] = (tree, Memory(tree))
        return known

    def _read(self, tree: Any) -> Scenario:
        try:
            return Scenario.model_validate(tree)
        except ValidationError as error:
            raise ScenarioError(located(problems_of(error), planted(tree, MARK))) from None
