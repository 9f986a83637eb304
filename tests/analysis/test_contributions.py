import numpy as np
import pandas as pd
import pytest
from scipy import stats

from valuechain.analysis import (
    compare_laws,
    contributions_by_period,
    history_moments,
    persistence,
    power_law_exponent,
    survival,
    yearly_gini,
)
from valuechain.errors import RequestError


def revisions(rows):
    """Return a frame of (day, author, kind, fate, day of the fate)."""
    frame = pd.DataFrame(rows, columns=["time", "author", "kind", "fate", "ended"])
    return frame.assign(proposed=frame["time"], scenario="s", replication=0, chain="wiki")


def years(*authors_by_year):
    """One edit by each author named, in the year of the list; a revision at the end closes the last year."""
    rows = [
        (365.0 * y + 1 + k, a, "edit", "live", np.nan)
        for y, names in enumerate(authors_by_year)
        for k, a in enumerate(names)
    ]
    return revisions([*rows, (365.0 * len(authors_by_year), 0, "restored", "settled", 0.0)])


def test_contributions_are_counted_by_year_and_author_and_reverts_are_none():
    counts = contributions_by_period(years([1, 1, 2], [2]))
    assert counts[["period", "author", "contributions"]].to_numpy().tolist() == [[0, 1, 2], [0, 2, 1], [1, 2, 1]]


def test_persistence_is_the_share_of_a_years_most_active_who_are_so_again():
    frame = years([1, 1, 2, 2, 3], [1, 1, 3, 3, 2], [4, 4, 5, 5])
    share = persistence(frame, top=2, lags=(1, 2)).set_index("lag")["share"]
    assert share[1] == pytest.approx((0.5 + 0) / 2)
    assert share[2] == 0


def test_yearly_gini_is_a_mean_over_years_among_those_who_contributed():
    frame = years([1, 2, 3], [1, 1, 1, 2])
    assert yearly_gini(frame)["gini"].iloc[0] == pytest.approx((0 + 0.25) / 2)


def test_survival_is_the_estimate_of_kaplan_and_meier():
    rows = [(0.0, 1, "edit", "reverted", 1.0), (0.0, 1, "edit", "superseded", 2.0), (0.0, 1, "edit", "reverted", 3.0)]
    curve = survival(revisions([*rows, (4.0, 1, "edit", "rejected", 4.0), (0.0, 1, "edit", "live", np.nan)]))
    assert curve["days"].tolist() == [1, 3]
    assert curve["at_risk"].tolist() == [4, 2]
    assert curve["surviving"].tolist() == pytest.approx([3 / 4, 3 / 8])


def test_the_exponent_of_a_power_law_is_found_again():
    counts = stats.zipf(2.3).rvs(20_000, random_state=1)
    assert power_law_exponent(counts) == pytest.approx(2.3, abs=0.03)


@pytest.mark.parametrize(
    ("law", "counts"),
    [
        ("power law", stats.zipf(2.2).rvs(4000, random_state=2)),
        ("Yule-Simon", stats.yulesimon(1.2).rvs(4000, random_state=3)),
        ("lognormal", np.maximum(1, np.round(stats.lognorm(1.0, scale=30).rvs(4000, random_state=4)))),
        ("power law with cut-off", stats.logser(0.98).rvs(4000, random_state=5)),
    ],
)
def test_the_law_that_made_the_numbers_is_never_ruled_out_and_a_wrong_one_is(law, counts):
    """Heavy tails look alike; ten units of AIC rule a law out (Burnham & Anderson 2002)."""
    table = compare_laws(counts).set_index("law")
    behind = table["aic"] - table["aic"].min()
    assert behind[law] < 10
    assert behind.max() > 10
    assert table["weight"].sum() == pytest.approx(1)


def test_laws_are_not_compared_for_a_handful_or_for_fractions():
    with pytest.raises(RequestError, match="10 or more contributors"):
        compare_laws(np.array([1, 2, 3]))
    with pytest.raises(RequestError, match="whole numbers"):
        compare_laws(np.full(20, 1.5))


def test_the_moments_of_a_history_are_those_of_its_parts():
    frame = years(*([1, 1, 1, 2, 10 + year] for year in range(7)))
    (moments,) = history_moments(frame, top=2).to_dict("records")
    assert moments["one"] == pytest.approx(7 / 9)
    assert moments["top"] == pytest.approx(28 / 35)
    assert moments["exponent"] == power_law_exponent(np.array([21, 7, *[1] * 7]))
    assert moments["gini"] == pytest.approx(2 * (sum(range(1, 8)) + 8 * 7 + 9 * 21) / (9 * 35) - 10 / 9)
    assert [moments[f"after_{lag}"] for lag in (1, 3, 5)] == pytest.approx([1.0, 1.0, 1.0])
    assert moments["yearly_gini"] == pytest.approx(2 * (1 + 2 + 3 * 3) / (3 * 5) - 4 / 3)
