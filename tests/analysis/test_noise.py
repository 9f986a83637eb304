import numpy as np
import pandas as pd
import pytest

from valuechain.analysis import noise
from valuechain.analysis.noise import components


def test_the_components_are_those_of_a_table_worked_by_hand() -> None:
    # means by point 2, 5; by replication 3, 4; residuals ±1/2: MS_e = 1, var of point means 4.5, of replications 0.5
    found = components(np.array([[2.0, 2.0], [4.0, 6.0]]))
    assert (found.single, found.parameters, found.common) == (1.0, 4.5 - 1 / 2, 0.5 - 1 / 2)


def test_the_components_of_a_large_table_are_those_that_it_was_drawn_with() -> None:
    generator = np.random.default_rng(5)
    P, R = 2000, 400
    table = generator.normal(0, 2, (P, 1)) + generator.normal(0, 1, (1, R)) + generator.normal(0, 3, (P, R))
    found = components(table)
    assert found.parameters == pytest.approx(4, abs=3 * 4 * np.sqrt(2 / P))  # 3 standard errors of a variance
    assert found.common == pytest.approx(1, abs=3 * np.sqrt(2 / R))
    assert found.single == pytest.approx(9, rel=0.01)


def test_what_a_replication_does_to_all_points_alike_is_no_noise_in_their_differences() -> None:
    table = np.arange(5.0)[:, None] + np.array([[0.0, 100.0, -100.0]])
    found = components(table)
    assert found.share_in_means == pytest.approx(0, abs=1e-12)
    assert found.common == pytest.approx(10_000)


def test_more_replications_leave_less_noise_in_the_means() -> None:
    generator = np.random.default_rng(2)
    table = generator.normal(0, 1, (500, 1)) + generator.normal(0, 1, (500, 40))
    assert components(table[:, :2]).share_in_means == pytest.approx(1 / 3, abs=0.06)  # (1/2) / (1 + 1/2)
    assert components(table).share_in_means == pytest.approx(1 / 41, abs=0.01)


def test_one_replication_cannot_tell_noise_from_parameters(sweep) -> None:
    made = sweep([[1.0], [2.0]], lambda x: {"y": x["a"]}, ["a"])
    row = noise(made.points, made.runs).iloc[0]
    assert row[["parameters", "common", "single", "noise_in_means"]].isna().all()


def test_the_shares_of_each_output_add_up_to_one(sweep) -> None:
    made = sweep(np.linspace(0, 1, 20)[:, None], lambda x: {"y": x["a"], "z": 5 * x["a"]}, ["a"],
                 replications=4, single=0.3, common=0.5)  # fmt: skip
    table = noise(made.points, made.runs)
    assert table["output"].tolist() == ["y", "z"]
    assert table[["parameters", "common", "single"]].sum(axis=1).tolist() == pytest.approx([1, 1])
    assert isinstance(table, pd.DataFrame)
    assert table["noise_in_means"][0] > table["noise_in_means"][1]
