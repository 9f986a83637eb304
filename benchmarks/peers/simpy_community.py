"""The Community workload in SimPy: a process per participant; status fades lazily, sums are kept in Fenwick trees.

Run it as ``python simpy_community.py --n 1000 --seed 1 --days 365``.
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Generator
from pathlib import Path

import simpy

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from community import Community, Outcome, gini, main, peak_mb
from urn import Urn


class Wiki:
    """The modules, everybody's status, and what is counted."""

    def __init__(self, env: simpy.Environment, community: Community) -> None:
        self.env, self.community = env, community
        self.quality = [community.quality] * community.modules
        self.popularity, self.standing = Urn(community.modules, random.random), Urn(community.n, random.random)
        self.status = [0.0] * community.n  # inflated: as if it grew instead of fading
        self.uses, self.reviews, self.made = [0] * community.n, [0] * community.n, [0] * community.n
        self.used = [0] * community.modules
        self.actions = self.edits = self.accepted = 0

    def act(self, i: int, skill: float) -> None:
        """Use a module; edit it now and then."""
        self.actions += 1
        m = self.popularity.draw(1.0)
        self.popularity.put(m, 1.0)
        self.used[m] += 1
        self.uses[i] += 1
        if random.random() < self.community.edits:
            self.edits += 1
            self.made[i] += 1
            self.edit(i, skill, m)

    def edit(self, i: int, skill: float, m: int) -> None:
        """Change module ``m`` if a majority of three reviewers accepts."""
        c, old = self.community, self.quality[m]
        new = min(1.0, max(0.0, old + random.gauss(c.step * skill * (1 - old), c.noise)))
        grown = math.exp(c.fading * self.env.now)
        panel: list[int] = []
        while len(panel) < c.reviewers:
            k = self.standing.draw(grown)
            if k != i and k not in panel:
                panel.append(k)
                self.reviews[k] += 1
        chance = 1 / (1 + math.exp((old - new) / c.scale))
        if 2 * sum(random.random() < chance for _ in panel) > c.reviewers:
            self.accepted += 1
            self.quality[m] = new
            self.status[i] += grown
            self.standing.put(i, grown)


def participant(env: simpy.Environment, wiki: Wiki, i: int, rate: float, skill: float) -> Generator:
    """Act at random moments, for ever."""
    while True:
        yield env.timeout(random.expovariate(rate))
        wiki.act(i, skill)


def simulate(community: Community, seed: int) -> Outcome:
    """Play one community to its horizon."""
    start = time.perf_counter()
    random.seed(seed)
    env = simpy.Environment()
    wiki = Wiki(env, community)
    for i in range(community.n):
        rate = community.least_rate * random.paretovariate(community.shape)
        env.process(participant(env, wiki, i, rate, random.uniform(*community.skill)))
    ready = time.perf_counter()
    env.run(until=community.days)
    done = time.perf_counter()
    quality = sum(wiki.quality) / len(wiki.quality)
    counts = wiki.actions, wiki.edits, wiki.accepted
    return Outcome(*counts, quality, gini(wiki.status), ready - start, done - ready, peak_mb())


if __name__ == "__main__":
    main(simulate)
