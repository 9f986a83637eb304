"""What is told of files that are not what they should be."""

import json
from pathlib import Path

import pandas as pd
import pytest

from valuechain.errors import ResultsError
from valuechain.results import Folder, load_results
from valuechain.scenario import dump

Replications = dict[int, dict[str, pd.DataFrame]]
TOLD = {"scenario": "s", "title": "", "question": "", "currency": "CHF", "replications": {"requested": 1}}


@pytest.fixture
def folder(tmp_path: Path, scenario, replications: Replications) -> Folder:
    folder = Folder(tmp_path)
    folder.write_text("provenance.json", json.dumps(TOLD))
    folder.write_text("scenario.yaml", dump(scenario))
    folder.keep(0, replications[0])
    folder.compact()
    return folder


@pytest.mark.parametrize("name", ["ledger", "participants"])
def test_a_recorded_frame_whose_file_is_gone_is_called_missing(folder: Folder, name: str) -> None:
    (folder.path / f"{name}.parquet").unlink()
    with pytest.raises(ResultsError, match=f"'{name}' is missing; run the scenario again"):
        load_results(folder.path).frame(name)


def test_a_frame_that_the_scenario_leaves_out_is_called_not_recorded(folder: Folder) -> None:
    (folder.path / "events.parquet").unlink()
    told = (folder.path / "scenario.yaml").read_text("utf-8")
    (folder.path / "scenario.yaml").write_text(told.replace("events: true", "events: false"), "utf-8")
    with pytest.raises(ResultsError, match="does not record 'events'"):
        load_results(folder.path).frame("events")


@pytest.mark.parametrize("text", ["", "[]", '{"scenario": "x"}', "null"])
def test_provenance_of_the_wrong_shape_is_named(folder: Folder, text: str) -> None:
    folder.write_text("provenance.json", text)
    with pytest.raises(ResultsError, match=r"provenance\.json: cannot be read"):
        load_results(folder.path)


def test_a_foreign_parquet_file_is_called_foreign(folder: Folder) -> None:
    pd.DataFrame({"a": [1]}).to_parquet(folder.path / "ledger.parquet")
    with pytest.raises(ResultsError, match="was not written by valuechain"):
        _ = load_results(folder.path).ledger
