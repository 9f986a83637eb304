"""Paradigms side by side: every result a column, one scale for what is compared, status apart from money."""

import pytest

import valuechain as vc
from valuechain.comparing import compare
from valuechain.errors import RequestError
from valuechain.plots import side_by_side

from ..markets import commons, lots, three_paradigms, to_order


@pytest.fixture(scope="module")
def results():
    made = {"shelf": lots(), "order": to_order(), "commons": commons()}
    return {name: vc.run(scenario, replications=2, jobs=1) for name, scenario in made.items()}


def texts(axes):
    return [text.get_text() for text in axes.texts]


@pytest.fixture(scope="module")
def figure(results):
    return side_by_side(results)


def test_every_result_has_a_column_of_five_panels_with_its_name(figure, results):
    panels = figure.axes
    assert len(panels) == 15
    assert [axes.get_title(loc="center") for axes in panels[:3]] == list(results)


def test_the_stations_are_those_of_the_paradigm(figure):
    assert {"producer", "distributor", "consumer"} <= set(texts(figure.axes[0]))
    assert {"use", "revision", "judgement", "artefact"} <= set(texts(figure.axes[2]))


def test_money_is_on_one_scale_and_so_is_quality(figure):
    rows = [figure.axes[3 * row : 3 * row + 3] for row in range(5)]
    assert len({axes.get_xlim() for axes in rows[1]}) == 1
    assert len({axes.get_xlim() for axes in rows[2]}) == 1
    assert len({axes.get_ylim() for axes in rows[3]}) == 1


def test_bars_show_the_means_of_the_frame(figure, results):
    runs = results["shelf"].runs.query("chain == 'all'")
    consumers, firms = (patch.get_width() for patch in figure.axes[3].patches[:2])
    assert consumers == pytest.approx((runs["consumer_surplus"] / runs["days"]).mean())
    assert firms == pytest.approx((runs["profit"] / runs["days"]).mean())


def test_variety_is_told_of_each(figure):
    labels = [axes.get_yticklabels()[0].get_text() for axes in figure.axes[6:9]]
    assert labels[:2] == ["3 products", "16 designs"]
    assert labels[2].endswith("modules")


def test_who_has_no_status_is_said_to_have_none(figure):
    assert any("no status" in text for text in texts(figure.axes[12]))
    assert any(text.startswith("status: Gini") for text in texts(figure.axes[14]))


def test_one_result_alone_is_refused(results):
    with pytest.raises(RequestError, match="from 2 to 4 results stand side by side, and there are 1"):
        side_by_side({"shelf": results["shelf"]})


def test_a_comparison_across_paradigms_is_saved_side_by_side(results, tmp_path):
    crossing = compare(results["shelf"], results["commons"], labels=("shelf", "commons"))
    assert {"side-by-side.png", "side-by-side.svg"} <= {path.name for path in crossing.save(tmp_path / "crossing")}
    alike = compare(results["shelf"], results["shelf"], labels=("one", "other"))
    assert "side-by-side.png" not in {path.name for path in alike.save(tmp_path / "alike")}


def test_a_market_of_several_chains_lists_them(results):
    mixed = vc.run(three_paradigms(), replications=1, jobs=1)
    figure = side_by_side({"mixed": mixed, "shelf": results["shelf"]})
    assert "maker: industrial\nworkshop: prosumption\nwiki: produsage" in texts(figure.axes[0])
