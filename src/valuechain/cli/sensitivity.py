"""``valuechain sensitivity``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from valuechain.analysis.cells import telling_outputs
from valuechain.analysis.noise import noise
from valuechain.results import load_sweep
from valuechain.results.disk import writing

from .parameters import Many


def sensitivity(
    sweep: Path,
    /,
    *,
    output: Annotated[tuple[str, ...], Many] = (),
    method: str | None = None,
    out: Annotated[Path | None, Parameter(("--out", "-o"))] = None,
) -> None:
    """Print how much of each output each factor of a sweep answers for.

    Parameters
    ----------
    sweep:
        A folder that `valuechain sweep` has written.
    output:
        One of the sweep's outputs; as often as you like. By default all that vary and have a value everywhere.
    method:
        delta or pawn, in place of the method that belongs to the design; for a grid, or points of no design.
    out:
        Folder for the indices as CSV, and the figures.
    """
    found = load_sweep(sweep)
    wanted = list(output) or telling_outputs(found.runs) or found.outputs
    table = found.sensitivity(wanted, method)
    shares = noise(found.points, found.runs, failures=found.failures, design=found.design, outputs=wanted)
    print(table.dropna(axis="columns", how="all").to_string(index=False, na_rep="", float_format="{:.4g}".format))
    print("\nshares of the variance of single runs, and of noise in the means over replications:")
    print(shares.to_string(index=False, na_rep="n=1: unknown", float_format="{:.4g}".format))
    if silent := [name for name in found.outputs if not output and name not in wanted]:
        print(f"\nleft out, for they do not vary or have no value at some points: {', '.join(silent)}")
    if out is None:
        return
    from valuechain.plots import save_sweep  # slow to load

    with writing(out):
        left_out: list[str] = []
        figures = save_sweep(found, out, wanted, indices=table, left_out=left_out, method=method)
        for name, frame in {"indices": table, "noise": shares}.items():
            frame.to_csv(out / f"{name}.csv", index=False, lineterminator="\n")
            print(out / f"{name}.csv")
    print(*figures, *left_out, sep="\n")
