"""Every target from its formula, against the table that the simulation is held against."""

from itertools import product
from math import factorial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import linalg, optimize, special, stats

from valuechain.experiments.validation import find_folder, read_targets

FOLDER = Path(__file__).parents[2] / "scenarios" / "theory"
EVERY = read_targets(FOLDER)
THEORY = [each for each in EVERY if each.kind in ("interval", "bound")]
MEASURED = [each for each in EVERY if each.kind == "record"]
TARGETS = {(each.name, each.measure, each.minus): each.target for each in THEORY}


def newsvendor(case, demand, lot, lost):
    """Price 10, cost 4, salvage 1; ``demand`` and ``lost`` are expectations (Arrow, Harris & Marschak 1951)."""
    left = lot - demand + lost
    yield (case, "profit per season"), 10 * (demand - lost) - 4 * lot + left
    yield (case, "lost per season"), lost
    yield (case, "left over per season"), left
    yield (case, "fill rate"), 1 - lost / demand


def newsvendors():
    ratio = (10 - 4) / (10 - 1)
    z = stats.norm.ppf(ratio)
    yield from newsvendor("newsvendor-normal", 100, 100 + 20 * z, 20 * (stats.norm.pdf(z) - z * stats.norm.sf(z)))
    lot = stats.poisson.ppf(ratio, 100)
    yield from newsvendor("newsvendor-poisson", 100, lot, stats.poisson.expect(lambda d: np.maximum(d - lot, 0), [100]))
    lot = 200 * ratio
    yield from newsvendor("newsvendor-uniform", 100, lot, (200 - lot) ** 2 / 400)


def lots():
    best = np.sqrt(2 * 1000 * 50 / 2)
    for case, size, measure in (("", best, "Q*"), (" + twice", 2 * best, "2 Q*"), (" + half", best / 2, "Q*/2")):
        yield (f"economic-lot{case}", f"cost per year at {measure}"), 50 * 1000 / size + 2 * size / 2


def base_stocks():
    """Units under way are Poisson with mean 8 (Palm 1938); with lost sales, truncated at S (Erlang 1917)."""
    way = np.arange(400)
    weight = stats.poisson.pmf(way, 8)
    for law in ("", " + exponential"):
        for level, name in ((10, ""), (12, " + level-12")):
            case = f"base-stock-backorders{name}{law}"
            yield (case, "fill rate"), stats.poisson.cdf(level - 1, 8)
            yield (case, "mean back-orders"), np.maximum(way - level, 0) @ weight
            yield (case, "mean stock"), np.maximum(level - way, 0) @ weight
        for level, name in ((6, " + level-6"), (8, " + level-8"), (10, " + level-10"), (12, "")):
            yield (f"base-stock-lost{name}{law}", "share lost"), weight[level] / weight[: level + 1].sum()


def make_to_stock():
    """M/M/1 base stock z = 5 or 0 at rate ρ (Buzacott & Shanthikumar 1993)."""
    for rho, name in ((0.7, ""), (0.8, " + busy")):
        queue = np.arange(2000)
        weight = (1 - rho) * rho**queue
        case = f"make-to-stock{name}"
        yield (case, "fill rate"), 1 - rho**5
        yield (case, "mean stock"), np.maximum(5 - queue, 0) @ weight
        yield (case, "mean back-orders"), np.maximum(queue - 5, 0) @ weight
        yield (f"{case} + to-order", "mean back-orders"), queue @ weight
        yield (f"{case} + to-order", "mean wait in days"), 1 / (1 - rho)


def experience():
    costs = 100 * np.arange(1, 1001) ** np.log2(0.85)
    yield ("experience-curve", "cost of the 1000th unit", ("a-day-less",)), costs[-1]
    yield ("experience-curve", "mean cost of 1000 units"), costs.mean()


