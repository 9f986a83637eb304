"""Hashes of frames, equal if every value has the same bits; run as a script, it prints those of all markets."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pandas as pd


def fingerprint(frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the hash of each frame: columns, types and the bits of every value."""

    def of(frame: pd.DataFrame) -> str:
        digest = hashlib.sha256()
        for name, column in frame.items():
            values = column.astype(str).to_list() if column.dtype == "category" else column.to_numpy().tobytes()
            digest.update(f"{name} {column.dtype.name}".encode())
            digest.update(repr(values).encode())
        return digest.hexdigest()

    return {name: of(frame) for name, frame in frames.items()}


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    from markets import MARKETS

    from valuechain.simulation import simulate

    print(json.dumps({name: fingerprint(simulate(make())) for name, make in MARKETS.items()}))
