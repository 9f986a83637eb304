"""Figures of sweeps: they say what the frames say, mark what is missing, and can be read."""

import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import combinations, product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from SALib.sample import fast_sampler, latin, morris, sobol

from valuechain import analysis, plots
from valuechain.analysis.sensitivity import COLUMNS, convergence, sensitivity
from valuechain.errors import RequestError
from valuechain.plots.factors import axis, labels, measure
from valuechain.results.summary import half_width

PRICE, RATE, COST = "chains.maker.variants.price", "population.needs.rate", "chains.maker.production.unit_cost"
NAMES = [PRICE, RATE, COST]
PROBLEM = {"num_vars": 3, "names": NAMES, "bounds": [[400, 800], [1, 2], [200, 400]]}


def market(point: dict[str, float]) -> dict[str, float]:
    price, rate, cost = (point.get(name, usual) for name, usual in zip(NAMES, (600, 1.5, 300), strict=True))
    return {
        "maker.profit": 1000 * rate * (price - cost) / (1 + np.exp((price - 650) / 60)),
        "fill_rate": 0.5 + rate / 10,
    }


def make(x: Any, *, replications: int = 3, missing: tuple[int, ...] = (), **design: Any) -> SimpleNamespace:
    x = np.asarray(x, dtype=float)
    points = pd.DataFrame(x, columns=NAMES[: x.shape[1]])
    points.insert(0, "point", np.arange(len(x)))
    exact = pd.DataFrame([market(row) for row in points.to_dict("records")])
    noise = np.random.default_rng(3)
    runs = pd.concat(
        [
            (exact + noise.normal(0, 1, exact.shape) * exact.std().to_numpy() / 20).assign(
                point=points["point"], replication=r
            )
            for r in range(replications)
        ],
        ignore_index=True,
    )
    runs = runs[~runs["point"].isin(missing)][["point", "replication", *exact]]
    rows = []
    for output in exact:
        found = runs.groupby("point")[output].agg(["mean", "std", "count"]).reindex(points["point"])
        mean, n = found["mean"].to_numpy(), found["count"].fillna(0).to_numpy()
        width = half_width(found["std"].to_numpy(), n)
        told = {"mean": mean, "sd": found["std"].to_numpy(), "n": n, "half_width": width}
        rows.append(points.assign(output=output, **told, low=mean - width, high=mean + width))
    failed = [
        [p, r, "ValueError: no", "…", f"valuechain sweep x --cell {p}/{r}"]
        for p in missing
        for r in range(replications)
    ]
    failures = pd.DataFrame(failed, columns=["point", "replication", "error", "traceback", "command"])
    summary = pd.concat(rows, ignore_index=True)
    return SimpleNamespace(
        points=points, runs=runs, summary=summary, failures=failures, design=design, sample=None, name="prices",
        currency="EUR", units={PRICE: "EUR"}, provenance={"version": "0.1.0", "digest": "a1b2c3"},
    )  # fmt: skip


def grid(*sizes: int, **more: Any) -> SimpleNamespace:
    steps = [np.linspace(low, high, n) for n, (low, high) in zip(sizes, PROBLEM["bounds"], strict=False)]
    return make(list(product(*steps)), method="grid", **more)


def of_words(sweep: SimpleNamespace) -> SimpleNamespace:
    """The sweep with words in place of the two prices."""
    words = {400.0: "lost", 800.0: "backorder"}
    for frame in (sweep.points, sweep.summary):
        frame[PRICE] = pd.Categorical(frame[PRICE].map(words), categories=["lost", "backorder"])
    return sweep


def drawn_for_indices(n: int = 64) -> SimpleNamespace:
    return make(sobol.sample(PROBLEM, n, seed=1), method="sobol", n=n, seed=1, problem=PROBLEM)


# which figures suit a sweep


