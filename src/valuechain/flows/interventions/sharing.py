"""Changes of who gets what of a profit: what has been shared so far stays shared."""

from __future__ import annotations

from typing import Any

from valuechain.clock import Clock
from valuechain.economy.dividends import Dividends
from valuechain.scenario import ProsumptionChain

from .change import Change, Path


def _share_anew(clock: Clock, path: Path, value: Any) -> None:
    economy = clock.economy
    economy.settle(clock.now)
    for part in economy.parts:
        if isinstance(part, Dividends):
            part.renew(economy.scenario)
    terms = economy.scenario.chains[path[1]] if path[0] == "chains" else None
    if isinstance(terms, ProsumptionChain):  # customers will expect what they are promised
        assert economy.workshops is not None
        economy.workshops.renew(path[1], terms, clock.now)


RENEWED: dict[str, Change] = {
    **{f"chains.CHAIN.sharing.{key}": _share_anew for key in ("royalty", "given")},
    **{f"sharing.{key}": _share_anew for key in ("royalty", "given", "pooled")},
}
