import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import valuechain

HEAVY = {"numpy", "pandas", "pyarrow", "scipy", "numba", "simpy", "matplotlib", "seaborn", "loky", "pydantic", "yaml",
         "SALib", "distributed", "networkx"}  # fmt: skip


def loaded_by(program: str) -> set[str]:
    """Return the libraries that a fresh Python has loaded after ``program``."""
    told = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    lines = subprocess.run([sys.executable, "-c", f"{program}\n{told}"], check=True, capture_output=True, text=True)
    return set(lines.stdout.splitlines()[-1].split())


def test_importing_valuechain_loads_nothing_heavy() -> None:
    loaded = loaded_by("import valuechain; dir(valuechain)")
    assert "valuechain" in loaded
    assert loaded & (HEAVY | {"cyclopts", "rich"}) == set()


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_loads_nothing_heavy(word: str) -> None:
    loaded = loaded_by(f"from valuechain.cli import main; main([{word!r}])")
    assert "cyclopts" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("name", ["load_results", "load_sweep"])
def test_reading_results_loads_nothing_of_the_simulation(name: str) -> None:
    loaded = loaded_by(f"import valuechain; valuechain.{name}")
    assert "pandas" in loaded
    assert loaded & {"numba", "simpy", "loky", "matplotlib", "seaborn"} == set()


@pytest.mark.parametrize("name", valuechain.__all__)
def test_every_name_of_the_public_face_is_there(name: str) -> None:
    assert getattr(valuechain, name) is not None


def test_the_public_face_lists_its_names() -> None:
    assert dir(valuechain) == sorted(valuechain.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'simulte'"):
        _ = valuechain.simulte


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]
    assert valuechain.__version__ == project["version"]