@pytest.mark.parametrize(
    ("sweep", "names"),
    [
        (lambda: grid(6), ["lines", "tornado"]),
        (lambda: grid(5, 4), ["map", "lines", "tornado", "indices"]),
        (lambda: grid(4, 3, 2), ["lines", "tornado", "indices"]),
        (drawn_for_indices, ["parallel", "pairs", "indices", "convergence"]),
        (lambda: make(morris.sample(PROBLEM, 8, seed=1), method="morris", n=8, problem=PROBLEM),
         ["morris", "convergence"]),
        (lambda: make(latin.sample(PROBLEM, 40, seed=1), method="latin-hypercube"), ["parallel", "pairs"]),
        (lambda: make(fast_sampler.sample(PROBLEM, 65, seed=1), method="fast", n=65, problem=PROBLEM),
         ["parallel", "pairs", "indices"]),
        (lambda: make([(400, 1, 200), (500, 2, 200), (600, 3, 300), (500, 1, 300)], method="csv"),
         ["parallel", "pairs"]),
        (lambda: make(list(product((400.0, 500.0), (1.0, 2.0), (200.0,))), method="csv"), ["map", "lines", "tornado"]),
        (lambda: of_words(grid(2)), ["lines", "tornado"]),
    ],
    ids=["one factor", "two factors", "three factors", "sobol", "morris", "latin hypercube", "fast", "a table",
         "a table that is a grid", "words"],
)  # fmt: skip
def test_the_figures_suit_the_design(sweep: Callable[[], SimpleNamespace], names: list[str]) -> None:
    drawn = list(plots.sweep_figures(sweep(), ["maker.profit"]))
    assert [name for name, _ in drawn] == [f"maker-profit-{name}" for name in names]
    assert all(isinstance(draw(), Figure) for _, draw in drawn)


def test_what_needs_every_cell_is_left_out_with_the_reason_and_the_rest_is_drawn() -> None:
    left_out: list[str] = []
    names = [name for name, _ in plots.sweep_figures(grid(5, 4, missing=(7,)), ["maker.profit"], left_out=left_out)]
    assert names == ["maker-profit-map", "maker-profit-lines"]
    assert [each.partition(":")[0] for each in left_out] == ["tornado", "indices"]
    assert "valuechain sweep x --cell 7/0" in left_out[0]


# files


def test_files_name_their_origin_and_are_the_same_for_the_same_sweep(tmp_path: Path) -> None:
    paths = [plots.save_sweep(grid(5, 4), tmp_path / each, ["maker.profit"]) for each in "ab"]
    assert [path.read_bytes() for path in paths[0]] == [path.read_bytes() for path in paths[1]]
    png, svg = paths[0][:2]
    assert struct.unpack(">I", png.read_bytes()[16:20]) == (8 * 150,)
    assert b"scenario prices, digest a1b2c3" in png.read_bytes()
    assert "valuechain 0.1.0" in "".join(ET.parse(svg).getroot().itertext())


# every figure can be read


def calibrated() -> tuple[pd.DataFrame, dict[str, float], pd.DataFrame, pd.DataFrame]:
    moments = pd.DataFrame({
        "moment": ["profit", "maker.sold", "gini_surplus"], "time": np.nan, "target": [100.0, 20.0, 0.4], "weight": 1.0,
    })  # fmt: skip
    for name, factor in {"before": 1.3, "after": 1.02, "fresh_before": 1.28, "fresh_after": 1.05}.items():
        moments[name], moments[f"{name}_half_width"] = factor * moments["target"], 0.04 * moments["target"]
    objective = {"before": 0.09, "after": 0.0004, "fresh_before": 0.08, "fresh_after": 0.0025}
    parameters = pd.DataFrame({
        "parameter": [RATE, PRICE], "unit": ["/ year", ""], "low": [0.5, 400.0], "high": [4.0, 800.0],
        "before": [1.0, 600.0], "after": [1.7, 560.0], "at_bound": False,
    })  # fmt: skip
    profile = pd.DataFrame([
        [name, value, held, held / 2 if held > 0.01 else held]
        for name, values in {RATE: (0.5, 1.7, 4.0), PRICE: (400.0, 560.0, 800.0)}.items()
        for value, held in zip(values, (0.5, 0.0004, 0.3), strict=True)
    ], columns=["parameter", "value", "held", "refitted"])  # fmt: skip
    return moments, objective, parameters, profile


def suggestion() -> dict[str, Any]:
    time = np.arange(1.0, 201.0)
    sold = 5 + 40 * np.exp(-time / 10) + np.random.default_rng(1).normal(0, 1, 200)
    series = pd.DataFrame({"replication": 0, "chain": "maker", "time": time, "warmup": time <= 20.0, "sold": sold})
    return analysis.suggest_warmup(series)


