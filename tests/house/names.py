"""Names that say nothing, names that are taken, and names that repeat the room."""

import ast
import re
import sys
from pathlib import Path

from tests.house import tree

EMPTY = {"util", "utils", "helper", "helpers", "common", "manager", "base"}
OVERRIDES = {  # methods whose name a library fixes
    "expectations/engine.py": {"get_connection", "get_engine", "get_execution_engine"},
}


def check(root: Path) -> list[str]:
    """List modules, folders, classes and functions whose names the house does not allow."""
    found = [message for room in tree.ROOMS for message in _paths(root, room)]
    for path, module in tree.modules(root):
        for node in ast.walk(module):
            where = f"{path}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                is_fixed = node.name in OVERRIDES.get(path, set())
                if node.name.lstrip("_").startswith("get_") and not is_fixed:
                    found.append(f"{where}: {node.name} begins with get_")
            elif isinstance(node, ast.ClassDef):
                words = {word.lower() for word in re.findall(r"[A-Z][a-z0-9]*", node.name)}
                found += [f"{where}: class {node.name} is a {word}" for word in words & EMPTY]
    return found


def _paths(root: Path, room: str) -> list[str]:
    found = []
    for path in sorted((root / room).rglob("*")):
        if not (path.suffix == ".py" or (path.is_dir() and path.name != "__pycache__")):
            continue
        where = path.relative_to(root).as_posix()
        name = path.stem
        if name == "__init__" or name == "__main__":
            continue
        words = set(name.strip("_").split("_"))
        found += [f"{where}: {word!r} says nothing" for word in sorted(words & EMPTY)]
        if name in sys.stdlib_module_names:
            found.append(f"{where}: the standard library has a module {name!r}")
        above = path.parent.name
        if words & {above, above.removesuffix("s")}:
            found.append(f"{where}: the name repeats the folder {above!r}")
    return found
