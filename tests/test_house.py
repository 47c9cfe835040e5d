"""The house holds to its own rules, and each rule finds what it is there to find."""

from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT
from tests.house import (
    documents,
    imports,
    kpi_ids,
    layout,
    leftovers,
    names,
    sizes,
    statements,
)

RULES = (documents, imports, kpi_ids, layout, leftovers, names, sizes, statements)
MARK = "TO" + "DO"  # split, so that the rule against unfinished work lets this file stand
COMMANDS = """
import click

@click.group()
def main():
    pass

@main.command()
@click.option("--kpi")
def figures(kpi):
    pass

main()
"""


def by_name(rule: ModuleType) -> str:
    return rule.__name__.rsplit(".", 1)[-1]


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_the_house_holds_to_the_rule(rule):
    assert rule.check(ROOT) == []


def planted(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def lines(number: int) -> str:
    return "x = 1\n" * number


def function(number: int) -> str:
    return "def long():\n" + '    """Not\n    counted."""\n' + "    x = 1\n" * number


IMPORTS = {
    "the warehouse imports no other room": (
        {"warehouse/build.py": "from pipelines import run\n"},
        ["warehouse/build.py:1: warehouse may not import pipelines"],
    ),
    "pages never import pipelines, not even inside a function": (
        {"pages/review/page.py": "def draw():\n    import pipelines.run\n"},
        ["pages/review/page.py:2: pages may not import pipelines"],
    ),
    "nobody imports app": (
        {"pages/parts/blocks.py": "import app\n"},
        ["pages/parts/blocks.py:1: pages may not import app"],
    ),
    "nobody imports tests": (
        {"pipelines/run.py": "from tests.rows import ROWS\n"},
        ["pipelines/run.py:1: pipelines may not import tests"],
    ),
    "duckdb is called in one file": (
        {"warehouse/build.py": "import duckdb\n"},
        ["warehouse/build.py:1: duckdb may be imported in warehouse/connection.py only"],
    ),
    "no other room calls duckdb": (
        {"pipelines/run.py": "import duckdb\n"},
        ["pipelines/run.py:1: pipelines may not import the package duckdb"],
    ),
    "Great Expectations is known to one file": (
        {"expectations/across.py": "from great_expectations.core import x\n"},
        [
            "expectations/across.py:1: great_expectations may be imported in "
            "expectations/engine.py only"
        ],
    ),
    "SQLAlchemy serves the registers only": (
        {"warehouse/measure.py": "import sqlalchemy as sa\n"},
        ["warehouse/measure.py:1: sqlalchemy may be imported in warehouse/registers/ only"],
    ),
    "plotly stays in the charts": (
        {"pages/review/scorecard.py": "import plotly.graph_objects as go\n"},
        ["pages/review/scorecard.py:1: plotly may be imported in pages/charts/ only"],
    ),
    "streamlit stays out of the charts": (
        {"pages/charts/trend.py": "import streamlit as st\n"},
        ["pages/charts/trend.py:1: streamlit may not be imported in pages/charts/"],
    ),
    "a package outside the table is refused": (
        {"warehouse/measure.py": "import pandas as pd\n"},
        ["warehouse/measure.py:1: warehouse may not import the package pandas"],
    ),
    "an import by name counts": (
        {"pages/parts/reads.py": 'import importlib\nx = importlib.import_module("duckdb")\n'},
        ["pages/parts/reads.py:2: pages may not import the package duckdb"],
    ),
    "app.py imports no pipelines": (
        {"app.py": "import pipelines\n"},
        ["app.py:1: app may not import pipelines"],
    ),
    "what the table allows passes": (
        {
            "warehouse/connection.py": "import duckdb\nimport json\n",
            "warehouse/registers/store.py": "import sqlalchemy\nfrom . import chain\n",
            "pages/charts/trend.py": "import plotly\nfrom warehouse.answers import shapes\n",
            "pipelines/run.py": "import polars\nimport expectations, warehouse.build\n",
            "app.py": "import streamlit\nfrom pages import NAVIGATION\n",
        },
        [],
    ),
}
SIZES = {
    "a page of 81 lines": (
        {"pages/review/scorecard.py": lines(81)},
        ["pages/review/scorecard.py: a page of 81 lines, 80 allowed"],
    ),
    "a module of 301 lines": (
        {"warehouse/build.py": lines(301)},
        ["warehouse/build.py: a module of 301 lines, 300 allowed"],
    ),
    "a chart is a module, not a page": ({"pages/charts/trend.py": lines(300)}, []),
    "a function of 41 lines": (
        {"pipelines/run.py": function(41)},
        ["pipelines/run.py:1: long has 41 lines, 40 allowed"],
    ),
    "the docstring is not counted": ({"pipelines/run.py": function(40)}, []),
    "SQL of 81 lines": (
        {"warehouse/sql/ticket.sql": "select 1\n" * 81},
        ["warehouse/sql/ticket.sql: SQL of 81 lines, 80 allowed"],
    ),
}
NAMES = {
    "a module that says nothing": (
        {"warehouse/date_utils.py": ""},
        ["warehouse/date_utils.py: 'utils' says nothing"],
    ),
    "a folder that says nothing": (
        {"pages/common/frame.py": ""},
        ["pages/common: 'common' says nothing"],
    ),
    "a class that says nothing": (
        {"warehouse/build.py": "class BuildManager:\n    pass\n"},
        ["warehouse/build.py:1: class BuildManager is a manager"],
    ),
    "a function that begins with get_": (
        {"warehouse/build.py": "class Build:\n    def get_rows(self):\n        pass\n"},
        ["warehouse/build.py:2: get_rows begins with get_"],
    ),
    "a name that a library fixes": (
        {"expectations/engine.py": "def get_connection():\n    pass\n"},
        [],
    ),
    "a module named like the standard library": (
        {"warehouse/stats/statistics.py": ""},
        ["warehouse/stats/statistics.py: the standard library has a module 'statistics'"],
    ),
    "a name that repeats its folder": (
        {"pages/charts/trend_chart.py": ""},
        ["pages/charts/trend_chart.py: the name repeats the folder 'charts'"],
    ),
}
LAYOUT = {
    "an unforeseen folder at the top": (
        {"scripts/x.py": "", "pages/__init__.py": ""},
        ["scripts: not foreseen at the top level"],
    ),
    "a loose page": (
        {"pages/scorecard.py": "", "pages/__init__.py": ""},
        ["pages/scorecard.py: loose in pages/"],
    ),
    "what git ignores is nobody's business": (
        {"var/CURRENT": "", ".gitignore": "var/\n", "README.md": ""},
        [],
    ),
}
LEFTOVERS = {
    "an unfinished mark": (
        {"warehouse/build.py": f"x = 1\n# {MARK}: more\n"},
        [f"warehouse/build.py:2: unfinished ({MARK})"],
    ),
    "an unfinished mark in a script": (
        {".ci/setup": f"# {MARK}\n"},
        [f".ci/setup:1: unfinished ({MARK})"],
    ),
    "a banner": (
        {"warehouse/build.py": "# ----- readers -----\n"},
        ["warehouse/build.py:1: a banner"],
    ),
    "a print in a room": (
        {"warehouse/build.py": "print(1)\n"},
        ["warehouse/build.py:1: print outside a command line"],
    ),
    "a print in a command line": ({"warehouse/__main__.py": "print(1)\n"}, []),
}
STATEMENTS = {
    "SQL without its grain": (
        {"warehouse/sql/ticket.sql": "select 1\n"},
        ["warehouse/sql/ticket.sql: no header comment that names the grain"],
    ),
    "loud SQL": (
        {"warehouse/sql/ticket.sql": "-- One row per ticket.\nSELECT 1\n"},
        ["warehouse/sql/ticket.sql:2: SELECT in capitals"],
    ),
}
KPI_IDS = {
    "code that names a KPI": (
        {"warehouse/catalogue/kpis.toml": "[kpi.csat]\n", "pages/parts/reads.py": 'x = "csat"\n'},
        ["pages/parts/reads.py:1: names the KPI 'csat'"],
    ),
}
DOCUMENTS = {
    "a make target that does not exist": (
        {"Makefile": "run: ; @x\n", "README.md": "```sh\nmake run\nmake tea\n```\n"},
        ["README.md: no make target 'tea'"],
    ),
    "a program that does not exist": (
        {"README.md": "```\n.venv/bin/python -m nowhere load\n```\n"},
        ["README.md: no program 'nowhere'"],
    ),
    "a command that does not exist": (
        {"warehouse/__main__.py": COMMANDS, "README.md": "```\npython -m warehouse rows\n```\n"},
        ["README.md: no command 'warehouse rows'"],
    ),
    "an option that does not exist": (
        {
            "warehouse/__main__.py": COMMANDS,
            "README.md": "```\npython -m warehouse figures --kpi X --kp=1  # why\n```\n",
        },
        ["README.md: 'warehouse figures' has no option '--kp'"],
    ),
    "a link that leads nowhere": (
        {"docs/a.md": "[b](b.md) [c](https://example.org/c.md) [d](#d)\n"},
        ["docs/a.md: the link 'b.md' leads nowhere"],
    ),
}
PLANTED = {
    documents: DOCUMENTS,
    imports: IMPORTS,
    kpi_ids: KPI_IDS,
    layout: LAYOUT,
    leftovers: LEFTOVERS,
    names: NAMES,
    sizes: SIZES,
    statements: STATEMENTS,
}


@pytest.mark.parametrize(
    ("rule", "files", "found"),
    [
        pytest.param(rule, files, found, id=f"{by_name(rule)}: {name}")
        for rule, cases in PLANTED.items()
        for name, (files, found) in cases.items()
    ],
)
def test_the_rule_finds_exactly_what_breaks_it(tmp_path, rule, files, found):
    assert rule.check(planted(tmp_path, files)) == found


def test_every_rule_is_proven_by_a_planted_violation():
    assert {
        rule for rule, cases in PLANTED.items() if any(found for _, found in cases.values())
    } == set(RULES)
