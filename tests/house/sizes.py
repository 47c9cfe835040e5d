"""How long a file or a function may grow before it must be cut."""

import ast
from pathlib import Path

from tests.house import tree

PAGE = 80
MODULE = 300
FUNCTION = 40
SQL = 80


def check(root: Path) -> list[str]:
    """List pages, modules, functions and SQL files that are longer than they may be.

    A function is measured from its first statement to its last; the docstring is not counted.
    """
    found = []
    for path, module in tree.modules(root, tests=True):
        lines = len((root / path).read_text(encoding="utf-8").splitlines())
        kind, limit = ("page", PAGE) if tree.is_page(path) else ("module", MODULE)
        if lines > limit:
            found.append(f"{path}: a {kind} of {lines} lines, {limit} allowed")
        found += _functions(path, module)
    for file in tree.files(root, *tree.ROOMS, suffix=".sql"):
        lines = len(file.read_text(encoding="utf-8").splitlines())
        if lines > SQL:
            found.append(
                f"{file.relative_to(root).as_posix()}: SQL of {lines} lines, {SQL} allowed"
            )
    return found


def _functions(path: str, module: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(module):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        if not body:
            continue
        lines = (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1
        if lines > FUNCTION:
            found.append(f"{path}:{node.lineno}: {node.name} has {lines} lines, {FUNCTION} allowed")
    return found
