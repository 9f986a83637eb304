import numpy as np
import pandas as pd
import pytest

from valuechain.analysis import cells, noise, one_at_a_time
from valuechain.analysis.sensitivity import sensitivity
from valuechain.errors import MissingCells, RequestError, UserError

POINTS = pd.DataFrame({"point": [0, 1, 2], "price": [1.0, 2.0, 3.0]})
RUNS = pd.DataFrame(
    {"point": [0, 1, 2, 0, 1, 2], "replication": [0, 0, 0, 1, 1, 1], "profit": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
)
FAILED = pd.DataFrame(
    {
        "point": [2],
        "replication": [1],
        "error": ["ValueError: too dear"],
        "traceback": ["…"],
        "command": ["valuechain run f.yaml"],
    }
)


def test_the_table_has_a_row_by_point_and_a_column_by_replication_whatever_the_order_of_rows() -> None:
    table = cells(POINTS, RUNS.sample(frac=1, random_state=3), "profit")
    assert table.tolist() == [[1, 4], [2, 5], [3, 6]]


def test_a_failed_cell_is_named_with_its_error_and_the_command_that_runs_it_again() -> None:
    with pytest.raises(MissingCells) as caught:
        cells(POINTS, RUNS.iloc[:-1], "profit", failures=FAILED)
    text = str(caught.value)
    assert text.startswith("profit: 1 cell of the sweep missing")
    assert "point 2, replication 1: ValueError: too dear; again: valuechain run f.yaml" in text
    assert isinstance(caught.value, UserError)


def test_a_run_without_a_value_is_a_missing_cell_even_where_it_is_the_last() -> None:
    broken = RUNS.assign(profit=RUNS["profit"].where(RUNS.index != 5))
    with pytest.raises(MissingCells, match=r"point 2, replication 1: has no value of it \(NaN\)"):
        cells(POINTS, broken, "profit")


def test_a_point_without_any_run_is_missing() -> None:
    with pytest.raises(MissingCells, match=r"point 1, replication 0: not run; run the sweep again"):
        cells(POINTS, RUNS[RUNS["point"] != 1], "profit")


def test_a_gap_between_replications_is_missing() -> None:
    with pytest.raises(MissingCells, match="point 0, replication 0: not run"):
        cells(POINTS, RUNS.iloc[1:], "profit")


def test_the_design_tells_how_many_replications_there_should_be() -> None:
    with pytest.raises(MissingCells) as caught:
        cells(POINTS, RUNS, "profit", design={"replications": 3})
    assert [(cell.point, cell.replication) for cell in caught.value.cells] == [(0, 2), (1, 2), (2, 2)]


def test_where_points_have_unlike_numbers_of_replications_all_keep_the_smallest() -> None:
    assert cells(POINTS, RUNS.drop(index=4), "profit").tolist() == [[1], [2], [3]]


def test_an_infinite_value_is_missing() -> None:
    with pytest.raises(MissingCells):
        cells(POINTS, RUNS.replace({"profit": {3.0: np.inf}}), "profit")


def test_only_the_first_missing_cells_are_written_out() -> None:
    none = RUNS.assign(profit=np.nan)
    with pytest.raises(MissingCells, match=r"6 cells of the sweep missing(?s:.*)… and 1 more"):
        cells(POINTS, none, "profit")


def test_an_output_that_is_not_there_is_refused() -> None:
    with pytest.raises(RequestError, match="no output 'profits'; the outputs are profit"):
        cells(POINTS, RUNS, "profits")


@pytest.mark.parametrize(
    "analysis",
    [
        lambda: noise(POINTS, RUNS.iloc[:-1], failures=FAILED),
        lambda: one_at_a_time(POINTS, RUNS.iloc[:-1], failures=FAILED),
        lambda: sensitivity(POINTS, RUNS.iloc[:-1], {"method": "sobol", "n": 1}, failures=FAILED),
    ],
    ids=["noise", "one_at_a_time", "sensitivity"],
)
def test_every_analysis_of_a_sweep_refuses_a_missing_cell(analysis) -> None:
    with pytest.raises(MissingCells, match=r"again: valuechain run f\.yaml"):
        analysis()
