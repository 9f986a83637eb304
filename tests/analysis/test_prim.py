import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from valuechain.analysis import discover
from valuechain.analysis.prim import chosen, trajectory
from valuechain.errors import RequestError

RECORDED = json.loads((Path(__file__).parent / "prim_recorded.json").read_text("utf-8"))


def planted(n: int, flips: float = 0.06) -> tuple[np.ndarray, np.ndarray]:
    """Points of a Kronecker sequence, interesting where 0.2 < a < 0.6 and b > 0.55, some turned round."""
    k = np.arange(1, n + 1)[:, None]
    x = k * np.sqrt([2.0, 3.0, 5.0, 7.0]) % 1.0
    inside = (x[:, 0] > 0.2) & (x[:, 0] < 0.6) & (x[:, 1] > 0.55)
    return x, inside ^ ((k[:, 0] * np.sqrt(11.0)) % 1.0 < flips)


def points_of(x: np.ndarray) -> pd.DataFrame:
    points = pd.DataFrame(x, columns=list("abcd")[: x.shape[1]])
    points.insert(0, "point", np.arange(len(x)))
    return points


@pytest.mark.parametrize("n", [400, 1000])
def test_the_peeling_trajectory_is_the_recorded_one(n: int) -> None:
    x, hits = planted(n)
    boxes = trajectory(x, hits)
    recorded = RECORDED[str(n)]
    for box, coverage, mass in zip(boxes, recorded["coverage"], recorded["mass"], strict=False):
        assert hits[box.inside].sum() / hits.sum() == pytest.approx(coverage, abs=1e-12)
        assert box.inside.mean() == pytest.approx(mass, abs=1e-12)
    assert len(boxes) >= len(recorded["mass"]) >= 40
    np.testing.assert_allclose(boxes[10].limits.T, recorded["limits_of_box_10"], atol=1e-12)


def test_a_planted_box_is_found_and_what_does_not_matter_is_left_alone() -> None:
    x, hits = planted(2000)
    boxes = discover(points_of(x), hits)
    best = boxes[boxes["box"] == chosen(boxes)].set_index("factor")
    assert best.loc["a", "low"] == pytest.approx(0.2, abs=0.03)
    assert best.loc["a", "high"] == pytest.approx(0.6, abs=0.03)
    assert best.loc["b", "low"] == pytest.approx(0.55, abs=0.03)
    assert np.isnan(best.loc["b", "high"])
    assert best.loc[["c", "d"], ["low", "high", "p"]].isna().all(axis=None)
    assert (best.loc[["a", "b"], "p"] < 1e-6).all()
    assert best["density"].iloc[0] > 0.85
    assert best["coverage"].iloc[0] > 0.7


def test_without_noise_the_purest_box_holds_nothing_else() -> None:
    x, hits = planted(1000, flips=0.0)
    boxes = discover(points_of(x), hits)
    assert boxes["density"].max() == 1.0
    assert boxes.loc[boxes["box"] == chosen(boxes), "coverage"].iloc[0] > 0.9


def test_of_the_boxes_dense_enough_the_one_of_largest_coverage_is_chosen() -> None:
    x, hits = planted(1000)
    boxes = discover(points_of(x), hits)
    row = boxes[boxes["box"] == chosen(boxes, 0.6)].iloc[0]
    denser = boxes[boxes["density"] >= 0.6]
    assert row["density"] >= 0.6
    assert row["coverage"] == denser["coverage"].max()
    with pytest.raises(RequestError, match=r"no box has a density of 1\.1"):
        chosen(boxes, 1.1)


def test_the_quasi_p_is_the_binomial_tail_at_the_share_without_the_factors_limits() -> None:
    x, hits = planted(400)
    boxes = discover(points_of(x), hits)
    row = boxes[(boxes["box"] == 20) & (boxes["factor"] == "b")].iloc[0]
    rest = boxes[(boxes["box"] == 20) & (boxes["factor"] == "a")].iloc[0]
    within = np.ones(400, bool) if np.isnan(rest["low"]) else x[:, 0] >= rest["low"]
    within &= np.ones(400, bool) if np.isnan(rest["high"]) else x[:, 0] <= rest["high"]
    caught = round(row["density"] * row["points"])
    assert row["p"] == pytest.approx(stats.binom.sf(caught - 1, row["points"], hits[within].mean()))


@given(st.integers(0, 10_000), st.integers(1, 3), st.sampled_from([2, 4, 1000]))
def test_boxes_hold_what_their_limits_say_and_get_denser(seed: int, factors: int, levels: int) -> None:
    generator = np.random.default_rng(seed)
    x = generator.integers(0, levels, (80, factors)) / levels
    hits = generator.random(80) < 0.3 + 0.4 * x[:, 0]
    if hits.all() or not hits.any():
        return
    boxes = trajectory(x, hits)
    density = [hits[box.inside].mean() for box in boxes]
    assert all(b > a for a, b in pairwise(density))
    for box in boxes:
        assert (box.inside == ((x >= box.limits[:, 0]) & (x <= box.limits[:, 1])).all(axis=1)).all()
        assert box.inside.sum() >= 0.05 * 80


def test_points_of_equal_value_stay_together() -> None:
    x = np.repeat([[0.0], [1.0]], 50, axis=0)
    boxes = trajectory(x, x[:, 0] == 1.0)
    assert [int(box.inside.sum()) for box in boxes] == [100, 50]
    assert boxes[1].limits[0].tolist() == [0.5, 1.0]


def test_a_slice_is_judged_by_what_it_gains_for_each_point_that_it_costs() -> None:
    b = np.arange(100) / 100
    hits = b >= 0.5
    rank = np.arange(100) % 50
    a = np.where(hits, rank < 35, rank < 15).astype(float)  # half the points, 70 % of the hits: a coarse slice
    first = trajectory(np.column_stack([a, b]), hits)[1]
    assert first.limits[0].tolist() == [0.0, 1.0]
    assert first.limits[1, 0] > 0.0


@pytest.mark.parametrize(
    ("hits", "peel", "message"),
    [
        ([False] * 4, 0.05, "no point is interesting"),
        ([True] * 4, 0.05, "all points are interesting"),
        ([True] * 3, 0.05, "4 points need as many outcomes, not 3"),
        ([True, False, True, False], 0.5, "a slice of 0.5 of the points is not possible"),
    ],
)
def test_what_cannot_be_discovered_is_refused(hits: list[bool], peel: float, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        discover(points_of(np.arange(4.0)[:, None]), hits, peel=peel)


def test_a_factor_of_words_is_refused() -> None:
    with pytest.raises(RequestError, match="'a' is not numeric"):
        discover(pd.DataFrame({"point": [0, 1], "a": ["x", "y"]}), [True, False])
