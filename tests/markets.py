"""Small markets on which the engine is tested."""

from __future__ import annotations

import copy
from typing import Any

from valuechain.scenario import Exit, Scenario, load

PEOPLE: dict[str, Any] = {
    "size": 40,
    "needs": {"rate": "1 / week", "spread": 0.7},
    "tastes": {"dimensions": 2},
    "willingness_to_pay": {"lognormal": {"mean": 10, "cv": 0.3}},
    "mismatch_cost": 5,
    "waiting_cost": "0.1 / day",
    "choice": {"rule": "logit", "noise": 1},
}

LOTS: dict[str, Any] = {
    "paradigm": "industrial",
    "variants": {"count": 3, "price": 6},
    "production": {
        "lines": 2,
        "setup_time": {"exponential": {"mean": "1 day"}},
        "unit_time": {"gamma": {"mean": "0.05 days", "cv": 0.5}},
        "unit_cost": 3,
        "setup_cost": 10,
        "experience": {"progress_ratio": 0.9, "minimum_cost": 1},
    },
    "distribution": {
        "policy": {"reorder_point": {"quantity": 8, "reorder_point": 4}},
        "lead_time": {"lognormal": {"mean": "2 days", "cv": 0.5}},
        "holding_cost": "0.01 / day",
        "wholesale_price": 4,
        "shortage": "lost",
        "initial_stock": 6,
    },
}


def market(**changes: Any) -> Scenario:
    """Return a market with lots; each change replaces ``a__b__c`` by its value."""
    tree: dict[str, Any] = {
        "scenario": "market",
        "horizon": "120 days",
        "sample_every": "2 weeks",
        "warmup": "10 days",
        "seed": 7,
        "population": copy.deepcopy(PEOPLE),
        "chains": {"maker": copy.deepcopy(LOTS)},
        "record": {"events": True},
    }
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = tree
        for key in parents:
            place = place[key]
        place[last] = value
    return load(tree)


def lots(**changes: Any) -> Scenario:
    """(Q, R), lost sales."""
    return market(**changes)


def substitution(**changes: Any) -> Scenario:
    """Shelves that are often empty, five variants, customers who take the next best."""
    return market(
        chains__maker__variants={"count": 5, "price": 5},
        chains__maker__distribution__shortage="substitute",
        chains__maker__distribution__initial_stock=1,
        **changes,
    )


def one_for_one(**changes: Any) -> Scenario:
    """Base stock with back-orders, random times, two lines."""
    terms = {
        "chains__maker__distribution__policy": {"base_stock": {"level": 5}},
        "chains__maker__distribution__initial_stock": 5,
        "chains__maker__distribution__shortage": "backorder",
    }
    return market(**terms | changes)


def seasons(**changes: Any) -> Scenario:
    """Newsvendor with the best offer chosen."""
    policy = {"newsvendor": {"quantity": 30, "every": "10 days", "salvage": 1}}
    terms = {key: value for key, value in LOTS["distribution"].items() if key != "initial_stock"}
    return market(
        population__choice={"rule": "best"},
        chains__maker__distribution=terms | {"policy": policy},
        **changes,
    )


def rivals(**changes: Any) -> Scenario:
    """Two competing chains: one sells lots at a price that changes, the other one for one."""
    second = copy.deepcopy(LOTS)
    second["distribution"] = {
        "policy": {"base_stock": {"level": 3}},
        "lead_time": {"exponential": {"mean": "3 days"}},
        "shortage": "substitute",
    }
    second["variants"] = {"count": 1, "price": {"schedule": [{"from": 0, "price": 7}, {"from": "40 days", "price": 5}]}}
    tree_changes = {"chains": {"maker": copy.deepcopy(LOTS), "rival": second}}
    return market(**tree_changes, **changes)


def guest(**changes: Any) -> Scenario:
    """Rivals of whom one comes late and leaves when it has lost some money."""
    scenario = rivals(**changes)
    terms = Exit.model_validate({"for": "9 days", "below": -60})
    late = scenario.chains["rival"].model_copy(update={"enters": 33.0, "exits": terms})
    return scenario.model_copy(update={"chains": scenario.chains | {"rival": late}})


def loyal(**changes: Any) -> Scenario:
    """Two chains between which switching costs money, and which gain with their users: choice afresh at every need."""
    choice = {"rule": "logit", "noise": 1, "network_effect": 2, "switching_cost": 1.5}
    return rivals(population__choice=choice, **changes)


def hearsay(**changes: Any) -> Scenario:
    """Two chains of which word spreads, of one through those who know and of the other through those who bought."""
    return _with_awareness({"watts_strogatz": {"neighbours": 4, "rewiring": 0.2}}, **changes)