def boxes() -> Figure:
    sweep = make(latin.sample(PROBLEM, 200, seed=2), method="latin-hypercube")
    profit = sweep.summary.query("output == 'maker.profit'")["mean"].to_numpy()
    return plots.discovery(analysis.discover(sweep.points, profit > 350_000), sweep.points, "Profit above 350 000 EUR")


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    """One of each, drawn by a user with settings of their own."""
    sampled, on_grid = drawn_for_indices(), grid(5, 4, missing=(7,))
    given = (sampled.points, sampled.runs, sampled.design)
    scattered = make(latin.sample(PROBLEM, 200, seed=1), method="latin-hypercube")
    trajectories = make(morris.sample(PROBLEM, 8, seed=1), method="morris", n=8, problem=PROBLEM)
    effects = analysis.one_at_a_time(*(getattr(grid(5, 4, 3), each) for each in ("points", "runs")))
    moments, objective, parameters, profile = calibrated()
    with mpl.rc_context({"font.size": 23.0, "lines.marker": "*"}):
        before = dict(mpl.rcParams)
        drawn = {
            "lines": plots.sweep_panels(grid(5, 3, 3).summary, PRICE, "maker.profit", hue=RATE, facet=COST),
            "map": plots.heat_map(on_grid.summary, PRICE, RATE, "maker.profit"),
            "tornado": plots.tornado(effects, "maker.profit"),
            "indices": plots.sensitivity_indices(sensitivity(*given), "maker.profit"),
            "pawn": plots.sensitivity_indices(
                sensitivity(scattered.points, scattered.runs, scattered.design, method="pawn"), "maker.profit"
            ),
            "convergence": plots.index_convergence(convergence(*given), "maker.profit"),
            "morris": plots.morris_plane(
                sensitivity(trajectories.points, trajectories.runs, trajectories.design), "maker.profit"
            ),
            "parallel": plots.parallel_coordinates(sampled.summary, "maker.profit"),
            "pairs": plots.pair_plot(sampled.summary, "maker.profit"),
            "discovery": boxes(),
            "warmup": plots.warmup_curve(suggestion()),
            "fit": plots.calibration_fit(moments, objective),
            "profile": plots.objective_profile(profile, parameters),
        }
        assert dict(mpl.rcParams) == before
    for figure in drawn.values():
        figure.draw_without_rendering()
    return drawn


def test_no_figure_is_left_in_pyplot(figures: dict[str, Figure]) -> None:
    assert len(figures) == 13
    assert plt.get_fignums() == []


def visible(figure: Figure) -> list[Text]:
    """Names and ticks that are drawn; Matplotlib keeps labels of ticks beyond the limits, and does not draw them."""
    texts = []
    for axes in (each for each in figure.axes if each.get_visible()):
        texts += [axes.xaxis.label, axes.yaxis.label, *axes.texts]
        for side in (axes.xaxis, axes.yaxis):
            low, high = sorted(side.get_view_interval())
            inside = [tick for tick in side.get_major_ticks() if low <= tick.get_loc() <= high]
            texts += [tick.label1 for tick in inside if tick.label1.get_visible()]
    return [text for text in texts if text.get_text()]


def test_every_letter_can_be_read_whatever_the_users_settings(figures: dict[str, Figure]) -> None:
    for name, figure in figures.items():
        sizes = {text.get_fontsize() for text in figure.findobj(Text) if text.get_text()}
        assert min(sizes) >= 8, name
        assert max(sizes) < 13, name


def test_no_text_leaves_the_figure_and_no_label_hides_another(figures: dict[str, Figure]) -> None:
    for name, figure in figures.items():
        texts = visible(figure)
        boxes = [text.get_window_extent() for text in texts]
        for text, box in zip(texts, boxes, strict=True):
            assert figure.bbox.x0 - 1 <= box.x0, (name, text)
            assert box.x1 <= figure.bbox.x1 + 1, (name, text)
        boxes = [box.shrunk(0.9, 0.8) for box in boxes]  # the frame of a text is a little larger than its letters
        pairs = combinations(zip(texts, boxes, strict=True), 2)
        hidden = [
            (a.get_text(), b.get_text()) for (a, x), (b, y) in pairs if x.shrunk(0.9, 0.8).overlaps(y.shrunk(0.9, 0.8))
        ]
        assert hidden == [], name