def depots():
    """Base stock behind base stock: what the depot owes and what was sold since are independent (Simon 1971)."""
    way = np.arange(200)
    poisson = stats.poisson.pmf(way, 8)
    owed = np.bincount(np.maximum(way - 10, 0), poisson, 200)
    short = np.convolve(owed, stats.poisson.pmf(way, 2))
    units = np.arange(len(short))
    for law in ("", " + gamma", " + uniform"):
        yield (f"depot-backorders{law}", "shipped at once"), poisson[:10].sum()
        yield (f"depot-backorders{law}", "mean stock of the depot"), np.maximum(10 - way, 0) @ poisson
    for law in ("", " + gamma"):
        yield (f"depot-backorders{law}", "mean back-orders of the depot"), way @ owed
    yield ("depot-backorders", "served at once in the shop"), short[:4].sum()
    yield ("depot-backorders", "mean stock of the shop"), np.maximum(4 - units, 0) @ short
    yield ("depot-backorders", "mean back-orders of the shop"), np.maximum(units - 4, 0) @ short
    for law in ("", " + uniform"):
        for level, name in ((8, ""), (10, " + level-10")):
            yield (f"shop-lost{name}{law}", "share lost"), poisson[level] / poisson[: level + 1].sum()


def factories():
    queue = np.arange(2000)
    weight = 0.3 * 0.7**queue
    for law in ("", " + exponential"):
        yield (f"factory-stock{law}", "shipped at once"), 1 - 0.7**5
        yield (f"factory-stock{law}", "mean stock"), np.maximum(5 - queue, 0) @ weight
    yield ("factory-stock + long", "mean back-orders"), np.maximum(queue - 5, 0) @ weight
    yield ("factory-stock + to-order", "mean back-orders"), queue @ weight


def failing_lines():
    """M/G/1 with completion times (Gaver 1962): work of mean 1 day, 1/4 failures a day, repairs of 1/2 day."""
    rate, failures, repair = 0.4, 0.25, 0.5
    mean = 1 + failures * repair
    yield ("breakdowns", "line in use or under repair"), rate * mean
    for case, square in (("breakdowns", 2 * repair**2), ("breakdowns + constant-repairs", repair**2)):
        second = 2 * mean**2 + failures * square
        yield (case, "mean back-orders"), rate * mean + rate**2 * second / (2 * (1 - rate * mean))


def bullwhips():
    """Chen, Drezner, Ryan & Simchi-Levi 2000, with the safety factor 0."""
    for name, lead, periods in (("", 2, 5), (" + four-eight", 4, 8), (" + one-ten", 1, 10)):
        measure = f"variance of orders by demand, L {lead}, p {periods}"
        yield (f"bullwhip{name}", measure), 1 + 2 * lead / periods + 2 * lead**2 / periods**2
    yield ("bullwhip + given-level", "variance of orders by demand, level given"), 1


def forgetting():
    left, known, costs = np.exp(-0.02), 0.0, []
    for _ in range(1000):
        known = known * left + 1
        costs.append(100 * known ** np.log2(0.85))
    yield ("forgetting", "mean cost of 1000 units"), np.mean(costs)


def logit():
    weight = np.exp([1, 0.5, 0])
    for name, share in zip(("share of V = 1", "share of V = 0.5", "share that goes without"), weight, strict=True):
        yield ("logit-shares", name), share / weight.sum()
    yield ("logit-shares", "surplus per need"), np.log(weight.sum())
    yield ("logit-monopoly", "share at p* = 3"), 0.5
    yield ("logit-monopoly", "profit per need at p* = 3"), 1
    yield ("logit-monopoly", "surplus per need at p* = 3"), np.log(2)
    for price in (2.8, 3.2):
        profit = (price - 1) / (1 + np.exp(price - 3))
        yield ("logit-monopoly", f"profit per need more than at {price}", (f"at-{price}",)), 1 - profit


