"""Points of a template are what they are when each is read by itself."""

from pathlib import Path
from typing import Any

import pytest

from valuechain.errors import ScenarioError
from valuechain.scenario import load
from valuechain.scenario.memory import Memory, memory
from valuechain.scenario.model import Scenario
from valuechain.scenario.template import Template
from valuechain.scenario.writing import digest, explicit, placed

ROOT = Path(__file__).parent.parent.parent / "scenarios"
SCENARIOS = sorted(ROOT.glob("*.yaml"))
SHOP = Path(__file__).parent.parent / "corpus" / "sweeps" / "shop.yaml"
SIZE = ("population", "size")


@pytest.fixture
def tree() -> dict[str, Any]:
    return explicit(load(SHOP))


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_a_point_has_the_digest_of_the_scenario_read_by_itself(file: Path) -> None:
    tree = explicit(load(file))
    template = Template(tree, [((SIZE,), {}), ((("seed",),), {})])
    for size, seed in [(900, 1), (901, 1), (900, 2), (900, 1)]:
        alone = Scenario.model_validate(placed(placed(tree, SIZE, size), ("seed",), seed))
        assert template.digest_at([size, seed]) == digest(alone)
        assert template.at([size, seed]) == alone


def test_what_no_factor_touches_is_shared_between_points(tree: dict[str, Any]) -> None:
    template = Template(tree, [((SIZE,), {})])
    one, two = template.at([30]), template.at([31])
    assert one.chains["shop"] is two.chains["shop"]
    assert one.population is not two.population


def test_a_point_that_does_not_go_together_leaves_the_others_alone(tree: dict[str, Any]) -> None:
    template = Template(tree, [((SIZE,), {})])
    with pytest.raises(ScenarioError, match="too small"):
        template.at([0])
    assert template.at([30]) == Scenario.model_validate(placed(tree, SIZE, 30))


def test_nothing_is_remembered_outside_of_a_use(tree: dict[str, Any]) -> None:
    with Memory(tree).use():
        assert memory() is not None
    assert memory() is None


def test_a_map_that_is_gone_is_never_taken_for_a_new_one_in_its_place(tree: dict[str, Any]) -> None:
    template = Template(tree, [((SIZE,), {})])
    sizes = [
        template.at([n]).population.size for n in range(1, 400)
    ]  # maps of points come and go at the same addresses
    assert sizes == list(range(1, 400))
