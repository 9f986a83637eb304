"""Sharing in markets of all paradigms: every rule shares out the whole profit, and moves nothing else."""

import copy

import pytest

from valuechain.clock import Clock
from valuechain.economy import Economy
from valuechain.economy.books import Account
from valuechain.economy.dividends import split
from valuechain.errors import IdentityViolation
from valuechain.scenario.sharing import IndustrialSharing, PoolSharing, ProdusageSharing, ProsumptionSharing
from valuechain.simulation import simulate

from ..markets import LOTS, SHOP, WIKI, market

CHAINS = {"maker": LOTS, "workshop": SHOP, "wiki": WIKI}
RULES = {
    "residual": {},
    "royalty": {"rule": "royalty", "royalty": 0.02},
    "patronage": {"rule": "patronage", "given": 0.5},
    "by_contribution": {"rule": "by_contribution", "given": 0.3},
    "nash": {"rule": "nash"},
    "shapley": {"rule": "shapley"},
}
SHARES = {
    "maker": {"producer": 0.5, "distributor": 0.2, "patron": 0.2, "produser": 0.1},
    "workshop": {"producer": 0.5, "prosumer": 0.3, "produser": 0.2},
    "wiki": {"foundation": 0.5, "produser": 0.5},
}


def mixed(pool=None, prices=True, **sharing):
    """Three paradigms side by side, in which nobody's choice depends on what is shared."""
    chains = copy.deepcopy(CHAINS)
    for name, told in sharing.items():
        chains[name]["sharing"] = told
    chains["wiki"]["foundation"] = {"hosting": 0.02, "donations": 0.2}
    more = {} if pool is None else {"sharing": pool}
    return market(chains=chains, population__time_cost="1 / hour", warmup=0, **more)


@pytest.fixture(scope="module")
def unshared():
    return profits(mixed())


def profits(scenario):
    """Return the profits of roles by chain at the end."""
    runs = simulate(scenario)["runs"].set_index("chain")
    return runs[[column for column in runs if column.endswith("_profit")] + ["profit"]]


@pytest.mark.parametrize("rule", [*RULES, "shares"])
def test_every_rule_in_every_paradigm_shares_out_the_profit_to_the_last(rule, unshared):
    told = {name: SHARES[name] if rule == "shares" else RULES[rule] for name in ("maker", "wiki")}
    found = profits(mixed(**told))
    roles = [column for column in found if column != "profit"]
    assert found["profit"].tolist() == pytest.approx(unshared["profit"].tolist(), rel=1e-9)
    assert found[roles].sum(axis=1).tolist() == pytest.approx(unshared["profit"].tolist(), rel=1e-9)
    if rule == "residual":
        assert found.equals(unshared)


def test_fractions_are_what_roles_get(unshared):
    found, profit = profits(mixed(maker=SHARES["maker"])), unshared.loc["maker", "profit"]
    got = {role: found.loc["maker", f"{role}_profit"] / profit for role in SHARES["maker"]}
    assert got == pytest.approx(SHARES["maker"], rel=1e-9)


def test_patronage_and_contribution_leave_fees_alone(unshared):
    for rule, role in (("patronage", "patron"), ("by_contribution", "produser")):
        found = profits(mixed(maker=RULES[rule])).loc["maker"]
        assert found[f"{role}_profit"] == pytest.approx(
            RULES[rule]["given"] * unshared.loc["maker", "profit"], rel=1e-9
        )
        assert found["distributor_profit"] == unshared.loc["maker", "distributor_profit"]


def test_a_royalty_is_a_share_of_what_customers_pay():
    frames = simulate(mixed(maker={"rule": "royalty", "royalty": 0.02, "commons": "wiki"}))
    line = frames["runs"].set_index("chain").loc["maker"]
    assert line["produser_profit"] == pytest.approx(0.02 * line["revenue"], rel=1e-9)


def test_a_commons_fund_takes_its_part_before_the_rest_is_shared(unshared):
    found = profits(mixed(maker=SHARES["maker"] | {"fund": 0.1}))
    profit = unshared.loc["maker", "profit"]
    assert found.loc["wiki", "foundation_profit"] - unshared.loc["wiki", "foundation_profit"] == pytest.approx(
        0.1 * profit
    )
    assert found.loc["maker", "profit"] == pytest.approx(0.9 * profit, rel=1e-9)
    assert found.loc["maker", "producer_profit"] == pytest.approx(0.5 * 0.9 * profit, rel=1e-9)
    assert found.loc["all", "profit"] == pytest.approx(unshared.loc["all", "profit"], rel=1e-9)


def test_what_a_fund_gives_is_shared_on_by_the_commons(unshared):
    found = profits(mixed(maker={"fund": 0.1}, wiki={"rule": "by_contribution", "given": 0.5}))
    earned = unshared.loc["wiki", "profit"] + 0.1 * unshared.loc["maker", "profit"]
    assert found.loc["wiki", "produser_profit"] == pytest.approx(0.5 * earned, rel=1e-9)
    assert found.loc["wiki", "profit"] == pytest.approx(earned, rel=1e-9)


