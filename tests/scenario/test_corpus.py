"""Every file of the corpus: the valid ones load, the invalid ones say exactly what their first line says."""

from pathlib import Path

import pytest

from valuechain.errors import ScenarioError
from valuechain.scenario import dump, load

CORPUS = Path(__file__).parent.parent / "corpus"
VALID = sorted((CORPUS / "valid").glob("*.yaml"))
INVALID = sorted((CORPUS / "invalid").glob("*.yaml"))


def name(path: Path) -> str:
    return path.stem


def test_the_corpus_is_large_enough_to_be_a_specification() -> None:
    assert len(VALID) >= 27
    assert len(INVALID) >= 85


@pytest.mark.parametrize("path", VALID, ids=name)
def test_a_valid_file_loads_and_so_does_its_explicit_form(path: Path, tmp_path: Path) -> None:
    scenario = load(path)
    (tmp_path / "explicit.yaml").write_text(dump(scenario), "utf-8")
    assert load(tmp_path / "explicit.yaml") == scenario


@pytest.mark.parametrize("path", VALID, ids=name)
def test_the_first_line_of_a_valid_file_says_what_it_shows(path: Path) -> None:
    assert path.read_text("utf-8-sig").startswith("# ")


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_an_invalid_file_has_one_fault_and_its_first_line_says_which(path: Path) -> None:
    first = path.read_bytes().split(b"\n")[0].decode()
    expected = first.removeprefix("# ").replace("{file}", str(path)).replace("{folder}", str(path.parent))
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert [str(fault) for fault in caught.value.faults] == [expected]


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_a_fault_never_speaks_of_the_tools_that_found_it(path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    message = str(caught.value)
    assert not [
        word for word in ("Input should", "pydantic", "validation", "dict", "NoneType", "<class") if word in message
    ]
