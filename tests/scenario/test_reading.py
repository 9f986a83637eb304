"""From bytes to nodes: no bytes whatever lead to a traceback, and every value knows its place."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuechain.errors import ScenarioError
from valuechain.scenario import load
from valuechain.scenario.nodes import Broken, plain
from valuechain.scenario.reading import LARGEST, MOST_VALUES, parse

VALID = sorted((Path(__file__).parent.parent / "corpus" / "valid").glob("*.yaml"))
TEXTS = [path.read_bytes() for path in VALID]
BRACKETS = [b"[", b"]", b"{", b"}", b"[]", b"{}", b"[[[[[["]
MARKS = [
    b":",
    b": ",
    b"- ",
    b"? ",
    b"&a ",
    b"*a",
    b"!!str ",
    b"<<: ",
    b'"',
    b"'",
    b"|",
    b">",
    b"#",
    b"%",
    b"---\n",
    b"...\n",
]
STRANGE = [b"\n", b"\t", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf0\x9f\x8e\xa7", b"\xc2\x85"]
NUMBERS = [b"0", b"-1", b"010", b"1e400", b".nan", b"9" * 50, b"1e308 years", b"1e-320 days", b"2 weeks", b"1 / day"]
WORDS = [b"~", b"null", b"true", b"no", b"kind: x", b"season", b"extends: .", b"overrides: 1"]
NASTY = st.sampled_from([*BRACKETS, *MARKS, *STRANGE, *NUMBERS, *WORDS])


def faults(data: bytes, path: Path) -> list[str]:
    path.write_bytes(data)
    try:
        load(path)
    except ScenarioError as error:
        return [fault.message for fault in error.faults] or ["an error without faults"]
    return []


@given(st.binary(max_size=200))
def test_no_bytes_lead_to_a_traceback(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    assert "an error without faults" not in faults(data, tmp_path_factory.getbasetemp() / "random.yaml")


@given(st.text(max_size=200))
def test_no_text_leads_to_a_traceback(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    assert "an error without faults" not in faults(data, tmp_path_factory.getbasetemp() / "random.yaml")


@given(st.sampled_from(TEXTS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20), NASTY), min_size=1, max_size=4))
def test_no_damage_to_a_good_file_leads_to_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, damages: list[tuple[float, int, bytes]]
) -> None:
    for where, length, new in damages:
        start = int(where * len(data))
        data = data[:start] + new + data[start + length :]
    assert "an error without faults" not in faults(data, tmp_path_factory.getbasetemp() / "damaged.yaml")


def test_every_value_knows_the_line_and_column_of_itself_and_of_its_key() -> None:
    root, faults = parse(b"a:\n  b: [1, x]\n", "f")
    assert faults == []
    assert root is not None
    b = root.value["a"].value["b"]
    assert (b.key.line, b.key.column) == (2, 3)
    assert (b.mark.line, b.mark.column) == (2, 6)
    assert (b.value[1].mark.line, b.value[1].mark.column) == (2, 10)


def test_columns_count_characters_and_not_bytes() -> None:
    root, _ = parse("{é: ü, b: 1}".encode(), "f")
    assert root is not None
    assert root.value["b"].mark.column == 11


def test_quoted_scalars_stay_text_whatever_they_look_like() -> None:
    root, _ = parse(b"""{a: "010", b: '1', c: "no", d: "<<"}""", "f")
    assert root is not None
    assert plain(root) == {"a": "010", "b": "1", "c": "no", "d": "<<"}


def test_reading_goes_on_after_a_fault_so_that_all_are_found() -> None:
    root, faults = parse(b"a: 010\nb: .nan\nc: !x 1\na: 2\n", "f")
    assert [(fault.path, fault.line) for fault in faults] == [("a", 1), ("b", 2), ("c", 3), ("a", 4)]
    assert root is not None
    assert all(isinstance(each.value, Broken) for each in root.value.values())


def test_a_file_that_is_too_large_is_not_read() -> None:
    root, faults = parse(b" " * (LARGEST + 1), "f")
    assert root is None
    assert str(faults[0]) == f"f: the file has {LARGEST + 1} bytes; at most {LARGEST} are read"


def test_aliases_are_charged_for_all_that_they_repeat() -> None:
    row = ", ".join(["1"] * 999)
    text = f"a: &a [{row}]\nb: [{', '.join(['*a'] * 98)}]\n"
    assert parse(text.encode(), "f")[1] == []
    faults = parse(text.replace("*a]", "*a, *a, *a]").encode(), "f")[1]
    assert f"more than {MOST_VALUES} values" in faults[0].message


def test_an_alias_has_the_place_of_its_key_and_the_value_of_its_anchor() -> None:
    root, _ = parse(b"a: &x 5\nb: *x\n", "f")
    assert root is not None
    b = root.value["b"]
    assert (b.value, b.mark.line, b.key.line) == (5, 1, 2)


def test_a_hundred_thousand_brackets_do_no_harm(written: Callable[..., Path]) -> None:
    with pytest.raises(ScenarioError, match="more than 64 levels of nesting"):
        load(written("a: " + "[" * 100_000))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1"])
def test_a_file_in_another_encoding_is_told_so(written: Callable[..., Path], encoding: str) -> None:
    with pytest.raises(ScenarioError, match=r"is not UTF-8; save the file as UTF-8|control character"):
        load(written("title: Größe\n".encode(encoding)))