def _with_awareness(contacts: Any, **changes: Any) -> Scenario:
    spread = {"innovation": "0.01 / day", "imitation": "0.2 / day"}
    one, other = copy.deepcopy(LOTS), copy.deepcopy(LOTS)
    one["awareness"] = {"bass": spread | {"initial_share": 0.05}}
    other["awareness"] = {"bass": spread | {"informants": "buyers"}}
    other["distribution"] = {"policy": {"base_stock": {"level": 4}}, "shortage": "backorder", "lead_time": "2 days"}
    return market(population__contacts=contacts, chains={"maker": one, "rival": other}, **changes)


def gossip(**changes: Any) -> Scenario:
    """The same where everybody meets everybody."""
    return _with_awareness("everybody", **changes)


def questions(**changes: Any) -> Scenario:
    """A chain that shows prototypes, and one that asks for ideal points; designs change, lines are retooled."""
    one, other = copy.deepcopy(LOTS), copy.deepcopy(LOTS)
    one["production"]["retooling"] = {"cost": 20, "downtime": "2 days"}
    one["feedback"] = {
        "market_research": {"interval": "8 days", "sample": 15, "step": 0.3, "margin": 0, "delay": "1 day", "cost": 0.5}
    }
    other["feedback"] = {"survey": {"interval": "3 weeks", "sample": 5, "prior_sd": 0.3, "taste_sd": 0.3}}
    return market(chains={"maker": one, "rival": other}, **changes)


STATIONS: dict[str, Any] = {
    "depot": {
        "supplier": "producer",
        "policy": {"reorder_point": {"quantity": 40, "reorder_point": 20}},
        "lead_time": {"gamma": {"mean": "3 days", "cv": 0.5}},
        "holding_cost": "0.01 / day",
        "wholesale_price": 3,
    },
    "north": {
        "supplier": "depot",
        "policy": {"order_up_to": {"every": "1 week", "forecast": {"moving_average": {"periods": 4, "start": 6}}}},
        "order_delay": "1 day",
        "lead_time": {"exponential": {"mean": "1 day"}},
        "wholesale_price": 4,
        "shortage": "lost",
    },
    "south": {
        "supplier": "depot",
        "policy": {"base_stock": {"level": 8}},
        "lead_time": "2 days",
        "price": 5,
    },
}


def tree(**changes: Any) -> Scenario:
    """Two retailers under one depot: periodic review with a forecast, and base stock with back-orders."""
    chain = {key: value for key, value in LOTS.items() if key != "distribution"} | {"echelons": STATIONS}
    return market(**{"chains": {"maker": copy.deepcopy(chain)}} | changes)


def workshop(**changes: Any) -> Scenario:
    """Lines that fail, are added and forget; base stock."""
    production = {
        "setup_time": {"exponential": {"mean": "0.1 days"}},
        "breakdowns": {
            "uptime": {"exponential": {"mean": "5 days"}},
            "repair_time": {"gamma": {"mean": "1 day", "cv": 0.5}},
            "repair_cost": 7,
        },
        "capacity": [{"at": "30 days", "lines": 3}, {"at": "60 days", "lines": 1}],
        "experience": {"progress_ratio": 0.8, "forgetting": "0.1 / week"},
    }
    terms = {
        "chains__maker__production": LOTS["production"] | production,
        "chains__maker__distribution": {"policy": {"base_stock": {"level": 4}}, "shortage": "backorder"},
    }
    return market(**terms | changes)


SHOP: dict[str, Any] = {
    "paradigm": "prosumption",
    "price": 6,
    "frame": 0.8,
    "options": 4,
    "articulation_error": 0.3,
    "effort": {"time": "30 minutes", "saving": 0.5},
    "cells": {"count": 2, "service_time": {"exponential": {"mean": "0.2 days"}}, "unit_cost": 3},
    "delivery": {"parcel": {"time": "2 days", "fee": 0.5}},
    "expertise": {"learn": 0.1},
}


def to_order(**changes: Any) -> Scenario:
    """One chain that makes to order, with two cells and a parcel service."""
    return market(chains={"maker": copy.deepcopy(SHOP)}, population__time_cost="1 / hour", **changes)


