"""Who may import whom, and which package is called where: the room table of the design."""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.house import tree

EVERYWHERE = ("",)


@dataclass(frozen=True)
class Room:
    """What a room may import: other rooms, and packages, each with the places that may."""

    ours: tuple[str, ...]
    packages: Mapping[str, tuple[str, ...]]


DUCKDB = ("warehouse/connection.py",)
REGISTERS = ("warehouse/registers/",)
ENGINE = ("expectations/engine.py",)
CHARTS = "pages/charts/"
PAPER = ("pages/paper/",)

TABLE = {
    "warehouse": Room(
        ours=(),
        packages={
            **dict.fromkeys(("duckdb", "pytz", "duckdb_extensions"), DUCKDB),
            **dict.fromkeys(("sqlalchemy", "sqlcipher3", "psycopg"), REGISTERS),
            **dict.fromkeys(
                ("polars", "numpy", "scipy", "statsmodels", "holidays", "click", "openpyxl"),
                EVERYWHERE,
            ),
        },
    ),
    "expectations": Room(
        ours=("warehouse",),
        packages=dict.fromkeys(("great_expectations", "sqlalchemy", "duckdb_engine"), ENGINE),
    ),
    "pipelines": Room(
        ours=("expectations", "warehouse"),
        packages=dict.fromkeys(
            ("polars", "fastexcel", "openpyxl", "ijson", "click", "tqdm"), EVERYWHERE
        ),
    ),
    "pages": Room(
        ours=("warehouse",),
        packages={
            "polars": EVERYWHERE,
            "streamlit": EVERYWHERE,
            "plotly": (CHARTS,),
            **dict.fromkeys(("typst", "pptx", "openpyxl", "click"), PAPER),
        },
    ),
    "app": Room(ours=("pages", "warehouse"), packages={"streamlit": EVERYWHERE}),
}
NOT_IN = {"streamlit": CHARTS}  # the charts are drawn without a server, by tests and paper too
OURS = (*tree.ROOMS, "app", "tests")


def check(root: Path) -> list[str]:
    """List every import that the room table does not allow, those inside functions included."""
    found = []
    for path, module in tree.modules(root):
        name = path.split("/")[0].removesuffix(".py")
        if name not in TABLE:
            continue  # a loose module at the top is what the layout rule reports
        for line, imported in imports(module, path):
            reason = _refused(TABLE[name], name, path, imported.split(".")[0])
            if reason:
                found.append(f"{path}:{line}: {reason}")
    return found


def _refused(room: Room, name: str, path: str, imported: str) -> str:
    if imported == name or imported in sys.stdlib_module_names:
        return ""
    if imported in OURS:
        return "" if imported in room.ours else f"{name} may not import {imported}"
    if imported not in room.packages:
        return f"{name} may not import the package {imported}"
    places = room.packages[imported]
    if not path.startswith(places):
        return f"{imported} may be imported in {' and '.join(places)} only"
    if path.startswith(NOT_IN.get(imported, "\0")):
        return f"{imported} may not be imported in {NOT_IN[imported]}"
    return ""


def imports(module: ast.Module, path: str = "") -> Iterator[tuple[int, str]]:
    """Every import of a module as (line, dotted name), calls that import by name included."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level == 0 and node.module:
                yield node.lineno, node.module
            else:
                yield node.lineno, _relative(path, node)
        elif isinstance(node, ast.Call) and _is_import_call(node.func) and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.lineno, first.value


def _relative(path: str, node: ast.ImportFrom) -> str:
    package = path.split("/")[: -node.level]
    return ".".join((*package, node.module or node.names[0].name))


def _is_import_call(called: ast.expr) -> bool:
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in ("import_module", "__import__")
