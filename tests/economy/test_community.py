"""What must hold of a commons, and that a breach is found and named."""

import numpy as np
import pytest

from valuechain.economy import Economy
from valuechain.errors import IdentityViolation
from valuechain.simulation import play, prepare, simulate
from valuechain.swarm import commons as col

from ..markets import MARKETS, board, commons, market, panel


@pytest.fixture(scope="module")
def frames():
    return {name: simulate(MARKETS[name]()) for name in ("commons", "panel", "board")}


@pytest.fixture
def played():
    """A clock whose run is over."""
    clock = prepare(commons(horizon="30 days"))
    play(clock)
    return clock


@pytest.mark.parametrize(
    ("identity", "spoil"),
    [
        ("status", lambda arrays: arrays.members[0, :, col.STATUS].__setitem__(3, 7.0)),
        ("quality", lambda arrays: arrays.modules[0, :, col.QUALITY].__setitem__(2, 0.987)),
        ("status", lambda arrays: arrays.book[0].__setitem__(col.MINTED, 1e6)),
    ],
)
def test_a_breach_of_a_commons_is_found_and_named(played, identity, spoil):
    spoil(played.economy.community.arrays)
    with pytest.raises(IdentityViolation, match=f"identity of {identity} violated for wiki"):
        played.economy.check(30.0, "test")


def test_a_revision_that_was_tampered_with_does_not_replay(played):
    community = played.economy.community
    book = community.arrays.book[0]
    m = 1
    book[col.QUALITY_SUM] += 0.25 - community.arrays.modules[0, m, col.QUALITY]
    community.arrays.modules[0, m, col.QUALITY] = 0.25
    with pytest.raises(IdentityViolation, match=r"identity of revisions violated for wiki, module 1"):
        played.economy.check(30.0, "test")


@pytest.mark.parametrize("name", ["commons", "panel", "board"])
def test_the_revisions_replay_to_the_modules_exactly(frames, name):
    for (chain,), rows in frames[name]["revisions"].groupby(["chain"], observed=True):
        quality = dict.fromkeys(range(8), 0.3)
        for row in rows[rows["fate"] != "rejected"].itertuples():
            assert quality.get(row.module, 0.0) == row.before
            quality[row.module] = row.after
        modules = frames[name]["modules"]
        ends = modules[modules["chain"] == chain].set_index("module")["quality"]
        assert dict(ends) == quality


def test_what_is_restored_is_what_its_parent_was(frames):
    rows = frames["commons"]["revisions"].set_index("revision")
    restored = rows[(rows["kind"] == "restored") & (rows["parent"] >= 0)]
    assert len(restored) > 5
    assert restored["after"].tolist() == rows.loc[restored["parent"], "after"].tolist()


def test_a_use_is_no_good_and_costs_nothing(frames):
    run = frames["commons"]["runs"].set_index("chain").loc["wiki"]
    assert run["uses"] == run["sold"] > 0
    assert run["made"] == run["revenue"] == run["mean_on_hand"] == 0


@pytest.mark.parametrize("name", ["commons", "panel", "board"])
def test_status_minted_is_faded_deducted_or_held_in_every_sample(frames, name):
    rows = frames[name]["commons"]
    for _, sample in rows.groupby("chain", observed=True):
        held = sample["status_held"].to_numpy()
        change = (sample["status_minted"] - sample["status_faded"] - sample["status_deducted"]).to_numpy()
        assert np.allclose(np.diff(held), change[1:], atol=1e-9)
        assert (sample["status_faded"].to_numpy() >= -1e-9).all()


def test_members_and_revisions_tell_the_same_number_of_contributions(frames):
    for name in ("commons", "panel"):
        rows, members = frames[name]["revisions"], frames[name]["members"]
        made = rows[rows["kind"].isin(["edit", "vandalism"])].groupby("author").size()
        assert (
            made.to_dict() == members[members["contributions"] > 0].set_index("participant")["contributions"].to_dict()
        )


def test_those_who_are_not_literate_neither_contribute_nor_judge(frames):
    members = frames["commons"]["members"]
    outside = members[members["joined"].isna()]
    assert len(outside) > 3
    assert (outside[["contributions", "reviews", "status"]] == 0).all(axis=None)
    assert outside["uses"].sum() > 0