def monopolies():
    """P = 100 - Q, c = 20: each of n firms asks half-way from its cost to 100 (Spengler 1950)."""
    for n, name in ((1, " + one"), (2, ""), (3, " + three"), (4, " + four")):
        case = f"successive-monopolies{name}"
        ask = [100 - 80 / 2**stage for stage in range(n + 1)]
        served = 100 - ask[-1]
        yield (case, "customers served of 100"), served
        yield (case, "retail price"), ask[-1]
        yield (case, "profit relative to that of one firm"), served * (ask[-1] - 20) / 1600
        if n == 2:
            yield (case, "producer's profit per 100 customers"), served * (ask[1] - ask[0])
            yield (case, "distributor's profit per 100 customers"), served * (ask[2] - ask[1])
            yield (case, "producer's margin"), ask[1] - ask[0]


def research():
    """Posterior variance of a normal mean, on top of the spread of tastes (DeGroot 1970)."""
    for n, name in ((0, " + no-answers"), (5, " + five-answers"), (20, ""), (100, " + hundred-answers")):
        yield (f"narrow-research{name}", "mean squared mismatch"), 1 + 1 / (1 / 1**2 + n / (1**2 + 0.5**2))


def diffusion():
    """Bass 1969, and for 100 people the forward equations of the birth process with rates (100 - k)(p + q·k/100)."""
    p, q = 0.03, 0.38
    peak = np.log(q / p) / (p + q)

    def share(years):
        return -np.expm1(-(p + q) * years) / (1 + q / p * np.exp(-(p + q) * years))

    yield ("bass-diffusion", "share that knows at the peak"), (q - p) / (2 * q)
    before = share(peak) - share(peak - 1)
    assert np.isclose(before, share(peak + 1) - share(peak))
    yield ("bass-diffusion", "share that heard in the year before", ("year-before",)), before
    yield ("bass-diffusion + year-after", "share that knows a year after"), share(peak) + before
    known = np.arange(101)
    rates = (100 - known) * (p + q * known / 100)
    births = np.diag(-rates) + np.diag(rates[:-1], 1)
    expected = linalg.expm(births * peak)[0] @ known / 100
    yield ("bass-diffusion + hundred-people", "share that knows of 100 people"), expected


def duopoly():
    """p_j = c + 1/(1 - share_j) for both at once (Anderson, de Palma & Thisse 1992)."""

    def shares(prices, worth):
        weights = np.exp(worth - prices)
        return weights / (1 + weights.sum())

    for name, worth in (("", np.array([3, 3])), (" + better", np.array([3, 3.6]))):
        prices = optimize.fsolve(lambda p, w=worth: p - 1 - 1 / (1 - shares(p, w)), [2.5, 2.5], xtol=1e-13)
        sold = shares(prices, worth)
        if not name:
            yield ("logit-duopoly", "price"), prices[0]
            yield ("logit-duopoly", "share of each"), sold[0]
        else:
            yield ("logit-duopoly + better", "price of the worse"), prices[0]
            yield ("logit-duopoly + better", "price of the better"), prices[1]
            yield ("logit-duopoly + better", "share of the better"), sold[1]
    yield ("logit-monopoly + best-response", "price found by best response"), 3


def queue_wait(cells, rho):
    """Mean wait for one of ``cells`` in an M/M/c queue with service time 1 (Erlang 1917)."""
    load = cells * rho
    below = sum(load**k / factorial(k) for k in range(cells))
    full = load**cells / factorial(cells) / (1 - rho)
    return full / (below + full) / (cells * (1 - rho))


def made_to_order():
    for rho, busy in ((0.6, ""), (0.8, "busy")):
        for cells, name in ((1, ""), (2, "two"), (5, "five"), (10, "ten")):
            own = "-".join(filter(None, (busy, name))) if busy else (f"{name}-cells" if name else "")
            yield (f"made-to-order{' + ' * bool(own)}{own}", "wait for a cell in days"), queue_wait(cells, rho)
        for square, name in ((1, "deterministic"), (1.25, "erlang-4")):  # E[S²] (Pollaczek 1930; Khinchine 1932)
            own = " + ".join(filter(None, (busy, name)))
            yield (f"made-to-order + {own}", "wait for a cell in days"), rho * square / (2 * (1 - rho))
    yield ("made-to-order + to-stock-rates", "mean orders under way made to order"), 0.7 / 0.3
    yield ("made-to-order + to-stock-rates", "mean wait in days made to order"), 1 / 0.3


