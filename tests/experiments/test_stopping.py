import numpy as np
import pytest
from scipy import stats

from valuechain.errors import RequestError
from valuechain.experiments.progress import Silence
from valuechain.experiments.replications import run
from valuechain.experiments.stopping import enough
from valuechain.randomness import stream
from valuechain.scenario.precision import Precision

ONE = Precision(output="profit", absolute=1.0, most=500)


def values(n: int, sd: float = 4.0, number: int = 0) -> np.ndarray:
    return 100 + sd * stream(3, number, "values").normal(size=n)


def test_a_narrow_interval_is_enough() -> None:
    assert enough(values(10, 0.1), 10, ONE) == 10


def test_a_wide_one_asks_for_what_the_square_root_law_says_but_at_most_doubles() -> None:
    few = values(40)
    width = stats.t.ppf(0.975, 39) * few.std(ddof=1) / np.sqrt(40)
    assert 1.0 < width < np.sqrt(2)
    assert enough(few, 40, ONE) == np.ceil(40 * width**2)
    assert enough(values(10, 40), 10, ONE) == 20


def test_a_relative_width_is_a_share_of_the_mean() -> None:
    relative = Precision(output="profit", relative=0.01, most=500)
    assert enough(values(40) / 100, 40, relative) == enough(values(40), 40, ONE.model_copy())


def test_it_ends_at_the_most() -> None:
    assert enough(values(400, 400), 400, ONE) == 500
    assert enough(values(500, 400), 500, ONE) == 500
    assert enough(np.full(10, np.nan), 10, ONE) == 10


def test_a_mean_of_nothing_but_zeros_is_known() -> None:
    assert enough(np.zeros(10), 10, Precision(output="lost", relative=0.01)) == 10


def test_two_values_are_too_few_to_believe_a_deviation() -> None:
    assert enough(np.array([1.0, 1.0]), 2, ONE) == 3


def test_the_interval_covers_the_mean_about_as_often_as_it_says() -> None:
    """Of 1500 intervals of nominally 95 %, some 67 values each, 95 % ± 1.7 % (three standard errors) hold the mean."""
    held, trials = 0, stream(1, 0, "coverage").normal(100, 4, size=(1500, 500))
    for drawn in trials:
        n, more = 0, 10
        while more != n:
            n, more = more, enough(drawn[:more], more, ONE)
        held += abs(drawn[:n].mean() - 100) <= stats.t.ppf(0.975, n - 1) * drawn[:n].std(ddof=1) / np.sqrt(n)
    assert 0.933 <= held / len(trials) <= 0.967


# runs ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [True, False])
def test_a_run_goes_on_until_the_mean_is_known(tree, tmp_path, kept: bool) -> None:
    tree = tree | {"precision": {"output": "shop.sold", "relative": 0.03}}
    out = tmp_path if kept else None
    found = run(tree, out=out, jobs=1, progress=Silence())
    line = found.summary[(found.summary["chain"] == "shop") & (found.summary["measure"] == "sold")].iloc[0]
    assert line["n"] > 5
    assert line["half_width"] <= 0.03 * line["mean"]
    assert found.provenance["replications"] == {"requested": line["n"], "finished": line["n"]}
    again = run(tree, out=out, jobs=1, progress=Silence())
    assert again.runs.equals(found.runs)


def test_precision_leaves_the_folder_and_the_numbers_alone(tree, tmp_path) -> None:
    plain = run(tree, out=tmp_path, jobs=1, progress=Silence())
    precise = run(tree | {"precision": {"output": "profit", "relative": 0.3}}, out=tmp_path, jobs=1, progress=Silence())
    assert plain.folder == precise.folder


@pytest.mark.parametrize(("output", "told"), [("proft", "is no measure"), ("shp.profit", "there is no chain 'shp'")])
def test_an_output_that_is_not_there_is_refused(tree, output: str, told: str) -> None:
    with pytest.raises(RequestError, match=told):
        run(tree | {"precision": {"output": output, "relative": 0.3}}, jobs=1, progress=Silence())
