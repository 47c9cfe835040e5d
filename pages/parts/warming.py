"""What the first viewer would wait for, done in the background while nobody has asked yet.

Imports take seconds (statsmodels, and pandas, which DuckDB imports for the first query with
parameters), and every page asks the same few things of a build.
"""

import importlib
import pkgutil

import pages.charts
import pages.parts
import warehouse.answers
from warehouse.connection import scratch
from warehouse.errors import CareError
from warehouse.stats.intervals import wilson

ROOMS = (pages.parts, pages.charts, warehouse.answers)


def prepare() -> None:
    """Import what the pages need, the scorecard's first; then ask what all of them ask.

    Without a build, or with one that cannot be opened, there is nothing to ask: the pages say so.
    """
    importlib.import_module("pages.parts.scoring")
    wilson(1, 2)
    with scratch() as database:
        database.frame("select $one as one", {"one": 1})
    for room in ROOMS:
        for module in pkgutil.iter_modules(room.__path__):
            importlib.import_module(f"{room.__name__}.{module.name}")
    try:
        _ask()
    except CareError:
        return


def _ask() -> None:
    from pages.parts import annotating, marking, offers, reads
    from warehouse.answers.quality import quality
    from warehouse.answers.scorecard import scorecard

    reads.ask(scorecard, source="", notes=annotating.notes())
    offers.offered()
    reads.ask(quality, now=reads.this_hour())
    marking.marks("")
    for kpi_id in (next(iter(offers.kpis()), ""), next(iter(offers.split_kpis()), "")):
        if kpi_id:
            offers.newest(kpi_id)
