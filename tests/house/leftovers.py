"""What is left behind by people in a hurry: unfinished marks, banners, prints."""

import ast
import re
import tokenize
from pathlib import Path

from tests.house import tree

UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")  # split, so that this file may stand
BANNER = re.compile(r"^#\s*[-=#*_~─━—]{3,}")
TEXTS = (".py", ".sql", ".toml", ".md", ".sh")
FOLDERS = (".", *tree.ROOMS, "tests", "docs", ".ci")


def check(root: Path) -> list[str]:
    """List marks of unfinished work, comment banners, and prints outside the command lines."""
    found = []
    for folder in FOLDERS:
        for suffix in (*TEXTS, "") if folder == ".ci" else TEXTS:
            for path in tree.files(root, folder, suffix=suffix):
                if path.is_file():
                    found += _unfinished(root, path)
    for path in tree.files(root, ".", *tree.ROOMS, "tests", suffix=".py"):
        found += _banners(root, path)
    for name, module in tree.modules(root):
        if name != "app.py" and not name.endswith("/__main__.py"):
            found += [f"{name}:{line}: print outside a command line" for line in _prints(module)]
    return found


def _unfinished(root: Path, path: Path) -> list[str]:
    where = path.relative_to(root).as_posix()
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [
        f"{where}:{number}: unfinished ({match.group()})"
        for number, line in enumerate(lines, 1)
        if (match := UNFINISHED.search(line))
    ]


def _banners(root: Path, path: Path) -> list[str]:
    with tokenize.open(path) as handle:
        tokens = list(tokenize.generate_tokens(handle.readline))
    return [
        f"{path.relative_to(root).as_posix()}:{token.start[0]}: a banner"
        for token in tokens
        if token.type == tokenize.COMMENT and BANNER.match(token.string)
    ]


def _prints(module: ast.Module) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