def three_stages():
    for rate, name in ((0.7, ""), (0.8, " + busy")):
        days = sum(1 / (mu - rate) for mu in (1, 1.25, 1.6))
        yield (f"loop-of-three{name}", "time from order to delivery in days"), days
        yield (f"loop-of-three{name}", "mean orders under way"), rate * days


def toolkits():
    for levels, name in ((1, " + one-level"), (2, " + two-levels"), (5, "")):
        yield (f"toolkit-fit{name}", "mean squared mismatch"), 3 / (12 * levels**2)
    yield ("toolkit-fit + circle", "mean distance"), 1 / (4 * 4)
    yield ("toolkit-fit + circle", "mean squared distance"), 1 / (12 * 4**2)


def gains():
    firm = sum(np.sqrt(k / 4) for k in range(5)) / 5
    yield ("gain-of-five", "producer's share by Shapley value"), firm
    yield ("gain-of-five", "customers' share by Shapley value"), (1 - firm) / 4
    yield ("gain-of-five + nash", "producer's share by Nash bargaining"), 1 / 5


def shot_noise():
    """Gini of a gamma law with shape k, the ratio of grants to fading."""
    for k, name in ((10, ""), (2, " + k-2"), (1, " + k-1"), (0.5, " + k-half")):
        told = "1/2" if k == 0.5 else k
        gini = special.gamma(k + 0.5) / (np.sqrt(np.pi) * special.gamma(k + 1))
        yield (f"status-shot-noise{name}", f"Gini of status (k = {told})"), gini


def votes():
    """Condorcet 1785; the unequal five by counting all outcomes, with equal weights and with log-odds."""
    for p, name in ((0.6, ""), (0.7, " + better")):
        yield (f"communal-vote{name}", f"panel of 11 right (p = {p})"), stats.binom.sf(5, 11, p)
    right = np.array([0.9, 0.7, 0.6, 0.6, 0.6])
    for weights, name, by in ((np.ones(5), "", "majority"), (np.log(right / (1 - right)), " log-odds", "log-odds")):
        outcomes = np.array(list(product((0, 1), repeat=5)))
        chances = np.where(outcomes == 1, right, 1 - right).prod(axis=1)
        whole = chances[(2 * outcomes - 1) @ weights > 0].sum()
        yield ("communal-vote + five" + name.replace(" ", " + "), f"unequal five right by {by}"), whole


def cumulative_advantage():
    """Yule's law with ρ = 1/(1 - α) = 2: P(K > k) = 2/((k + 1)(k + 2)), mean 2; the Gini is 1 - Σ P(K > k)²/mean."""
    yield ("cumulative-advantage", "share with one contribution"), 1 / (2 - 0.5)
    yield ("cumulative-advantage", "Gini of contributions"), 1 - 4 * (np.pi**2 / 3 - 3) / 2


def eyeballs():
    for n, name, users in ((1, " + one", "1 user"), (10, "", "10 users"), (100, " + hundred", "100 users")):
        yield (f"eyeballs-found{name}", f"flaws found by {users}"), 100 * -np.expm1(-n * 0.01 * 5)


def never_finished():
    yield ("never-finished", "mean quality"), 0.8 * 0.2 / (0.8 * 0.2 + 0.3 * 0.3)


def private_provision():
    """v*·F(v*)^(n - 1) = c with F exponential; written with probability 1 - F(v*)^n (Johnson 2002)."""
    for n, name in ((2, ""), (5, " + n-5"), (20, " + n-20"), (100, " + n-100")):
        v = optimize.brentq(lambda v, n=n: v * (-np.expm1(-v)) ** (n - 1) - 0.3, 1e-9, 50, xtol=1e-14)
        yield (f"private-provision{name}", f"share written (n = {n})"), 1 - (-np.expm1(-v)) ** n
        if n == 2:
            told = "share written (cost 0.5 and status 0.2)"
            yield ("private-provision + status", told), 1 - (-np.expm1(-v)) ** n


