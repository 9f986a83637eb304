"""The hybrid role of each participant over time: uses, contributions and judgements between samples."""

import pytest

from valuechain.simulation import simulate

from ..markets import commons, market


@pytest.fixture(scope="module")
def frames():
    return simulate(commons(record={"produsers": True}))


def test_what_participants_did_between_samples_adds_up_to_what_they_did_in_all(frames):
    did = frames["produsers"].groupby("participant")[["uses", "contributions", "reviews"]].sum()
    whole = frames["members"].set_index("participant")[["uses", "contributions", "reviews"]]
    busy = whole[whole.sum(axis=1) > 0]
    assert did.reindex(busy.index).equals(busy)
    assert len(did) == len(busy)


def test_what_was_done_by_a_sample_adds_up_to_what_the_commons_saw(frames):
    by_day = frames["produsers"].groupby("time")[["uses", "contributions"]].sum()
    seen = frames["commons"].set_index("time")[["uses", "edits"]]
    seen = seen[seen["uses"] > 0]
    assert (by_day.to_numpy() == seen.to_numpy()).all()


def test_roles_lie_between_pure_use_and_pure_making_and_change_over_time(frames):
    rows = frames["produsers"]
    active = rows["contributions"] + rows["reviews"]
    assert rows["produser_index"].to_numpy() == pytest.approx(active / (active + rows["uses"]))
    assert rows["produser_index"].between(0, 1).all()
    assert rows.groupby("participant")["produser_index"].nunique().max() > 3


def test_samples_of_the_warm_up_are_marked(frames):
    rows = frames["produsers"]
    assert (rows["warmup"] == (rows["time"] <= 10)).all()
    assert rows["warmup"].any()


def test_recording_roles_changes_nothing_else_and_is_not_done_unasked(frames):
    plain = simulate(commons(record={"produsers": False}))
    assert "produsers" not in plain
    assert all(frames[name].equals(frame) for name, frame in plain.items())


def test_where_nobody_comes_by_there_are_columns_and_no_rows():
    wiki = {"paradigm": "produsage", "artefact": {"modules": 1}, "enters": "never"}
    rows = simulate(market(chains={"wiki": wiki}, record={"produsers": True}))["produsers"]
    assert len(rows) == 0
    assert "produser_index" in rows
