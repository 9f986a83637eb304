import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GUIDES = [
    "docs/how-to/compare.md",
    "docs/how-to/who-gets-what.md",
    "docs/how-to/own-process.md",
    "docs/how-to/own-process.md",
    "docs/how-to/sensitivity.md",
    "docs/how-to/sweep.md",
    "docs/how-to/warmup.md",
    "docs/tutorial/index.md",
]


def blocks() -> list[tuple[str, str]]:
    found = []
    for guide in GUIDES:
        code = re.findall(r"^```python\n(.*?)^```", (ROOT / guide).read_text("utf-8"), re.DOTALL | re.MULTILINE)
        assert code, guide
        found += [(f"{guide}-{n}", block) for n, block in enumerate(code)]
    return found


@pytest.mark.parametrize(("name", "code"), blocks(), ids=lambda value: value if value.startswith("docs") else "")
def test_the_python_code_of_the_guides_runs_as_it_is_printed(monkeypatch, name, code):
    monkeypatch.chdir(ROOT)
    exec(compile(code, name, "exec"), {"__name__": "guide"})