def packager():
    """Who values quality at p/Δ or more buys, Δ = 1; support costs 0.2 (Mussa & Rosen 1978)."""
    yield ("packager", "share that buys at p* = 0.6"), 1 - 0.6
    yield ("packager", "profit per need at p* = 0.6"), (0.6 - 0.2) * (1 - 0.6)
    yield ("packager + worse-commons", "profit per need beside a worse commons"), (0.6 - 0.2) * (1 - 0.6)
    for price in (0.5, 0.7):
        yield (f"packager + at-{price}", f"profit per need at {price}"), (price - 0.2) * (1 - price)


SOURCES = (
    newsvendors,
    lots,
    base_stocks,
    make_to_stock,
    experience,
    depots,
    factories,
    failing_lines,
    bullwhips,
    forgetting,
    logit,
    monopolies,
    research,
    diffusion,
    duopoly,
    made_to_order,
    three_stages,
    toolkits,
    gains,
    shot_noise,
    votes,
    cumulative_advantage,
    eyeballs,
    never_finished,
    private_provision,
    packager,
)

FORMULAS = {(*key, ()) if len(key) == 2 else key: float(value) for source in SOURCES for key, value in source()}

PRINTED = {
    ("newsvendor-normal", "profit per season"): "534.552",
    ("newsvendor-normal", "lost per season"): "4.4005",
    ("newsvendor-normal", "left over per season"): "13.015",
    ("newsvendor-normal", "fill rate"): "0.95600",
    ("newsvendor-poisson", "profit per season"): "567.069",
    ("newsvendor-uniform", "profit per season"): "400",
    ("economic-lot", "cost per year at Q*"): "447.214",
    ("economic-lot + twice", "cost per year at 2 Q*"): "559.017",
    ("base-stock-backorders", "fill rate"): "0.71662",
    ("base-stock-backorders", "mean back-orders"): "0.42586",
    ("base-stock-backorders", "mean stock"): "2.42586",
    ("base-stock-backorders + level-12", "fill rate"): "0.88808",
    ("base-stock-backorders + level-12", "mean back-orders"): "0.12983",
    ("base-stock-backorders + level-12", "mean stock"): "4.12983",
    ("base-stock-lost + level-6", "share lost"): "0.38975",
    ("base-stock-lost + level-8", "share lost"): "0.23557",
    ("base-stock-lost + level-10", "share lost"): "0.12166",
    ("base-stock-lost", "share lost"): "0.05141",
    ("make-to-stock + busy", "fill rate"): "0.67232",
    ("make-to-stock + busy", "mean stock"): "2.31072",
    ("make-to-stock + busy", "mean back-orders"): "1.31072",
    ("experience-curve", "cost of the 1000th unit", ("a-day-less",)): "19.7972",
    ("experience-curve", "mean cost of 1000 units"): "25.7918",
    ("bullwhip", "variance of orders by demand, L 2, p 5"): "2.12",
    ("bullwhip + four-eight", "variance of orders by demand, L 4, p 8"): "2.5",
    ("bullwhip + one-ten", "variance of orders by demand, L 1, p 10"): "1.22",
    ("made-to-order + busy-two", "wait for a cell in days"): "1.777778",
    ("made-to-order + busy-five", "wait for a cell in days"): "0.554113",
    ("made-to-order + busy-ten", "wait for a cell in days"): "0.204590",
    ("made-to-order + busy + erlang-4", "wait for a cell in days"): "2.5",
    ("loop-of-three + busy", "time from order to delivery in days"): "8.472222",
    ("loop-of-three + busy", "mean orders under way"): "6.777778",
    ("gain-of-five", "producer's share by Shapley value"): "0.6146",
    ("logit-shares", "share of V = 1"): "0.506480",
    ("logit-shares", "share of V = 0.5"): "0.307196",
    ("logit-shares", "share that goes without"): "0.186324",
    ("logit-shares", "surplus per need"): "1.680270",
    ("logit-monopoly", "surplus per need at p* = 3"): "0.693147",
    ("successive-monopolies + one", "profit relative to that of one firm"): "1",
    ("successive-monopolies", "profit relative to that of one firm"): "0.75",
    ("successive-monopolies + three", "profit relative to that of one firm"): "0.4375",
    ("successive-monopolies + four", "profit relative to that of one firm"): "0.234375",
    ("successive-monopolies", "customers served of 100"): "20",
    ("successive-monopolies", "retail price"): "80",
    ("successive-monopolies", "producer's profit per 100 customers"): "800",
    ("successive-monopolies", "distributor's profit per 100 customers"): "400",
    ("narrow-research + no-answers", "mean squared mismatch"): "2.000",
    ("narrow-research + five-answers", "mean squared mismatch"): "1.2000",
    ("narrow-research", "mean squared mismatch"): "1.05882",
    ("narrow-research + hundred-answers", "mean squared mismatch"): "1.01235",
    ("bass-diffusion", "share that knows at the peak"): "0.4605",
    ("status-shot-noise", "Gini of status (k = 10)"): "0.17620",
    ("status-shot-noise + k-2", "Gini of status (k = 2)"): "0.37500",
    ("status-shot-noise + k-1", "Gini of status (k = 1)"): "0.50000",
    ("status-shot-noise + k-half", "Gini of status (k = 1/2)"): "0.6366",
    ("communal-vote", "panel of 11 right (p = 0.6)"): "0.7535",
    ("communal-vote + better", "panel of 11 right (p = 0.7)"): "0.9218",
    ("communal-vote + five", "unequal five right by majority"): "0.81648",
    ("communal-vote + five + log-odds", "unequal five right by log-odds"): "0.90000",
    ("cumulative-advantage", "share with one contribution"): "0.6667",
    ("cumulative-advantage", "Gini of contributions"): "0.4203",
    ("eyeballs-found + one", "flaws found by 1 user"): "4.877",
    ("eyeballs-found", "flaws found by 10 users"): "39.347",
    ("eyeballs-found + hundred", "flaws found by 100 users"): "99.326",
    ("never-finished", "mean quality"): "0.64000",
    ("private-provision", "share written (n = 2)"): "0.7781",
    ("private-provision + n-5", "share written (n = 5)"): "0.8266",
    ("private-provision + n-20", "share written (n = 20)"): "0.8822",
    ("private-provision + n-100", "share written (n = 100)"): "0.9207",
    ("packager", "share that buys at p* = 0.6"): "0.4",
    ("packager", "profit per need at p* = 0.6"): "0.16",
}
"""The values printed in the table of what must come out, rounded as there."""


