"""What every rule walks over: the files of a tree, parsed once."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOMS = ("warehouse", "expectations", "pipelines", "pages")
PAGE_PARTS = ("parts", "charts", "paper")  # below pages/, but not pages themselves


def files(root: Path, *folders: str, suffix: str) -> Iterator[Path]:
    """The files of those folders and, where "." is named, of the root itself, in order."""
    for folder in folders:
        found = root.glob(f"*{suffix}") if folder == "." else (root / folder).rglob(f"*{suffix}")
        yield from sorted(path for path in found if "__pycache__" not in path.parts)


def modules(root: Path, *, tests: bool = False) -> Iterator[tuple[str, ast.Module]]:
    """Every module of the rooms and app.py, with the tests where asked, as (path, tree)."""
    folders = (".", *ROOMS, "tests") if tests else (".", *ROOMS)
    for path in files(root, *folders, suffix=".py"):
        yield path.relative_to(root).as_posix(), _parsed(path, path.stat().st_mtime_ns)


@cache
def _parsed(path: Path, changed: int) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def is_page(path: str) -> bool:
    """Whether the module is a page that the navigation opens: pages/<chapter>/<page>.py."""
    parts = path.split("/")
    return (
        len(parts) == 3
        and parts[0] == "pages"
        and parts[1] not in PAGE_PARTS
        and parts[2] != "__init__.py"
    )


def ignored(root: Path, name: str) -> bool:
    """Whether .gitignore of the tree names this entry of the root."""
    file = root / ".gitignore"
    patterns = file.read_text(encoding="utf-8").split() if file.exists() else []
    return any(fnmatch(name, pattern.rstrip("/")) for pattern in patterns)
