"""Rank correlation of two accounts."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuechain.analysis import rank_correlation
from valuechain.errors import RequestError

accounts = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=12)


def people(status, money, replication: int = 0) -> pd.DataFrame:
    return pd.DataFrame({"scenario": "s", "replication": replication, "status": status, "money": money})


def only(table: pd.DataFrame) -> pd.Series:
    assert len(table) == 1
    return table.iloc[0]


def test_ranks_that_agree_are_1_and_ranks_that_oppose_are_minus_1() -> None:
    status = np.array([1.0, 2.0, 3.0, 5.0])
    same = only(rank_correlation(people(status, status**3), "status", "money"))
    turned = only(rank_correlation(people(status, -status), "status", "money"))
    assert (same["kendall"], same["spearman"]) == (pytest.approx(1), pytest.approx(1))
    assert (turned["kendall"], turned["spearman"]) == (pytest.approx(-1), pytest.approx(-1))


def test_independent_normals_with_correlation_rho_have_the_known_rank_correlations() -> None:
    """τ = 2/π·asin ρ and ρ_S = 6/π·asin(ρ/2) of a bivariate normal law (Kruskal 1958)."""
    rho, n = 0.6, 20_000
    x, noise = np.random.default_rng(5).standard_normal((2, n))
    found = only(rank_correlation(people(x, rho * x + (1 - rho**2) ** 0.5 * noise), "status", "money"))
    assert found["kendall"] == pytest.approx(2 / np.pi * np.arcsin(rho), abs=0.015)
    assert found["spearman"] == pytest.approx(6 / np.pi * np.arcsin(rho / 2), abs=0.015)


@given(accounts)
def test_kendall_counts_pairs_that_agree_less_pairs_that_do_not(rows) -> None:
    one, two = np.array(rows, dtype=np.float64).T
    signs = np.sign(np.subtract.outer(one, one)) * np.sign(np.subtract.outer(two, two))
    untied = [np.count_nonzero(np.subtract.outer(each, each)) for each in (one, two)]
    found = only(rank_correlation(people(one, two), "status", "money"))
    if min(untied) == 0:
        assert np.isnan(found["kendall"])
    else:
        assert found["kendall"] == pytest.approx(signs.sum() / np.sqrt(untied[0] * untied[1]))


def test_who_has_status_and_no_money_is_counted() -> None:
    found = only(rank_correlation(people([5, 3, 0, 0], [0, 2, 9, 0]), "status", "money"))
    assert found[["only_first", "only_second", "neither"]].tolist() == [0.25, 0.25, 0.25]


def test_what_does_not_vary_has_no_correlation() -> None:
    found = only(rank_correlation(people([1, 2, 3], [4, 4, 4]), "status", "money"))
    assert np.isnan([found["kendall"], found["spearman"]]).all()


def test_a_missing_account_does_not_count() -> None:
    found = only(rank_correlation(people([1, 2, np.nan], [1, 2, 0]), "status", "money"))
    assert (found["members"], found["kendall"]) == (2, pytest.approx(1))


def test_replications_are_apart_and_a_missing_column_is_a_mistake() -> None:
    both = pd.concat([people([1, 2], [1, 2]), people([1, 2], [2, 1], replication=1)])
    assert rank_correlation(both, "status", "money")["kendall"].tolist() == pytest.approx([1, -1])
    with pytest.raises(RequestError, match="there is no column 'hours'"):
        rank_correlation(both, "status", "hours")
