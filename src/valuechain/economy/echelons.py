"""The stocking points between the producers and the customers, as a part of the economy: trees of stocks."""

from __future__ import annotations

import numpy as np

from valuechain.randomness import stream
from valuechain.scenario import PRODUCER, Echelon, IndustrialChain, Newsvendor, Scenario
from valuechain.swarm.arrays import Floats, Market
from valuechain.swarm.identities import unequal

from .books import OUTSIDE, Account, Books, Line
from .offers import Offer, account_at
from .outlets import Shelf
from .part import Breach
from .shelves import TOLERANCE
from .stocks import STATE, Stock, Supply
from .stores import Store

_DELIVERED, _RECEIVED, _IN_TRANSIT = map(STATE.index, ("delivered", "received", "in_transit"))

CATEGORIES = ("wholesale", "unit cost", "set-up", "holding")


class Echelons:
    """All stocks of all chains that have echelons: ``stocks`` from the producer's side to the customers'.

    ``stores`` are the upstream ones. ``written_off`` counts units sent back to the producer, by chain.
    """

    def __init__(
        self, scenario: Scenario, replication: int, offers: tuple[Offer, ...], books: Books, market: Market
    ) -> None:
        self._books, self._market = books, market
        self.stocks: list[Stock] = []
        self.written_off = dict.fromkeys(scenario.chains, 0.0)
        shelves = {(offer.chain, offer.outlet, offer.design): offer.index for offer in offers}
        for name, chain in scenario.chains.items():
            if isinstance(chain, IndustrialChain):
                self._open(name, chain, (scenario.seed, replication), shelves)
        self.stores = [stock for stock in self.stocks if isinstance(stock, Store)]
        self._customers = {store: [s for s in self.stocks if s.supplier is store] for store in self.stores}
        self._accounts = [_accounts(scenario, store) for store in self.stores]
        self._lines = [self._open_lines(store, *own) for store, own in zip(self.stores, self._accounts, strict=True)]
        self._posted = [[0.0] * len(CATEGORIES) for _ in self.stores]
        self._before = [[0.0] * len(CATEGORIES) for _ in self.stores]

    def _open(
        self, name: str, chain: IndustrialChain, luck: tuple[int, int], shelves: dict[tuple[str, str, str], int]
    ) -> None:
        """Open the stocks of one chain, suppliers before those whom they supply."""
        stations = chain.stations
        designs = list(dict.fromkeys(design for owner, _, design in shelves if owner == name))
        stores: dict[tuple[str, str], Store] = {}
        for echelon in upstream_first(chain):
            terms = stations[echelon]
            ends = not any(other.supplier == echelon for other in stations.values())
            for design in designs:
                streams = (
                    stream(*luck, f"{name}/{echelon}/{design}/{what}") for what in ("order delays", "lead times")
                )
                supplier = None if terms.supplier == PRODUCER else stores[terms.supplier, design]
                supply = Supply(echelon, terms, supplier, *streams)
                if ends:
                    place = shelves[name, echelon, design]
                    shelf, words = self._market.shelf, self._market.terms
                    self.stocks.append(Shelf(name, design, place, supply, shelf, words))
                else:
                    place = len(self._market.shelf) + sum(isinstance(stock, Store) for stock in self.stocks)
                    stores[echelon, design] = Store(name, design, place, supply)
                    self.stocks.append(stores[echelon, design])

    def _open_lines(self, store: Store, own: Account, supplier: Account) -> tuple[Line | None, ...]:
        """Return the transfers of a store, in the order of `CATEGORIES`."""
        line, makes = self._books.open_line, store.supplier is None
        return (
            line(own, supplier, "wholesale", store.chain) if own != supplier else None,
            line(supplier, OUTSIDE, "unit cost", store.chain) if makes else None,
            line(supplier, OUTSIDE, "set-up", store.chain) if makes else None,
            line(own, OUTSIDE, "holding", store.chain),
        )

    def store(self, place: int) -> Store:
        """Return the store that is ordered for under the number ``place``."""
        return self.stores[place - len(self._market.shelf)]

    def renew(self, chain: str, echelon: str, terms: Echelon, now: float) -> None:
        """Put other terms of an echelon into force; goods and stock-days of before are paid for by the old ones.

        An upstream echelon looks at its new policy at its next review, or at its customers' next order.
        """
        for n, store in enumerate(self.stores):
            if (store.chain, store.echelon) == (chain, echelon):
                old, before = store.supply.terms, self._before[n]
                before[0] += ((old.wholesale_price or 0.0) - (terms.wholesale_price or 0.0)) * store.bought()
                before[3] += (old.holding_cost - terms.holding_cost) * store.stock_days(now)
        for stock in self.stocks:
            if (stock.chain, stock.echelon) == (chain, echelon):
                stock.renew(terms, now)

    def salvage(self, store: Store, now: float) -> None:
        """Clear a store at the salvage value of its policy."""
        assert isinstance(store.policy, Newsvendor)
        own, _ = self._accounts[self.stores.index(store)]
        self._books.post(OUTSIDE, own, "salvage", store.policy.salvage * store.clear(now), store.chain)

    def states(self, now: float) -> Floats:
        """Return the `STATE` of every stock at day ``now`` (stocks, columns)."""
        return np.array([stock.recorded(now) for stock in self.stocks]).reshape(len(self.stocks), len(STATE))

    def settle(self, now: float) -> None:
        """Post what stores owe since the last time: wholesale, making, holding."""
        for store, lines, posted, before in zip(self.stores, self._lines, self._posted, self._before, strict=True):
            terms = store.supply.terms
            due = (
                store.bought() * (terms.wholesale_price or 0.0) + before[0],
                store.unit_costs,
                store.setup_costs,
                store.stock_days(now) * terms.holding_cost + before[3],
            )
            for k, (line, amount) in enumerate(zip(lines, due, strict=True)):
                if line is not None:
                    self._books.enter(line, amount - posted[k])
                    posted[k] = amount

    def sample(self, now: float) -> None:
        """Keep nothing: `Recording` asks for the states of all stocks itself."""

    def breach(self, now: float) -> Breach | None:
        """Return an identity of a store, or of the links to its customers, that does not hold at day ``now``."""
        for store in self.stores:
            for identity, left, right in (*store.sides(now), *self._links(store, now)):
                if unequal(left, right, TOLERANCE):
                    return Breach(identity, store.name, {"left side": left, "right side": right})
        return None

    def _links(self, store: Store, now: float) -> list[tuple[str, float, float]]:
        """Return what must hold between a store and its customers, who keep books of their own.

        Shipped = received + on its way. Ordered and not yet shipped = owed + orders that have not yet arrived.
        """
        customers = self._customers[store]
        states = [customer.state(now) for customer in customers]
        arrived = sum(state[_RECEIVED] + state[_IN_TRANSIT] for state in states)
        underway = sum(customer.ordered() for customer in customers) - store.booked()
        return [
            ("goods shipped and received", store.state(now)[_DELIVERED], arrived),
            ("orders and books", sum(each.coming() for each in customers), store.owed() + underway),
        ]


def upstream_first(chain: IndustrialChain) -> list[str]:
    """Return the echelons of a chain, each after its supplier, otherwise in the order of the file."""
    stations, order = chain.stations, [PRODUCER]
    while len(order) <= len(stations):
        order += [name for name, each in stations.items() if name not in order and each.supplier in order]
    return order[1:]


def _accounts(scenario: Scenario, store: Store) -> tuple[Account, Account]:
    """Return the accounts of a store and of its supplier."""
    chain = scenario.chains[store.chain]
    assert isinstance(chain, IndustrialChain)
    own = account_at(chain, store.chain, store.echelon)
    return own, account_at(chain, store.chain, store.supply.terms.supplier)
