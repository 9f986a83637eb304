"""Figures as files, and how all figures behave."""

import struct
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Text

from valuechain import plots
from valuechain.plots.style import caption, interval_note
from valuechain.results import summarise
from valuechain.scenario import load
from valuechain.simulation import simulate

ORIGIN = {"scenario": "test", "digest": "a1b2c3", "version": "0.1.0", "currency": "USD", "calendar_start": 1909}
NAMES = ["who-gets-what", "value-chain", "stock-and-orders", "prices-and-sales", "lorenz"]


SMALL = {
    "scenario": "small", "horizon": "8 weeks", "warmup": "2 weeks", "sample_every": "1 week", "seed": 1,
    "population": {
        "size": 50, "needs": {"rate": "1 / week"}, "tastes": {"dimensions": 1},
        "willingness_to_pay": {"lognormal": {"mean": 10, "cv": 0.3}}, "mismatch_cost": 5,
        "choice": {"rule": "logit", "noise": 1},
    },
    "chains": {
        "maker": {
            "paradigm": "industrial", "variants": {"count": 1, "price": 6}, "production": {"unit_cost": 3},
            "distribution": {
                "policy": {"reorder_point": {"quantity": 20, "reorder_point": 5}}, "lead_time": "3 days",
                "wholesale_price": 4,
            },
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def results() -> SimpleNamespace:
    """Two replications of a small market."""
    played = [simulate(load(SMALL), replication) for replication in range(2)]
    frames = {name: pd.concat([each[name] for each in played], ignore_index=True) for name in played[0]}
    return SimpleNamespace(**frames, summary=summarise(frames["runs"]), provenance=ORIGIN)


@pytest.fixture(scope="module")
def paths(results, tmp_path_factory) -> list[Path]:
    return plots.save_all(results, tmp_path_factory.mktemp("figures") / "new")


def png_texts(file: Path) -> Mapping[str, str]:
    """The `tEXt` chunks of a PNG file."""
    data, place, texts = file.read_bytes(), 8, {}
    while place < len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        if data[place + 4 : place + 8] == b"tEXt":
            key, value = data[place + 8 : place + 8 + length].split(b"\0", 1)
            texts[key.decode()] = value.decode("latin-1")
        place += 12 + length
    return texts


def test_every_figure_is_written_as_png_and_svg(paths: list[Path]) -> None:
    assert [path.name for path in paths] == [f"{name}.{kind}" for name in NAMES for kind in ("png", "svg")]
    assert all(path.stat().st_size > 0 for path in paths)
    assert struct.unpack(">I", paths[0].read_bytes()[16:20]) == (8 * 150,)


def test_files_name_their_origin(paths: list[Path]) -> None:
    texts = png_texts(paths[0])
    assert texts["Software"] == "valuechain 0.1.0"
    assert texts["Description"] == "scenario small, digest a1b2c3"
    written = "".join(ET.parse(paths[1]).getroot().itertext())
    assert "valuechain 0.1.0" in written
    assert "scenario small, digest a1b2c3" in written


def test_the_same_results_give_the_same_bytes(results, paths: list[Path], tmp_path: Path) -> None:
    again = plots.save_all(results, tmp_path)
    assert [path.read_bytes() for path in paths] == [path.read_bytes() for path in again]


def drawn_of(scenario: dict, tmp_path: Path) -> list[str]:
    frames = simulate(load(scenario))
    told = SimpleNamespace(**frames, frames=frames, provenance=ORIGIN)
    return [path.stem for path in plots.save_all(told, tmp_path) if path.suffix == ".png"]


def test_a_chain_of_echelons_has_its_value_chain_drawn(tmp_path: Path) -> None:
    keeps = {"supplier": "producer", "policy": {"base_stock": {"level": 20}}}
    maker = {key: value for key, value in SMALL["chains"]["maker"].items() if key != "distribution"}
    tree = SMALL | {"chains": {"maker": maker | {"echelons": {"depot": keeps, "shop": keeps | {"supplier": "depot"}}}}}
    assert "value-chain" in drawn_of(tree, tmp_path)


def test_a_loop_alone_is_drawn_once(tmp_path: Path) -> None:
    workshop = {"paradigm": "prosumption", "price": 6, "options": 4, "cells": {"count": 1, "service_time": "1 hour"}}
    alone = drawn_of(SMALL | {"chains": {"workshop": workshop}}, tmp_path / "alone")
    assert "workshop-loop" in alone
    assert "value-chain" not in alone
    beside = drawn_of(SMALL | {"chains": SMALL["chains"] | {"workshop": workshop}}, tmp_path / "beside")
    assert {"workshop-loop", "value-chain"} <= set(beside)


def test_what_costs_nothing_and_is_there_at_once_has_no_split_and_no_time(tmp_path: Path) -> None:
    toolkit = {"paradigm": "prosumption", "price": 0, "options": 4, "cells": {"count": 1, "service_time": "0 days"}}
    free = drawn_of(SMALL | {"chains": {"toolkit": toolkit}, "record": {"orders": True}}, tmp_path)
    assert "toolkit-loop" in free
    assert not {"toolkit-split-of-an-order", "toolkit-time-in-system"} & set(free)


def test_notes_are_broken_between_them_and_never_within_an_interval() -> None:
    figure = Figure(figsize=(8, 3))
    caption(figure, "found", "a" * 100, interval_note(10), "b" * 20, "c" * 130)
    lines = figure.get_supxlabel().split("\n")
    assert [line[:1] for line in lines] == ["a", "B", "c", "c"]
    assert lines[1].endswith(f"n\xa0=\xa010 · {'b' * 20}")


def test_participants_may_be_missing(runs, tmp_path: Path) -> None:
    nothing = pd.DataFrame()
    few = SimpleNamespace(runs=runs(), series=nothing, participants=None, ledger=nothing, chains=None, provenance={})
    assert [path.name for path in plots.save_all(few, tmp_path)] == ["who-gets-what.png", "who-gets-what.svg"]


def test_figures_of_several_scenarios_bear_their_names(runs, tmp_path: Path) -> None:
    both = pd.concat([runs(), runs().assign(scenario="other")])
    nothing = pd.DataFrame()
    two = SimpleNamespace(runs=both, series=nothing, participants=nothing, ledger=nothing, chains=None, provenance={})
    names = [path.name for path in plots.save_all(two, tmp_path)]
    assert names[::2] == ["test-who-gets-what.png", "other-who-gets-what.png"]


@pytest.fixture(scope="module")
def figures(runs, series, people, ledger) -> list[Figure]:
    """One of each, with two chains and a currency of many letters, drawn by a user with settings of their own."""
    chains, dollars = ("maker", "guild"), "1908 USD"
    with mpl.rc_context({"font.size": 23.0, "lines.marker": "*"}):
        before = dict(mpl.rcParams)
        drawn = [
            plots.who_gets_what(runs(chains=chains), currency=dollars),
            plots.value_chain(ledger(chains=chains), runs(chains=chains), currency=dollars),
            plots.stock_and_orders(series(lost=(1, 2, 3)), currency=dollars),
            plots.prices_and_sales(series(), currency=dollars),
            plots.lorenz(people()),
        ]
        assert dict(mpl.rcParams) == before
    for figure in drawn:
        figure.draw_without_rendering()
    return drawn


def test_no_figure_is_left_in_pyplot(figures: list[Figure]) -> None:
    assert len(figures) == 5
    assert plt.get_fignums() == []


def test_every_letter_can_be_read_whatever_the_users_settings(figures: list[Figure]) -> None:
    sizes = {text.get_fontsize() for figure in figures for text in figure.findobj(Text) if text.get_text()}
    assert min(sizes) >= 8
    assert max(sizes) < 13
    assert "*" not in {line.get_marker() for figure in figures for line in figure.findobj(Line2D)}


def lettering(axes: Axes) -> list[Text]:
    names = [axes.title, getattr(axes, "_left_title"), axes.xaxis.label, axes.yaxis.label]  # noqa: B009
    return [text for text in (*axes.texts, *names) if text.get_text()]


def test_no_text_leaves_the_figure_and_none_hides_another(figures: list[Figure]) -> None:
    for figure in figures:
        texts = [text for axes in figure.axes for text in lettering(axes)]
        texts += [text for text in figure.findobj(Text, include_self=False) if text.get_text() == figure.get_suptitle()]
        boxes = [text.get_window_extent() for text in texts]
        for text, box in zip(texts, boxes, strict=True):
            assert figure.bbox.x0 <= box.x0, text
            assert box.x1 <= figure.bbox.x1, text
            assert figure.bbox.y0 <= box.y0, text
            assert box.y1 <= figure.bbox.y1, text
        assert [(a, b) for (a, x), (b, y) in combinations(zip(texts, boxes, strict=True), 2) if x.overlaps(y)] == []
        arrows = [patch.get_window_extent() for patch in figure.axes[0].patches if isinstance(patch, Polygon)]
        assert [
            text for text, box in zip(texts, boxes, strict=True) if any(box.overlaps(each) for each in arrows)
        ] == []
