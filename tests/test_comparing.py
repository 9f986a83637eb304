"""Scenarios side by side, from files, folders and memory."""

import copy
import json
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import valuechain as vc
from tests.markets import LOTS, market
from valuechain.comparing import ComparisonWarning
from valuechain.errors import RequestError, ResultsError, ScenarioError
from valuechain.scenario import dump


def plain(**changes: Any) -> Any:
    return market(horizon="60 days", replications=4, record={"participants": False}, **changes)


def cheap(**changes: Any) -> Any:
    return plain(scenario="cheap", chains__maker__variants={"count": 3, "price": 5}, **changes)


def warned(*sources: Any, **terms: Any) -> Any:
    """Compare where warnings, if any, are not what is tested."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ComparisonWarning)
        return vc.compare(*sources, **terms)


def of(table: pd.DataFrame, measure: str) -> pd.Series:
    return table[(table["chain"] == "all") & (table["measure"] == measure)].iloc[0]


def test_a_scenario_does_not_differ_from_itself() -> None:
    frame = vc.compare(plain(), plain(), jobs=1).frame
    assert (frame["difference"] == 0).all()
    assert (frame["half_width"] == 0).all()


def test_the_same_people_are_paired_and_the_difference_is_that_of_the_runs() -> None:
    one, two = vc.run(plain(), jobs=1), vc.run(cheap(), jobs=1)
    found = of(vc.compare(one, two).frame, "consumer_surplus")
    surplus = [each.runs.query("chain == 'all'")["consumer_surplus"].to_numpy() for each in (one, two)]
    assert found["difference"] == pytest.approx((surplus[1] - surplus[0]).mean())
    assert found["interval"] == "paired"
    assert found["variance_reduction"] > 2
    assert of(vc.compare(one, two).frame, "needs")["difference"] == 0


def test_another_seed_is_warned_of_and_compared_as_independent_runs() -> None:
    with pytest.warns(ComparisonWarning, match="different seeds"):
        found = vc.compare(plain(), cheap(seed=8), jobs=1)
    assert set(found.frame["interval"]) == {"welch"}
    assert "different seeds" in repr(found)


def test_another_population_is_warned_of() -> None:
    runs = [vc.run(plain(), jobs=1), vc.run(cheap(population__size=60), jobs=1)]
    assert any("do not have the same population (size)" in text for text in warned(*runs).warnings)


def test_pairs_that_go_apart_are_warned_of() -> None:
    one, two = vc.run(plain(), jobs=1), vc.run(plain(), jobs=1)
    profit = two.runs["profit"]
    two.frames["runs"] = two.runs.assign(profit=2 * profit.mean() - profit)  # what helps one hurts the other
    with pytest.warns(ComparisonWarning, match=r"do not help .* between b and a: profit 0\.50"):
        vc.compare(one, two, labels=["a", "b"])


def test_files_are_run_and_kept_and_folders_are_read(tmp_path: Path) -> None:
    files = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for file, scenario in zip(files, (plain(), cheap()), strict=True):
        file.write_text(dump(scenario), "utf-8")
    first = vc.compare(*files, out=tmp_path / "results", jobs=1)
    folders = [each.folder for each in first.results.values()]
    assert [folder.parent.name for folder in folders] == ["results"] * 2
    again = vc.compare(*folders)
    pd.testing.assert_frame_equal(first.frame, again.frame)


def test_the_baseline_is_named_by_label_number_or_path(tmp_path: Path) -> None:
    one, two = vc.run(plain(), jobs=1), vc.run(cheap(), out=tmp_path, jobs=1)
    for name in ("cheap", 1, str(two.folder)):
        assert vc.compare(one, str(two.folder), baseline=name).baseline == "cheap"


def test_chains_of_one_scenario_alone_are_named() -> None:
    both = plain(scenario="duel", chains={"maker": copy.deepcopy(LOTS), "rival": copy.deepcopy(LOTS)})
    found = warned(plain(), both, jobs=1)
    assert found.notes == ["Only duel has the chain rival; market has not."]
    assert found.notes[0] in repr(found)


def test_scenarios_of_one_name_get_labels_of_their_own(tmp_path: Path) -> None:
    runs = [vc.run(plain(seed=7, chains__maker__variants={"count": n, "price": 6}), jobs=1) for n in (1, 2)]
    assert list(warned(*runs).results) == ["market (1)", "market (2)"]
    assert list(warned(*runs, labels=["one", "two"]).results) == ["one", "two"]


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"baseline": "nobody"}, "there is no 'nobody' to be the baseline; there are market, cheap"),
        ({"baseline": 2}, "there is no source 2"),
        ({"labels": ["one"]}, "2 sources need as many labels"),
        ({"labels": ["one", "one"]}, "all different"),
    ],
)
def test_a_mistake_says_what_is_possible(terms: dict[str, Any], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        vc.compare(vc.run(plain(), jobs=1), vc.run(cheap(), jobs=1), **terms)


def test_one_source_alone_is_a_mistake() -> None:
    with pytest.raises(RequestError, match="name at least two"):
        vc.compare(plain())


def test_a_file_with_faults_or_a_folder_without_results_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError):
        vc.compare(plain(), tmp_path / "nowhere.yaml", jobs=1)
    with pytest.raises(ResultsError):
        vc.compare(tmp_path, plain(), jobs=1)


def test_what_is_saved_tells_numbers_sentences_and_origin(tmp_path: Path) -> None:
    found = vc.compare(plain(), cheap(), jobs=1)
    files = found.save(tmp_path / "comparison")
    assert [file.suffix for file in files] == [".csv", ".txt", ".json", ".png", ".svg"]
    table = pd.read_csv(files[0])
    assert table["difference"].to_numpy() == pytest.approx(found.frame["difference"].to_numpy(), nan_ok=True)
    assert found.sentences[0] in files[1].read_text("utf-8")
    told = json.loads(files[2].read_text("utf-8"))
    assert told["baseline"] == "market"
    digests = [each.provenance["digest"] for each in found.results.values()]
    assert [each["digest"] for each in told["results"].values()] == digests
    assert digests[1].encode() in files[3].read_bytes()


def test_a_folder_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(ResultsError, match="cannot be written"):
        vc.compare(vc.run(plain(), jobs=1), vc.run(cheap(), jobs=1)).save(tmp_path / "file")
