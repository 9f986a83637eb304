from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuechain.results import FRAMES, frame, parquet
from valuechain.results.parquet import Content, merged, read_tables, schema, to_table, write

Seen = list[list[str]]
seen = st.lists(st.lists(st.sampled_from("abcdef"), unique=True), min_size=1, max_size=6)


def one_after_another(seen: Seen) -> list[str]:
    return list(dict.fromkeys(each for categories in seen for each in categories))


def content(number: int, categories: list[str]) -> Content:
    return Content(frozenset([number]), {"chain": {each: (number, i) for i, each in enumerate(categories)}})


@given(seen, st.randoms())
def test_categories_come_in_the_order_in_which_replications_show_them(seen: Seen, random) -> None:
    contents = [content(number, categories) for number, categories in enumerate(seen)]
    random.shuffle(contents)
    cut = random.randint(0, len(contents))
    whole = merged([merged(contents[:cut]), merged(contents[cut:])])
    assert whole.categories().get("chain", []) == one_after_another(seen)


@given(st.frozensets(st.integers(0, 30)), seen)
def test_a_content_survives_as_metadata(numbers: frozenset[int], seen: Seen) -> None:
    places = merged(content(number, categories) for number, categories in enumerate(seen)).places
    whole = Content(numbers, places)
    assert Content.from_json(whole.to_json()) == whole


def participants(rows: int) -> pd.DataFrame:
    random = np.random.default_rng(1)
    data = {column.name: random.random(rows) for column in FRAMES["participants"]}
    return frame("participants", data | {"scenario": "large", "replication": 0, "participant": np.arange(rows)})


def test_a_large_frame_has_the_same_bytes_in_pieces_as_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS", 1 << 18)  # more than a dictionary page holds: where pieces begin to matter
    whole = participants(200_000)
    content = Content.of(whole, 0)
    table = to_table("participants", whole, content)
    columns = schema("participants", content)
    write(tmp_path / "one", columns, [table])
    write(tmp_path / "pieces", columns, [table.slice(start, 777) for start in range(0, len(whole), 777)])
    assert (tmp_path / "pieces").read_bytes() == (tmp_path / "one").read_bytes()


def test_a_file_reads_replication_by_replication(tmp_path: Path) -> None:
    first, second = participants(5), participants(7).assign(replication=np.int32(3))
    content = merged([Content.of(first, 0), Content.of(second, 3)])
    tables = [to_table("participants", each, content) for each in (first, second)]
    write(tmp_path / "both", schema("participants", content), tables)
    found = list(read_tables(tmp_path / "both"))
    assert [(number, table.num_rows) for number, table in found] == [(0, 5), (3, 7)]
    assert found[1][1].equals(tables[1])
