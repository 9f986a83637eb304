"""Figures of a commons, drawn from a small run."""

import pytest

from valuechain.errors import RequestError
from valuechain.plots import artefact, leaders, palimpsest, status_and_contributions, survival_curves
from valuechain.plots.wording import rounded
from valuechain.simulation import simulate

from ..markets import board, commons


@pytest.fixture(scope="module")
def frames():
    return simulate(commons())


def title(figure) -> str:
    return figure.get_suptitle().replace("\n", " ")


def test_the_palimpsest_tells_how_many_contributions_were_undone(frames):
    rows = frames["revisions"]
    made = rows[rows["kind"].isin(["edit", "vandalism"])]
    told = title(palimpsest(rows))
    assert f"{len(made)} contributions by {made['author'].nunique()} authors" in told
    assert f"{100 * made['fate'].eq('reverted').mean():.0f}" in told


def test_the_bump_chart_tells_how_many_leaders_change(frames):
    turnover = frames["status"].drop_duplicates(["topic", "time"])["turnover"].mean()
    assert f"{100 * turnover:.3g}" in title(leaders(frames["status"]))


def test_the_artefact_begins_with_its_first_quality_and_ends_with_its_last(frames):
    last = frames["commons"]["quality"].iloc[-1]
    assert "quality from 0.3 to" in title(artefact(frames["commons"]))
    assert f"to {rounded(last)}" in title(artefact(frames["commons"]))


def test_survival_tells_of_edits_and_of_vandalism(frames):
    labels = [text.get_text() for text in survival_curves(frames["revisions"]).axes[0].get_legend().get_texts()]
    assert [label.split()[0] for label in labels] == ["edit", "vandalism"]


def test_contributors_without_status_are_left_out_and_counted(frames):
    members = frames["members"]
    own = members[members["contributions"] > 0]
    figure = status_and_contributions(members)
    assert f"{(own['status'] >= 1e-3).sum()} contributors" in figure.get_supxlabel()


def test_of_two_commons_one_must_be_named():
    frames = simulate(board())
    with pytest.raises(RequestError, match="one commons"):
        artefact(frames["commons"])
    assert "Wiki" in title(artefact(frames["commons"], chain="wiki"))