def test_every_figure_has_a_finding_above_and_a_note_below(figures: dict[str, Figure], title, notes) -> None:
    for name, figure in figures.items():
        assert len(title(figure)) > 15, name
        assert notes(figure), name


# what they say


def test_a_line_says_where_it_is_highest_and_has_whiskers(title, notes) -> None:
    figure = plots.sweep_panels(grid(5).summary, PRICE, "maker.profit")
    assert title(figure).startswith("Profit of maker is highest, ")
    assert "(price = 600)" in title(figure)
    assert figure.axes[0].get_ylabel() == "profit of maker (EUR)"
    assert "t-intervals of the mean, n = 3" in notes(figure)
    assert len(figure.axes[0].collections[0].get_segments()) == 5


def test_a_missing_point_leaves_a_gap_and_a_cross(notes) -> None:
    figure = plots.sweep_panels(grid(5, missing=(2,)).summary, PRICE, "maker.profit")
    line, cross = figure.axes[0].lines[0], next(each for each in figure.axes[0].lines if each.get_marker() == "x")
    assert np.isnan(line.get_ydata()).tolist() == [False, False, True, False, False]
    assert cross.get_xdata().tolist() == [600.0]
    assert "×: 1 of 5 points missing" in notes(figure)


def test_lines_differ_by_colour_dashes_and_marker() -> None:
    lines = plots.sweep_panels(grid(4, 3).summary, PRICE, "maker.profit", hue=RATE).axes[0].lines
    main = [line for line in lines if line.get_label() in ("1", "1.5", "2")]
    for look in ("get_color", "get_marker"):
        assert len({str(getattr(line, look)()) for line in main}) == 3
    assert [line.is_dashed() for line in main] == [False, True, True]


def test_what_is_averaged_over_has_no_interval(notes) -> None:
    figure = plots.sweep_panels(grid(4, 3).summary, PRICE, "maker.profit")
    assert "averaged over the other factors" in notes(figure)
    assert not figure.axes[0].collections


def test_a_map_shows_each_mean_and_hatches_what_is_missing(notes) -> None:
    sweep = grid(5, 4, missing=(7,))
    axes = plots.heat_map(sweep.summary, PRICE, RATE, "maker.profit").axes[0]
    shown = axes.images[0].get_array()
    expected = sweep.summary.query("output == 'maker.profit'").pivot_table("mean", RATE, PRICE, dropna=False)
    assert np.ma.getmaskarray(shown).sum() == 1
    np.testing.assert_allclose(shown.filled(np.nan), expected.to_numpy())
    assert [patch.get_hatch() for patch in axes.patches] == ["xxx"]
    assert len(axes.texts) == 19


def test_the_widest_bar_of_a_tornado_is_on_top_and_bars_end_where_effects_do(title) -> None:
    sweep = grid(3, 3, 3)
    effects = analysis.one_at_a_time(sweep.points, sweep.runs, outputs=["maker.profit"])
    figure = plots.tornado(effects, "maker.profit")
    widths = sorted(bar.get_width() for bar in figure.axes[0].patches)
    assert widths == pytest.approx(sorted(effects["effect"]))
    top = figure.axes[0].get_yticklabels()[0].get_text()
    largest = effects.loc[effects["effect"].abs().idxmax(), "factor"]
    assert top == labels(NAMES)[largest]
    assert title(figure).lower().startswith(f"{top} matters most alone")


def test_indices_stand_at_their_values_with_their_intervals() -> None:
    sweep = drawn_for_indices()
    found = sensitivity(sweep.points, sweep.runs, sweep.design, outputs=["maker.profit"])
    axes = plots.sensitivity_indices(found, "maker.profit").axes[0]
    drawn = sorted(float(x) for line in axes.lines if line.get_marker() in "os" for x in line.get_xdata())
    assert drawn == pytest.approx(sorted(found.loc[found["index"] != "S2", "value"]))


def test_many_points_are_thinned_and_the_note_says_how_many(notes) -> None:
    sweep = make(latin.sample(PROBLEM, 2500, seed=2), method="latin-hypercube", replications=1)
    figure = plots.pair_plot(sweep.summary, "maker.profit")
    assert "1250 of 2500 points" in notes(figure)


