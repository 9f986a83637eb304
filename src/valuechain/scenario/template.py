"""A scenario with places for factors, from which the scenario of each point is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from valuechain.errors import ScenarioError
from valuechain.scenario.faults import located
from valuechain.scenario.memory import Memory
from valuechain.scenario.model import Scenario
from valuechain.scenario.nodes import Mark, planted
from valuechain.scenario.problems import problems_of
from valuechain.scenario.writing import digest, placed


class Template:
    """A tree of plain values in which each factor has a place, ``keys``.

    Every point is checked in full; what no factor touches is read once and shared between points.
    """

    def __init__(self, tree: Any, keys: Sequence[Sequence[str]]) -> None:
        self._tree, self._keys = tree, tuple(keys)
        self._memory = Memory(tree)

    def __reduce__(self) -> Any:
        """Return how another process makes it anew: identities, by which the memory knows maps, are none there."""
        return Template, (self._tree, self._keys)

    def at(self, values: Sequence[object]) -> Scenario:
        """Return the scenario of a point, which has ``values`` as the scenario writes them, factor by factor.

        Raises:
            ScenarioError: they do not go together.
        """
        with self._memory.use():
            return self._read(self._tree_at(values))

    def digest_at(self, values: Sequence[object]) -> str:
        """Return the digest of the scenario of a point.

        Raises:
            ScenarioError: the values do not go together.
        """
        with self._memory.use():
            return digest(self._read(self._tree_at(values)))

    def _tree_at(self, values: Sequence[object]) -> Any:
        tree = self._tree
        for keys, value in zip(self._keys, values, strict=True):
            tree = placed(tree, keys, value)
        return tree

    def _read(self, tree: Any) -> Scenario:
        try:
            return Scenario.model_validate(tree)
        except ValidationError as error:
            raise ScenarioError(located(problems_of(error), planted(tree, Mark("(point)")))) from None