def test_every_target_has_a_formula_and_every_formula_a_target():
    assert TARGETS.keys() == FORMULAS.keys()


def test_measured_targets_are_in_the_table_of_the_record():
    """Apache's share of hostnames is held against what was recorded, within 4 points."""
    record = pd.read_csv(FOLDER.parent / "data" / "netcraft_hostnames.csv").set_index("month")["apache"]
    found = {each.measure[-12:-5]: each for each in MEASURED if each.row == "27"}
    assert set(found) == {"1997-12", "2000-07", "2002-12", "2003-11", "2007-08"}
    for month, each in found.items():
        assert each.target == float(record[month])
        assert each.bound * each.target == pytest.approx(4)


@pytest.mark.parametrize("key", FORMULAS)
def test_target_is_the_value_of_its_formula(key):
    assert TARGETS[key] == pytest.approx(FORMULAS[key], rel=1e-7)


@pytest.mark.parametrize("key", PRINTED)
def test_target_is_the_printed_value(key):
    printed = PRINTED[key]
    decimals = len(printed.partition(".")[2])
    assert f"{TARGETS[(*key, ())[:3]]:.{decimals}f}" == printed


def test_no_bound_is_wider_than_two_per_cent_except_that_of_a_small_difference():
    wide = {each.measure for each in THEORY if each.bound > 0.02}
    assert wide == {f"profit per need more than at {price}" for price in (2.8, 3.2)}


def test_folder_is_found_in_the_checkout_whatever_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_folder().resolve() == FOLDER.resolve()
