"""Where the distance is smallest: two ways to look, both in places 0 … 1 between the bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.stats import qmc

from valuechain.errors import RequestError

from .objective import Floats, Objective

LOOK_AROUND = 0.3
"""Share of the trials that look around before the descent begins."""
STEP = 0.1
"""Size of the first simplex."""
TOLERANCE = 1e-4
EDGE = 0.005
"""How near to a bound a descent may begin; it may end on it."""

Places = Sequence[float]


def nelder_mead(objective: Objective, start: Places | None, trials: int, seed: int) -> None:
    """Look around at the scenario's own values and at points of a Sobol sequence, then descend from the best.

    The descent is the simplex of Nelder & Mead (1965), which needs no derivatives and begins anew from the best point,
    with a smaller simplex, until the trials are used up or nothing is gained.
    """
    D = len(objective.parameters)
    if start is not None:
        objective.at(start)
    around = max(int(LOOK_AROUND * trials), 1)
    sobol = qmc.Sobol(D, rng=np.random.default_rng(seed))
    for place in sobol.random_base2(max(around - 1, 1).bit_length())[:around]:
        objective.at(place)
    step = STEP
    while len(objective.trials) < trials and step > TOLERANCE:
        before = objective.best[1]
        descend(objective.at, _places(objective), trials - len(objective.trials), step)
        step = step / 2 if objective.best[1] < before else step / 4


def descend(
    distance: Callable[[Places], float], start: Places, trials: int, step: float = STEP
) -> tuple[Places, float]:
    """Return the nearest place of one descent and its distance.

    Places are x = (1 + sin u)/2 of a free u (Box 1966): a simplex that is cut off at bounds collapses there.
    """

    def place(angles: Floats) -> list[float]:
        return [float(each) for each in (1 + np.sin(angles)) / 2]

    centre = np.arcsin(2 * np.clip(np.array(start), EDGE, 1 - EDGE) - 1)
    simplex = np.array([centre, *(centre - np.sign(centre + 1e-12) * row for row in np.eye(len(start)) * 2 * step)])
    options = {"maxfev": trials, "initial_simplex": simplex, "xatol": TOLERANCE, "fatol": 0.0}
    found = minimize(lambda angles: distance(place(angles)), centre, method="Nelder-Mead", options=options)
    return place(found.x), float(found.fun)


def _places(objective: Objective) -> list[float]:
    return [each.place(value) for each, value in zip(objective.parameters, objective.best[0], strict=True)]


def optuna(objective: Objective, start: Places | None, trials: int, seed: int) -> None:
    """Let Optuna propose trials by its tree-structured Parzen estimator (Bergstra et al. 2011; Akiba et al. 2019).

    Raises:
        RequestError: Optuna is not installed.
    """
    try:
        import optuna as library
    except ImportError:
        raise RequestError("Optuna is not installed; install valuechain[calibrate], or use nelder-mead") from None
    library.logging.set_verbosity(library.logging.WARNING)
    study = library.create_study(sampler=library.samplers.TPESampler(seed=seed, multivariate=False))
    names = [each.path for each in objective.parameters]
    if start is not None:
        study.enqueue_trial(dict(zip(names, start, strict=True)))
    for _ in range(trials):
        trial = study.ask()
        distance = objective.at([trial.suggest_float(name, 0.0, 1.0) for name in names])
        if np.isfinite(distance):
            study.tell(trial, distance)
        else:
            study.tell(trial, state=library.trial.TrialState.FAIL)


Search = Callable[[Objective, "Places | None", int, int], None]

SEARCHES: Mapping[str, Search] = {"nelder-mead": nelder_mead, "optuna": optuna}
"""The ways to look, by name."""