def whole_loop(**changes: Any) -> Scenario:
    """Everything that a chain which makes to order can have, beside one that sells from the shelf."""
    shop = copy.deepcopy(SHOP) | {
        "authorship": 0.1,
        "quality": 1.2,
        "cells": {
            "count": 2,
            "service_time": {"gamma": {"mean": "0.2 days", "cv": 0.5}},
            "setup_time": {"exponential": {"mean": "0.05 days"}},
            "setup_cost": 0.5,
            "unit_cost": 2,
            "experience": {"progress_ratio": 0.9},
            "priority": "tiers",
            "breakdowns": {
                "uptime": {"exponential": {"mean": "15 days"}},
                "repair_time": {"exponential": {"mean": "2 days"}},
            },
        },
        "parts": {
            "board": {
                "supplier": "foundry",
                "cards": 3,
                "lead_time": {"exponential": {"mean": "0.5 days"}},
                "price": 1,
                "cost": 0.5,
                "holding_cost": "0.01 / day",
            },
            "case": {"supplier": "smith", "cards": 5, "lead_time": "0.5 days", "price": 0.5},
        },
        "intake": {"card": {"role": "payment", "commission": 0.03, "time": {"exponential": {"mean": "0.1 days"}}}},
        "delivery": {
            "dealer": {"cells": 1, "time": {"exponential": {"mean": "0.1 days"}}, "fee": 0.4, "cost": 0.1},
            "parcel": {"time": "2 days", "fee": 0.5},
        },
        "expertise": {
            "initial": {"uniform": {"low": 0, "high": 0.3}},
            "learn": 0.1,
            "forget": "0.5 / year",
            "study": {"every": "2 weeks", "money": 0.5, "time": "1 hour", "learn": 0.1, "share": 0.3},
            "advertising": {"every": "1 month", "reach": 0.1, "cost": 5},
        },
        "tiers": {
            "pro": {"spending": 20, "expertise": 0.3, "prestige": 1.1, "weight": 2},
            "guru": {"spending": 60, "expertise": 0.5, "prestige": 1.2, "weight": 3},
        },
        "trend_feedback": {"every": "3 weeks", "sample": 50, "cost": 1, "mass_line": "factory", "method": "k-means"},
        "sharing": {"producer": 0.6, "distributor": 0.2, "payment": 0.05, "supplier": 0.05, "prosumer": 0.1},
    }
    chains = {"maker": shop, "factory": copy.deepcopy(LOTS)}
    return market(chains=chains, population__time_cost="1 / hour", record={"events": True, "orders": True}, **changes)


def queue_jumpers(**changes: Any) -> Scenario:
    """A crowded workshop where customers above the lowest tier may pay to be served first; losses, and a royalty."""
    shop = copy.deepcopy(SHOP) | {
        "cells": {"count": 1, "service_time": {"exponential": {"mean": "0.18 days"}}, "unit_cost": 4},
        "tiers": {"pro": {"spending": 15}},
        "rush": {"fee": 0.05},
        "sharing": {"rule": "royalty", "royalty": 0.05},
    }
    return market(chains={"maker": shop}, population__time_cost="0.2 / hour", record={"orders": True}, **changes)


WIKI: dict[str, Any] = {
    "paradigm": "produsage",
    "artefact": {
        "modules": 8,
        "most": 20,
        "quality": 0.3,
        "width": 0.3,
        "reach": 0.2,
        "drift": 0.1,
        "trail": {"pull": 0.5, "fading": "0.05 / day"},
        "obsolescence": {"rate": "0.02 / day", "loss": 0.2},
        "flaws": {"initial": 5, "detection": 0.05, "per_edit": 0.3},
    },
    "skills": {"literacy": 0.8, "skill": {"lognormal": {"mean": 1, "cv": 0.5}}},
    "contribution": {
        "propensity": {
            "propensity": {"pareto": {"minimum": 0.2, "shape": 1.5}},
            "motives": {"noise": 1, "fun": 0.5, "status": 0.5, "time": {"exponential": {"mean": 1}}, "pay": 0.1},
        }
    },
    "edits": {"effort": "30 minutes", "step": 0.2, "vandalism": {"share": 0.1}},
    "evaluation": {"communal": {"notice": 0.5, "settle": 2}},
    "status": {
        "grant": {"exponential": {"mean": 1}},
        "review_grant": 0.2,
        "penalty": 0.5,
        "fading": "0.03 / day",
        "cap": 4,
        "award": {"on": "60 days", "amount": 2, "top": 0.5},
    },
    "heterarchy": {"every": "2 weeks", "leaders": 3, "topics": 2, "weight": 2},
    "entry": {"initial": 10, "rate": "0.5 / day"},
    "retention": {"leaving": "0.01 / day", "held_by": 1, "after_revert": 0.2},
    "foundation": {"hosting": 0.02, "donations": 0.03, "sponsors": "0.1 / day"},
}


