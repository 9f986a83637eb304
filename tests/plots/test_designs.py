import numpy as np
import pandas as pd

from valuechain.plots import designs
from valuechain.results import frame

from .conftest import title_of

MISMATCH = np.array([0.4, 0.3, 0.2, 0.1])


def asked(chains: tuple[str, ...] = ("maker",), replications: int = 3, floor: float = 0.08) -> pd.DataFrame:
    parts = [
        frame(
            "research",
            {
                "scenario": "test", "replication": replication, "chain": chain, "product": "drink",
                "time": np.array([30.0, 60.0, 90.0, 120.0]), "warmup": False, "answers": 10, "share": 0.5, "bits": 5.0,
                "adopted": True, "shift": 0.1, "mismatch": MISMATCH + 0.01 * replication, "floor": floor,
            },
        )
        for replication in range(replications)
        for chain in chains
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def runs(replications: int = 3) -> pd.DataFrame:
    return pd.DataFrame({"replication": range(replications), "chain": "all", "feedback_bits": 0.25})


def test_mismatch_is_drawn_as_the_mean_after_each_round():
    line = designs(asked(), runs()).axes[0].lines[0]
    assert np.allclose(line.get_ydata(), MISMATCH + 0.01)


def test_what_is_heard_is_drawn_by_answer():
    assert np.allclose(designs(asked(), runs()).axes[1].lines[0].get_ydata(), 0.5)


def test_the_floor_is_drawn_where_there_is_one():
    labels = [line.get_label() for line in designs(asked(), runs()).axes[0].lines]
    assert labels == ["maker", "floor: the spread of tastes"]
    assert len(designs(asked(floor=np.nan), runs()).axes[0].lines) == 1


def test_the_title_says_where_mismatch_ended_and_what_was_heard():
    assert title_of(designs(asked(), runs())) == (
        "The mismatch ends at 0.11 ± 0.02; no single design goes below 0.08; heard: 0.25 bits per participant and year"
    )


def test_two_chains_are_named():
    assert "(coke) and" in title_of(designs(asked(("coke", "pepsi")), runs()))