def test_recognition_never_lets_a_drive_by_contributor_return(frames):
    members = frames["panel"]["members"]
    gone = members[members["gone"] & (members["contributions"] > 0)]
    assert (gone["contributions"] == 1).any()


def test_no_participant_holds_more_status_than_the_cap():
    status = simulate(commons(chains__wiki__status={"cap": 1.5, "grant": 1}))["members"]["status"]
    assert 1.4 < status.max() <= 1.5


def test_a_panel_never_has_its_author_and_never_one_reviewer_twice():
    """With all others on the panel, everybody reviews every edit but their own."""
    scenario = panel(
        population__size=5,
        chains__wiki__skills={},
        chains__wiki__entry=None,
        chains__wiki__retention=None,
        chains__wiki__contribution={"propensity": {"propensity": 0.5}},
        chains__wiki__evaluation={"panel": {"reviewers": 4}},
    )
    members = simulate(scenario)["members"]
    assert (members["reviews"] == members["contributions"].sum() - members["contributions"]).all()


def test_a_board_decides_one_edit_at_a_time_in_the_order_in_which_they_came():
    rules = {"experts": {"board": 1, "review_time": "3 days"}}
    rows = simulate(commons(chains__wiki__evaluation=rules, chains__wiki__entry=None))["revisions"]
    decided = rows[rows["kind"].isin(["edit", "vandalism"])]
    assert len(decided) > 10
    assert (np.diff(decided["time"]) >= 3 - 1e-9).all()
    assert decided["proposed"].is_monotonic_increasing


def test_leaders_are_those_with_most_status_earned_in_their_topic():
    e = Economy(commons(), 0)
    e.community.arrays.topics[0, 1, :, col.EARNED] = np.arange(40) % 17
    e.community.form(0, 0.0)
    formed = [each for each in e.community.formations[0] if each.topic == 1][-1]
    assert formed.leaders.tolist() == [16, 33, 15]
    assert np.isnan(formed.turnover)
    e.community.arrays.topics[0, 1, 2, col.EARNED] = 99
    e.community.form(0, 1.0)
    assert e.community.formations[0][-1].turnover == pytest.approx(1 - 2 / 4)


def test_two_commons_beside_a_shop_draw_from_streams_of_their_own():
    """What one commons does leaves the needs of all alone, and each keeps its identities."""
    frames = simulate(board())
    assert set(frames["revisions"]["chain"].unique()) == {"nupedia", "wiki"}
    assert frames["events"][["time", "participant"]].equals(simulate(commons())["events"][["time", "participant"]])


def counted(rule, **more):
    """Members and measures of a commons in which everything is recognised at once and nothing fades."""
    chain = {
        "paradigm": "produsage",
        "artefact": {"modules": 5, "quality": 0.2},
        "contribution": {"propensity": {"propensity": 0.3}},
        "evaluation": more.pop("evaluation", "none"),
        "status": {"grant": 2.0, "rule": rule} | more,
    }
    frames = simulate(market(chains={"wiki": chain}, warmup=0))
    return frames["members"], frames["runs"].iloc[0]


def test_by_merit_status_is_a_grant_for_every_contribution_that_is_recognised():
    members, _ = counted("merit", evaluation={"panel": {"reviewers": 3, "discernment": None}})
    assert (members["accepted"] < members["contributions"]).any()
    assert members["status"].tolist() == (2.0 * members["accepted"]).tolist()


def test_among_equals_status_is_a_grant_for_every_contribution_whatever_others_think_of_it():
    members, runs = counted("equal", evaluation={"panel": {"reviewers": 3, "discernment": None}})
    assert (members["accepted"] < members["contributions"]).any()
    assert members["status"].tolist() == (2.0 * members["contributions"]).tolist()
    assert runs["status_minted"] == 2.0 * runs["edits"]


def test_by_tier_status_is_granted_to_those_whom_a_contribution_lifts_into_a_tier():
    members, _ = counted("tier", tiers=[1, 3, 10])
    reached = sum((members["accepted"] >= at).astype(float) for at in (1, 3, 10))
    assert members["accepted"].max() >= 10
    assert members["status"].tolist() == (2.0 * reached).tolist()


@pytest.mark.parametrize("rule", ["merit", "equal"])
def test_status_fades_and_keeps_to_its_cap_under_every_rule(rule):
    members, runs = counted(rule, fading="0.05 / day", cap=3)
    assert members["status"].max() <= 3
    assert runs["status_faded"] > 0