def test_the_curve_of_a_warm_up_says_what_is_suggested_and_what_holds_now(title) -> None:
    found = suggestion()
    figure = plots.warmup_curve(found)
    assert title(figure) == f"Sold: {found['verdict']}"
    marked = {line.get_xdata()[0] for line in figure.axes[0].lines if len(line.get_xdata()) == 2}
    assert marked == {found["suggested"], 20.0}


def test_a_box_is_told_in_words_with_coverage_and_density(title) -> None:
    assert title(boxes()).startswith("Profit above 350 000 EUR where ")
    assert "% of all such points" in title(boxes())


def test_a_fit_that_got_worse_elsewhere_is_not_praised(title) -> None:
    moments, objective, _, _ = calibrated()
    worse = {**objective, "fresh_after": 0.1}
    assert "but not better: from 0.283 before" in title(plots.calibration_fit(moments, worse))


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.sweep_panels(grid(3).summary, "prise", "maker.profit"), "no factor 'prise'"),
        (lambda: plots.sweep_panels(grid(3).summary, PRICE, "profit"), "no output 'profit'; there are maker.profit"),
        (lambda: plots.sweep_panels(grid(3, 9).summary, PRICE, "maker.profit", hue=RATE), "9 levels, more than the 7"),
        (lambda: plots.heat_map(grid(3, 1).summary, PRICE, RATE, "maker.profit"), "at least two levels"),
        (lambda: plots.parallel_coordinates(grid(3).summary, "maker.profit"), "two numeric factors"),
        (lambda: plots.morris_plane(pd.DataFrame({"output": ["y"], "index": ["S1"]}), "y"), "not mu_star"),
        (lambda: plots.tornado(pd.DataFrame({"output": ["y"]}), "z"), "no effects on 'z'"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(draw: Callable[[], Figure], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        draw()


def test_factors_are_called_by_the_end_of_their_path_that_no_other_has() -> None:
    assert labels([PRICE, COST]) == {PRICE: "price", COST: "unit cost"}
    assert labels(["chains.a.price", "chains.b.price"]) == {"chains.a.price": "a price", "chains.b.price": "b price"}


def test_outputs_have_the_units_of_their_measures() -> None:
    assert measure("maker.mean_wait") == "mean wait of maker"
    assert axis("maker.mean_wait", "CHF") == "mean wait of maker (days)"
    assert axis("profit", "CHF") == "profit (CHF)"
    assert axis("fill_rate", "CHF") == "fill rate"
    assert axis("y", "CHF") == "y"


def test_words_stand_side_by_side_in_the_order_of_the_sweep_without_a_line() -> None:
    axes = plots.sweep_panels(of_words(grid(2)).summary, PRICE, "maker.profit").axes[0]
    assert [each.get_text() for each in axes.get_xticklabels()] == ["lost", "backorder"]
    assert axes.lines[0].get_linestyle() == "None"


def test_a_word_is_neither_lower_nor_higher_than_another() -> None:
    sweep = of_words(grid(2))
    effects = analysis.one_at_a_time(sweep.points, sweep.runs, outputs=["maker.profit"])
    assert effects["from"].tolist() == ["lost"]  # the first of words is the base
    axes = plots.tornado(effects, "maker.profit").axes[0]
    assert [each.get_text() for each in axes.get_legend().get_texts()] == ["another value than at the base"]


def test_a_lead_that_is_not_sure_is_not_claimed(title) -> None:
    rows = [["y", "a", "", "ST", 0.5, 0.3, 0.2, 0.8, 0.5], ["y", "b", "", "ST", 0.4, 0.3, 0.1, 0.7, 0.4]]
    found = pd.DataFrame(rows, columns=COLUMNS)
    assert "is not told from b yet" in title(plots.sensitivity_indices(found, "y"))


def test_first_orders_that_sum_to_more_than_the_whole_are_not_believed(title) -> None:
    unknown = float("nan")
    rows = [["y", name, "", "S1", 0.8, unknown, unknown, unknown, unknown] for name in "ab"]
    figure = plots.sensitivity_indices(pd.DataFrame(rows, columns=COLUMNS), "y")
    assert title(figure).startswith("Too few points for the indices of y: first orders sum to 1.60")


def test_a_map_says_how_sure_its_means_are(notes) -> None:
    assert "half-widths up to" in notes(plots.heat_map(grid(3, 3).summary, PRICE, RATE, "maker.profit"))
