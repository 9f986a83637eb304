"""Run the scenarios of the theory, print the table, save it and its figure."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

from valuechain.errors import UserError
from valuechain.experiments.validation import validate

from .figure import draw


def main() -> int:
    """Return 0 if everything passed, 1 if something did not, 2 if the request was wrong."""
    asked = _arguments()
    try:
        table, passed = validate(asked.rows, asked.full, asked.jobs, asked.folder)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    with pd.option_context("display.width", None, "display.max_rows", None, "display.max_columns", None):
        print(table.drop(columns="source").to_string(index=False))
    asked.to.mkdir(parents=True, exist_ok=True)
    table.to_csv(asked.to / "validation.csv", index=False)
    draw(table).savefig(asked.to / "validation.png", dpi=150)
    return 0 if passed else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m verification", description=__doc__)
    parser.add_argument("rows", nargs="*", help="rows to run (default: all)")
    parser.add_argument("--full", action="store_true", help="ten times more replications, and heavy traffic")
    parser.add_argument("--jobs", type=int, help="processes (default: one for each core)")
    parser.add_argument("--folder", type=Path, help="folder of the scenarios (default: scenarios/theory)")
    parser.add_argument("--to", type=Path, default=Path("results/validation"), help="folder for table and figure")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
