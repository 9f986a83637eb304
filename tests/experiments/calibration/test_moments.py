"""Tables of moments: a list, or a record over time."""

from pathlib import Path

import pandas as pd
import pytest

from valuechain.errors import RequestError
from valuechain.experiments.calibration import Moment, read_moments
from valuechain.results.history import history_moments

LIST = "moment,target,weight,time,source\nprofit,1e3,,,here\nmaker.sold,20,2,14,there\n"
RECORD = "year,produced,note\n1909,10660,a\n1910,,no figure\n1911,34528,b\n"


@pytest.fixture
def table(tmp_path: Path):
    def written(text: str) -> Path:
        file = tmp_path / "table.csv"
        file.write_text(text, "utf-8")
        return file

    return written


def test_a_list_names_moments_with_targets_weights_and_times(table) -> None:
    assert read_moments(table(LIST)) == [Moment("profit", 1000.0), Moment("maker.sold", 20.0, 2.0, 14.0)]


def test_a_record_by_year_gives_a_moment_for_each_year_at_its_end(table) -> None:
    found = read_moments(table(RECORD), ["ford.sold = produced/1000"], 1909)
    assert found == [Moment("ford.sold", 10.66, time=365.0), Moment("ford.sold", 34.528, time=3 * 365.0)]


def test_a_record_may_count_days(table) -> None:
    found = read_moments(table("time,units\n7,3\n14,5\n"), ["sold=units"])
    assert found == [Moment("sold", 3.0, time=7.0), Moment("sold", 5.0, time=14.0)]


def test_a_moment_over_time_adds_up_the_products_of_its_chain() -> None:
    series = pd.DataFrame({"chain": ["a", "a", "b", "a"], "time": [7.0, 7.0, 7.0, 14.0], "sold": [1.0, 2.0, 4.0, 8.0]})
    runs = pd.DataFrame({"chain": ["all", "a"], "profit": [5.0, 3.0]})
    frames = {"series": series, "runs": runs}
    assert Moment("a.sold", 0.0, time=7.0).of(frames, {}) == 3.0
    assert Moment("sold", 0.0, time=7.0).of(frames, {}) == 7.0
    assert Moment("profit", 0.0).of(frames, {}) == 5.0
    assert Moment("a.profit", 0.0).of(frames, {}) == 3.0
    assert Moment("mine", 0.0).of(frames, {"mine": lambda given: len(given["series"])}) == 4.0


@pytest.fixture
def history() -> dict[str, pd.DataFrame]:
    made = [("edit", author, day) for day in range(0, 7 * 365, 5) for author in (day % 3, day % 7)]
    kind, author, proposed = (list(column) for column in zip(*made, strict=True))
    same = {"scenario": "s", "replication": 0, "chain": "git"}
    revisions = pd.DataFrame({**same, "kind": kind, "author": author, "proposed": proposed, "time": proposed})
    return {"revisions": revisions, "runs": pd.DataFrame()}


def test_a_moment_of_history_is_that_of_the_revisions(history) -> None:
    expected = history_moments(history["revisions"])
    for name in ("gini", "top", "after_5"):
        assert Moment(f"git.history.{name}", 0.0).of(history, {}) == expected[name].item()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("git.history.fame", "no moment of a history; there are after_1"),
        ("gut.history.gini", "of no commons; there are git"),
    ],
)
def test_a_moment_of_history_that_is_not_there_is_named(history, name, message) -> None:
    with pytest.raises(RequestError, match=message):
        Moment(name, 0.0).of(history, {})


def test_a_moment_of_history_needs_revisions() -> None:
    with pytest.raises(RequestError, match="whose revisions are recorded"):
        Moment("git.history.gini", 0.0).of({"runs": pd.DataFrame()}, {})


@pytest.mark.parametrize(
    ("text", "match", "message"),
    [
        ("a,b\n1,2\n", [], "no column 'moment'"),
        ("moment,target\nx,\n", [], ":2: the target is missing"),
        ("moment,target\nx,dear\n", [], ":2: the target 'dear' is not a number"),
        ("moment,target,weight\nx,1,-1\n", [], ":2: the weight -1 is below 0"),
        ("moment,target\n", [], "names no moment"),
        (RECORD, ["ford.sold"], "'ford.sold' is no match"),
        (RECORD, ["ford.sold=made"], "no column 'made'; there are year, produced, note"),
        ("units\n3\n", ["sold=units"], "neither a column 'year' nor 'time'"),
    ],
)
def test_a_table_that_says_something_else_is_refused(table, text: str, match: list[str], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        read_moments(table(text), match, 1909)


def test_years_need_a_scenario_that_begins_in_one(table) -> None:
    with pytest.raises(RequestError, match="no calendar_start"):
        read_moments(table(RECORD), ["ford.sold=produced"])


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="cannot be read"):
        read_moments(tmp_path / "none.csv")
