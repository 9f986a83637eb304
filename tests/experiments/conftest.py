"""A small scenario, as a tree and as a file."""

from pathlib import Path

import pytest

from valuechain.scenario import dump, load

from ..shops import Tree, shop


@pytest.fixture
def tree() -> Tree:
    return shop()


@pytest.fixture
def file(tree: Tree, tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(dump(load(tree)), "utf-8")
    return path
