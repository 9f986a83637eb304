"""What every file of the repository must keep to."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from valuechain.scenario import load

ROOT = Path(__file__).resolve().parent.parent

# Alternatives and escapes keep these patterns from matching their own text.
MACHINE_PATH = re.compile(rb"(?:(?<![\w./~$})*-])|(?<=file://))/(?:home/\w|Users/\w|root/|work/)")
REGISTRY_HOST = re.compile(
    rb"(?:pyp" rb"i|python" rb"hosted|anaconda|npm" rb"js|crates|rubygems|docker)\.(?:org|com|io)\b"
)


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """Every file that is tracked, or would be by `git add --all`."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git work tree")
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    paths = [ROOT / name for name in os.fsdecode(listing.stdout).split("\0") if name]
    return [path for path in paths if path.is_file()]


def places(files: list[Path], pattern: re.Pattern[bytes]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {match.group().decode()}"
        for path in files
        for number, line in enumerate(path.read_bytes().split(b"\n"), start=1)
        for match in pattern.finditer(line)
    ]


def test_no_file_names_a_path_of_somebodys_machine(files: list[Path]) -> None:
    assert places(files, MACHINE_PATH) == []


def test_no_file_names_the_host_of_a_package_registry(files: list[Path]) -> None:
    assert places(files, REGISTRY_HOST) == []


@pytest.mark.parametrize("before", ["", " ", '"', "'", "=", "file://", "("])
@pytest.mark.parametrize("parts", [("home", "ada", "x"), ("Users", "ada"), ("root", "x"), ("work", "main")])
def test_a_machine_path_is_recognised_wherever_it_begins(before: str, parts: tuple[str, ...]) -> None:
    line = before + "/" + "/".join(parts)
    assert MACHINE_PATH.search(line.encode()) is not None


@pytest.mark.parametrize("text", ["docs/home/page", "~/" + "work/thesis", "./root/x", "$(HOME)/" + "work/", "net/work"])
def test_a_relative_path_is_no_machine_path(text: str) -> None:
    assert MACHINE_PATH.search(text.encode()) is None


@pytest.mark.parametrize(
    "host", [("pyp" + "i", "org"), ("files.python" + "hosted", "org"), ("registry.npm" + "js", "org")]
)
def test_the_host_of_a_registry_is_recognised(host: tuple[str, str]) -> None:
    assert REGISTRY_HOST.search(".".join(host).encode()) is not None


def test_the_readme_begins_with_one_sentence_and_the_two_commands() -> None:
    title, sentence, commands, *_ = re.split(r"\n\n+", (ROOT / "README.md").read_text("utf-8"))
    assert title == "# valuechain"
    assert sentence.count(".") == 1
    assert sentence.endswith(".")
    fence, *lines, end = commands.splitlines()
    assert (fence, end) == ("```sh", "```")
    assert [line.split("#")[0].strip() for line in lines] == ["make demo", "make test"]


def test_the_scenario_of_the_readme_can_be_loaded(tmp_path: Path) -> None:
    text = re.search(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert text is not None
    file = tmp_path / "readme.yaml"
    file.write_text(text[1], "utf-8")
    assert load(file).scenario == "only-black"


def test_the_gate_ends_with_the_test_command_of_the_readme() -> None:
    gate = ROOT / ".ci" / "run"
    last = gate.read_text("utf-8").splitlines()[-1]
    assert last.split("#")[0].strip() == "make test"
    assert os.access(gate, os.X_OK)


def constraints() -> list[str]:
    return (ROOT / "constraints.txt").read_text("utf-8").splitlines()


def test_the_constraints_are_names_and_versions_only() -> None:
    exact = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==\d[A-Za-z0-9.]*")
    assert [line for line in constraints() if not exact.fullmatch(line)] == []


def test_every_declared_dependency_has_its_version_in_the_constraints() -> None:
    def normal(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    declared = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(each for extra in project["project"]["optional-dependencies"].values() for each in extra),
    ]
    names = {normal(re.split(r"[^\w.-]", requirement)[0]) for requirement in declared}
    assert names - {normal(line.split("==")[0]) for line in constraints()} == set()