POOLS = {
    "residual": {"rule": "residual", "claimant": "workshop"},
    "shares": {"fractions": {"maker": 0.4, "wiki": 0.3, "patron": 0.2, "produser": 0.1}},
    "royalty": {"rule": "royalty", "royalty": 0.01},
    "patronage": {"rule": "patronage", "given": 0.7},
    "by_contribution": {"rule": "by_contribution"},
    "nash": {"rule": "nash"},
    "shapley": {"rule": "shapley", "claimant": "wiki"},
}


@pytest.mark.parametrize("rule", POOLS)
def test_a_pool_across_all_chains_is_shared_out_to_the_last(rule, unshared):
    found = profits(mixed(pool=POOLS[rule] | {"pooled": 0.5, "fund": 0.1}))
    roles = [column for column in found if column != "profit"]
    assert found.loc["all", roles].sum() == pytest.approx(unshared.loc["all", "profit"], rel=1e-9)
    assert found["profit"].iloc[:-1].sum() == pytest.approx(unshared.loc["all", "profit"], rel=1e-9)
    assert not found.equals(unshared)


def test_the_pool_gives_each_chain_its_fraction(unshared):
    firms = {"maker": "producer", "workshop": "producer", "wiki": "foundation"}
    own = {name: unshared.loc[name, f"{role}_profit"] for name, role in firms.items()}
    pool = sum(max(balance, 0) for balance in own.values())
    found = profits(mixed(pool=POOLS["shares"]))
    for name, fraction in (("maker", 0.4), ("workshop", 0.0), ("wiki", 0.3)):
        kept = min(own[name], 0) + fraction * pool
        assert found.loc[name, f"{firms[name]}_profit"] == pytest.approx(kept, rel=1e-9, abs=1e-9 * pool)
    assert found.loc["all", ["patron_profit", "produser_profit"]].tolist() == pytest.approx([0.2 * pool, 0.1 * pool])


def test_the_fund_of_a_pool_takes_its_part_before_the_rest_is_shared(unshared):
    """What the rule leaves to chains returns to them, so only a claimant of everything tells all amounts apart."""
    firms = {"maker": "producer", "workshop": "producer", "wiki": "foundation"}
    own = {name: unshared.loc[name, f"{role}_profit"] for name, role in firms.items()}
    pool = 0.5 * sum(max(balance, 0) for balance in own.values())
    found = profits(mixed(pool=POOLS["residual"] | {"pooled": 0.5, "fund": 0.1}))
    kept = {name: balance - 0.5 * max(balance, 0) for name, balance in own.items()}
    due = kept | {"workshop": kept["workshop"] + 0.9 * pool, "wiki": kept["wiki"] + 0.1 * pool}
    got = {name: found.loc[name, f"{role}_profit"] for name, role in firms.items()}
    assert got == pytest.approx(due, rel=1e-9)


def test_a_loss_stays_where_it_arises():
    dear = copy.deepcopy(LOTS) | {"sharing": SHARES["maker"]}
    dear["production"] = dear["production"] | {"unit_cost": 30}
    found = profits(market(chains={"maker": dear, "wiki": copy.deepcopy(WIKI)}, warmup=0)).loc["maker"]
    assert found["producer_profit"] < 0
    assert found["profit"] < 0
    assert found["patron_profit"] == found["produser_profit"] == 0


@pytest.mark.parametrize("every", ["1 day", "60 days"])
def test_what_is_shared_does_not_depend_on_how_often_books_are_settled(every):
    """A later loss takes back what an earlier profit gave."""
    chains = {
        "maker": copy.deepcopy(LOTS) | {"sharing": {"rule": "patronage", "fund": 0.2}},
        "wiki": copy.deepcopy(WIKI),
    }
    rare, often = (
        profits(market(chains=chains, warmup=0, sample_every=each)).loc["maker"] for each in ("120 days", every)
    )
    assert often.tolist() == pytest.approx(rare.tolist(), rel=1e-9)


def test_money_that_leaves_a_role_unnoticed_is_found():
    clock = Clock(Economy(mixed(maker=SHARES["maker"]), 0))
    clock.run_to(50)
    clock.economy.settle(50)
    clock.economy.check(50, "now")
    clock.economy.books.post(Account("patron", "maker"), Account("patron", "workshop"), "theft", 1.0, "maker")
    with pytest.raises(IdentityViolation, match="sharing"):
        clock.economy.check(50, "now")


@pytest.mark.parametrize(
    "told",
    [
        IndustrialSharing(rule="nash", producer=0.5, patron=0.5),
        ProsumptionSharing(rule="shapley"),
        ProdusageSharing(rule="shares", foundation=0.25, produser=0.75),
        PoolSharing(rule="nash", fractions={"a": 0.5, "b": 0.5}),
    ],
)
def test_a_split_is_efficient(told):
    players = ("a", "b") if isinstance(told, PoolSharing) else ("producer", "foundation", "patron", "produser")
    assert sum(split(told, players, 100.0, 0.0).values()) == pytest.approx(100, rel=1e-12)
