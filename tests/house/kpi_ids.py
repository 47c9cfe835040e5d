"""Code never names a KPI: ids live in the catalogue alone."""

import ast
import tomllib
from pathlib import Path

from tests.house import tree

CATALOGUE = "warehouse/catalogue/kpis.toml"


def check(root: Path) -> list[str]:
    """List string constants of the rooms' code that are the id of a KPI."""
    ids = set(tomllib.loads((root / CATALOGUE).read_text(encoding="utf-8"))["kpi"])
    return [
        f"{path}:{node.lineno}: names the KPI {node.value!r}"
        for path, module in tree.modules(root)
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in ids
    ]