def commons(**changes: Any) -> Scenario:
    """A commons with everything that it may have, judged by its users."""
    return market(chains={"wiki": copy.deepcopy(WIKI)}, **changes)


def panel(**changes: Any) -> Scenario:
    """A commons on a torus, judged by panels, where tasks go to newcomers and members."""
    terms = {
        "chains__wiki__contribution": {
            "recognition": {"newcomers": 0.2, "drive_by": 0.4, "by_field": 0.5, "tasks": 0.7}
        },
        "chains__wiki__evaluation": {"panel": {"reviewers": 3, "drawn": 0.5, "voice": 1}},
        "population__tastes": {"dimensions": 1, "space": "torus"},
    }
    return commons(**terms | changes)


def board(**changes: Any) -> Scenario:
    """A commons whose contributions wait for a board, beside one that has owners, beside a shop; loyal participants."""
    nupedia, wiki = copy.deepcopy(WIKI), copy.deepcopy(WIKI)
    nupedia["evaluation"] = {"experts": {"board": 2, "review_time": {"exponential": {"mean": "2 days"}}}}
    wiki["evaluation"] = {"owner": {"discernment": None}}
    del wiki["heterarchy"]
    return market(
        chains={"nupedia": nupedia, "maker": copy.deepcopy(LOTS), "wiki": wiki},
        population__choice={"rule": "logit", "noise": 1, "switching_cost": 1},
        **changes,
    )


def three_paradigms(**changes: Any) -> Scenario:
    """A shelf, a workshop and a commons with a vendor side by side: word of mouth, habit, late entries, an exit."""
    shelf, shop, wiki = copy.deepcopy(LOTS), copy.deepcopy(SHOP), copy.deepcopy(WIKI)
    shelf["distribution"] = {"policy": {"base_stock": {"level": 5}}, "shortage": "backorder", "lead_time": "1 day"}
    shelf["exits"] = {"below": -300, "for": "2 weeks"}
    shop["enters"] = "10 days"
    wiki["enters"] = "15 days"
    wiki["vendors"] = {
        "boxed": {"price": 1, "release_every": "3 weeks", "polish": 0.2, "support_cost": 0.2, "give_back": 0.1}
    }
    spread = {"bass": {"innovation": "0.02 / day", "imitation": "0.2 / day", "informants": "buyers"}}
    for chain in (shop, wiki):
        chain["awareness"] = copy.deepcopy(spread)
    choice = {"rule": "logit", "noise": 1, "network_effect": 1, "switching_cost": 0.5}
    chains = {"maker": shelf, "workshop": shop, "wiki": wiki}
    return market(
        chains=chains,
        population__choice=choice,
        population__time_cost="0.5 / hour",
        population__contacts={"watts_strogatz": {"neighbours": 4, "rewiring": 0.2}},
        **changes,
    )


def shared(**changes: Any) -> Scenario:
    """Three paradigms of which each shares with people in its own way, and a pool."""
    terms = {
        "chains__maker__sharing": {"rule": "by_contribution", "given": 0.2, "merit": "status"},
        "chains__workshop__sharing": {"producer": 0.6, "prosumer": 0.4},
        "chains__wiki__sharing": {"rule": "by_contribution", "given": 0.5},
        "chains__wiki__status": {
            "rule": "equal",
            "grant": {"exponential": {"mean": 1}},
            "fading": "0.03 / day",
            "cap": 4,
        },
        "sharing": {"pooled": 0.2, "fractions": {"maker": 0.5, "patron": 0.3, "produser": 0.2}},
    }
    return three_paradigms(**terms | changes)


def co_op(**changes: Any) -> Scenario:
    """Three paradigms whose customers get dividends by what they have paid, and count on them."""
    told = {"rule": "patronage", "basis": "purchases", "anticipated": True, "given": 0.4, "review": "2 weeks"}
    terms = {f"chains__{name}__sharing": dict(told) for name in ("maker", "workshop", "wiki")}
    return three_paradigms(**terms | {"sharing": {"rule": "patronage", "basis": "purchases", "pooled": 0.1}} | changes)


MARKETS = {
    "lots": lots,
    "substitution": substitution,
    "one_for_one": one_for_one,
    "seasons": seasons,
    "rivals": rivals,
    "loyal": loyal,
    "hearsay": hearsay,
    "gossip": gossip,
    "questions": questions,
    "tree": tree,
    "workshop": workshop,
    "to_order": to_order,
    "whole_loop": whole_loop,
    "queue_jumpers": queue_jumpers,
    "guest": guest,
    "commons": commons,
    "panel": panel,
    "board": board,
    "three_paradigms": three_paradigms,
    "shared": shared,
    "co_op": co_op,
}
