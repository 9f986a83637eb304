"""The Community workload in Mesa 3, event by event with its discrete-event scheduling (mesa.experimental.devs).

Participants and the wiki are agents; a participant schedules the own next action. The urns are SimPy's (`urn.py`).

Run it as ``python mesa_community.py --n 1000 --seed 1 --days 365``.
"""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path

import mesa
from mesa.experimental.devs import DEVSimulator

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from community import Community, Outcome, gini, main, peak_mb
from urn import Urn


class Participant(mesa.Agent):
    """One member, with the own uses, edits, reviews and status."""

    def __init__(self, model: WikiModel, rate: float, skill: float) -> None:
        super().__init__(model)
        self.rate, self.skill = rate, skill
        self.status = 0.0  # inflated: as if it grew instead of fading
        self.uses = self.made = self.reviews = 0
        self.place = len(model.participants)
        model.participants.append(self)
        self.await_action()

    def await_action(self) -> None:
        """Schedule the next action."""
        model = self.model
        model.simulator.schedule_event_relative(self.act, model.random.expovariate(self.rate))

    def act(self) -> None:
        """Use a module; edit it now and then; go on."""
        model = self.model
        model.actions += 1
        self.uses += 1
        m = model.popularity.draw(1.0)
        model.popularity.put(m, 1.0)
        model.used[m] += 1
        if model.random.random() < model.community.edits:
            self.edit(m)
        self.await_action()

    def edit(self, m: int) -> None:
        """Change module ``m`` if a majority of three reviewers accepts."""
        model, c = self.model, self.model.community
        model.edits += 1
        self.made += 1
        old = model.quality[m]
        new = min(1.0, max(0.0, old + model.random.gauss(c.step * self.skill * (1 - old), c.noise)))
        grown = math.exp(c.fading * model.simulator.time)
        panel: list[int] = []
        while len(panel) < c.reviewers:
            k = model.standing.draw(grown)
            if k != self.place and k not in panel:
                panel.append(k)
                model.participants[k].reviews += 1
        chance = 1 / (1 + math.exp((old - new) / c.scale))
        if 2 * sum(model.random.random() < chance for _ in panel) > c.reviewers:
            model.accepted += 1
            model.quality[m] = new
            self.status += grown
            model.standing.put(self.place, grown)


class WikiModel(mesa.Model):
    """The modules, the members, and what is counted."""

    def __init__(self, community: Community, simulator: DEVSimulator, seed: int) -> None:
        super().__init__(seed=seed)
        self.community, self.simulator = community, simulator
        self.simulator.setup(self)
        self.quality, self.used = [community.quality] * community.modules, [0] * community.modules
        uniform = self.random.random
        self.popularity, self.standing = Urn(community.modules, uniform), Urn(community.n, uniform)
        self.actions = self.edits = self.accepted = 0
        self.participants: list[Participant] = []
        for _ in range(community.n):
            rate = community.least_rate * self.random.paretovariate(community.shape)
            Participant(self, rate, self.random.uniform(*community.skill))


def simulate(community: Community, seed: int) -> Outcome:
    """Play one community to its horizon."""
    start = time.perf_counter()
    simulator = DEVSimulator()
    model = WikiModel(community, simulator, seed)
    ready = time.perf_counter()
    simulator.run_until(community.days)
    done = time.perf_counter()
    counts = model.actions, model.edits, model.accepted
    quality = sum(model.quality) / len(model.quality)
    status = [each.status for each in model.participants]
    return Outcome(*counts, quality, gini(status), ready - start, done - ready, peak_mb())


if __name__ == "__main__":
    main(simulate)
