import math
from typing import Any

import pandas as pd
import pytest

from valuechain.errors import ResultsError
from valuechain.results import FRAMES, Results
from valuechain.results.columns import ONLY_WITH
from valuechain.results.headline import numbers
from valuechain.scenario import Scenario

Frames = dict[str, pd.DataFrame]


def results(scenario: Scenario, replications: dict[int, Frames], title: str = "A <corner> shop") -> Results:
    told: dict[str, Any] = {"scenario": "corner-shop", "title": title, "question": "Who waits?", "currency": "CHF"}
    return Results.of(scenario, replications, told | {"replications": {"requested": len(replications)}})


def test_the_headline_says_title_question_replications_units_and_intervals(scenario, replications) -> None:
    text = repr(results(scenario, replications))
    assert text.startswith("A <corner> shop\nWho waits?\n4 replications, 95 % intervals\n")
    assert "CHF" in text
    assert "money" not in text


def test_one_replication_is_said_to_have_no_interval(scenario, replications) -> None:
    text = repr(results(scenario, {0: replications[0]}))
    assert "n=1: no interval" in text
    assert "nan" not in text


def test_a_notebook_shows_the_headline_as_a_table_and_no_markup_of_a_title(scenario, replications) -> None:
    found = results(scenario, replications)
    found.provenance["currency"] = "<CHF>"
    html = found._repr_html_()
    assert "&lt;CHF&gt;" in html
    assert "A &lt;corner&gt; shop" in html
    assert html.count("<tr>") == 1 + len(found.headline)


def test_a_scenario_without_title_is_called_by_its_name(scenario, replications) -> None:
    assert repr(results(scenario, replications, title="")).startswith("corner-shop\n")


def test_every_frame_has_its_declared_columns(scenario, replications) -> None:
    found = results(scenario, replications)
    everywhere = {name: columns for name, columns in FRAMES.items() if name not in ONLY_WITH}
    assert {name: list(found.frame(name)) for name in everywhere} == {
        name: [column.name for column in columns] for name, columns in everywhere.items()
    }


def test_a_frame_of_a_paradigm_that_the_scenario_does_not_have_is_named_as_that(scenario, replications) -> None:
    with pytest.raises(ResultsError, match="only scenarios with a produsage chain have 'revisions'"):
        results(scenario, replications).frame("revisions")


def test_the_scenario_is_at_hand(scenario, replications) -> None:
    assert results(scenario, replications).scenario == scenario


def test_what_is_not_recorded_is_none_and_asking_for_it_by_name_says_how_to_get_it(scenario, replications) -> None:
    plain = {0: {name: frame for name, frame in replications[0].items() if name not in ("events", "participants")}}
    found = results(scenario, plain)
    assert found.participants is None
    assert found.events is None
    with pytest.raises(ResultsError, match=r"set record\.events: true"):
        found.frame("events")


def test_an_unknown_frame_is_answered_with_the_known(scenario, replications) -> None:
    with pytest.raises(ResultsError, match="'run'; the frames are runs, summary"):
        results(scenario, replications).frame("run")


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([1234567.8, 12.3], ["1,234,568", "12"]),
        ([0.95291, 0.004885, math.nan], ["0.9529", "0.0049", "–"]),
        ([-119.94, 1.927], ["-119.9", "1.9"]),
        ([0.0, 0.0], ["0", "0"]),
        ([math.nan], ["–"]),
    ],
)
def test_numbers_that_belong_together_have_the_digits_of_the_largest(values: list[float], texts: list[str]) -> None:
    assert numbers(values) == texts
