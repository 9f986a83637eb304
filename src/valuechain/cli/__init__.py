"""The command line: parses, calls, prints; no logic.

Commands are registered by name, so ``valuechain --help`` loads none of what they need.

==== =========================================================================
code meaning
==== =========================================================================
0    done
1    `valuechain validate` or `verify` found a deviation; or a fault of valuechain itself
2    a mistake in what was asked for: one message, nothing done
3    some replications or cells failed; the others are kept
130  interrupted with Ctrl-C; what has finished is kept
==== =========================================================================
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError

from valuechain import __version__
from valuechain.errors import UserError
from valuechain.experiments.failures import ReplicationsFailed

MISTAKE, FAILED, INTERRUPTED = 2, 3, 130

_COMMANDS = {
    "run": "Run a scenario's replications; what has finished before is not run again.",
    "sweep": "Run many points of a scenario; what has finished before is not run again.",
    "check": "Check scenario and sweep files; print every fault with its line.",
    "explain": "Say what a key of a scenario means, what its value is, and where that comes from.",
    "new": "Write a first scenario to edit.",
    "schema": "Print the JSON Schema of scenario files, for editors.",
    "show": "Print results as a table.",
    "plot": "Draw results into a folder.",
    "compare": "Compare scenarios: what differs, by how much, and how sure that is.",
    "sensitivity": "Print how much of each output each factor of a sweep answers for.",
    "discover": "Find the ranges of the factors in which an output is high, or low (PRIM).",
    "calibrate": "Fit parameters of a scenario to measured moments.",
    "warmup": "Suggest a warm-up by MSER-5; nothing is changed by it.",
    "verify": "Run some of what results hold again, and compare every number.",
    "validate": "Hold the simulation against theory.",
    "audit": "Check that the streams of random numbers of a scenario are independent.",
}

app = App(
    "valuechain",
    help="Discrete-event economic modelling of how value is created, and who gets it.",
    version=__version__,
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)
for _name, _help in _COMMANDS.items():
    app.command(f"valuechain.cli.{_name}:{_name}", name=_name, help=_help)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line (by default the process's own) and return the exit code."""
    try:
        return app(arguments, exit_on_error=False) or 0
    except CycloptsError:
        return MISTAKE  # cyclopts has said what is wrong
    except UserError as error:
        return _say(str(error), MISTAKE)
    except ReplicationsFailed as error:
        return _say(str(error), FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code
