import math
import warnings
from typing import Any

import pandas as pd
import pytest

import valuechain as vc
from valuechain.errors import ResultsError
from valuechain.results import FRAMES, Results
from valuechain.results.columns import ONLY_WITH
from valuechain.results.headline import numbers
from valuechain.results.reference import reference
from valuechain.scenario import Scenario
from valuechain.simulation import simulate

from ..markets import commons, lots

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
    assert {name: list(found.frame(name)) for name in FRAMES if name not in ONLY_WITH} == {
        name: [column.name for column in columns] for name, columns in FRAMES.items() if name not in ONLY_WITH
    }


def test_a_frame_of_another_paradigm_is_refused_by_the_name_of_the_paradigm(scenario, replications) -> None:
    with pytest.raises(
        ResultsError, match=r"only chains of the paradigm prosumption have 'tiers'; the frames here are"
    ):
        results(scenario, replications).frame("tiers")


def test_the_reference_page_tells_of_every_frame() -> None:
    page = reference()
    assert all(f"## {name}\n" in page for name in FRAMES)


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


def test_the_reference_page_speaks_of_every_frame():
    page = reference()
    assert [name for name in FRAMES if f"## {name}\n" not in page] == []


def test_a_column_may_be_added_to_the_widest_frame_without_a_warning(tmp_path) -> None:
    """Pandas warns where a frame is in more than a hundred pieces."""
    kept = vc.run(lots(), replications=2, jobs=1, out=tmp_path)
    for found in (kept, vc.load_results(kept.folder)):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert len(found.runs.assign(double=2 * found.runs["profit"])) == 4


def test_the_headline_of_a_commons_speaks_of_quality_and_status_and_of_no_profit_that_nobody_makes():
    free = commons(sample_every="20 days", chains__wiki__foundation={}, chains__wiki__contribution={"propensity": {}})
    told = results(free, {0: simulate(free)}).headline
    assert {"uses", "quality", "coverage", "contributors", "gini_status", "status_held"} <= set(told["measure"])
    assert not {"profit", "producer_profit", "foundation_profit", "revenue", "mean_on_hand"} & set(told["measure"])


def test_the_headline_of_a_commons_says_what_its_foundation_earns_where_money_flows():
    paid = commons(sample_every="20 days")
    told = results(paid, {0: simulate(paid)}).headline
    assert "foundation_profit" in set(told["measure"])
