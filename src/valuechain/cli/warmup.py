"""``valuechain warmup``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from valuechain.analysis.warmup import suggest_warmup
from valuechain.results import load_results
from valuechain.results.disk import writing

from .parameters import Many


def warmup(
    result: Path,
    /,
    *,
    measure: Annotated[tuple[str, ...], Many] = (),
    chain: str = "all",
    out: Annotated[Path | None, Parameter(("--out", "-o"))] = None,
) -> None:
    """Suggest a warm-up by MSER-5; nothing is changed by it.

    Parameters
    ----------
    result:
        A folder that `valuechain run` has written.
    measure:
        A column of the frame series, such as sold; as often as you like. By default sold, on_hand and backorders.
    chain:
        One chain alone; by default the whole market.
    out:
        Folder for the figures.
    """
    results = load_results(result)
    found = [suggest_warmup(results.series, name, chain) for name in measure or ("sold", "on_hand", "backorders")]
    for each in found:
        latest = f", latest of a single replication {each['latest']:g}" if each["latest"] == each["latest"] else ""
        print(f"{each['measure']} ({each['chain']}): {each['verdict']}; now {each['now']:g} days{latest}")
    if out is not None:
        from valuechain.plots import save_warmup

        with writing(out):
            for path in save_warmup(found, out, results.provenance):
                print(path)
