"""The pages: they show what the warehouse answers."""

from typing import NamedTuple

EVERY = "every dimension"  # in an entry's `uses`
PERIOD = ("source", "period", "month")


class Entry(NamedTuple):
    """One page: its chapter, script below pages/, name, icon, address, and who may see it.

    `is_bare`: it is shown alone, without menu and name, as on a wall. `uses`: the filters of the
    address that it uses; of the others it says that it does not.
    """

    chapter: str
    file: str
    title: str
    icon: str
    url: str
    needs: str
    is_bare: bool = False
    uses: tuple[str, ...] = ()


NAVIGATION = (
    Entry(
        "Review",
        "review/scorecard.py",
        "Scorecard",
        ":material/grid_view:",
        "scorecard",
        "see_figures",
        uses=("source", EVERY),
    ),
    Entry(
        "Review",
        "review/objectives.py",
        "Objectives",
        ":material/flag:",
        "objectives",
        "see_figures",
        uses=("source",),
    ),
    Entry(
        "Review",
        "review/people.py",
        "People",
        ":material/groups:",
        "people",
        "see_figures",
        uses=("source",),
    ),
    Entry(
        "Review",
        "review/benchmarks.py",
        "Benchmarks",
        ":material/compare_arrows:",
        "benchmarks",
        "see_figures",
        uses=("source",),
    ),
    Entry(
        "Review",
        "review/meeting.py",
        "Meeting",
        ":material/slideshow:",
        "meeting",
        "see_figures",
        is_bare=True,
        uses=("source",),
    ),
    Entry(
        "Performance",
        "performance/trends.py",
        "Trends",
        ":material/show_chart:",
        "trends",
        "see_figures",
        uses=("source", EVERY),
    ),
    Entry(
        "Performance",
        "performance/distributions.py",
        "Distributions",
        ":material/bar_chart:",
        "distributions",
        "see_figures",
        uses=(*PERIOD, EVERY),
    ),
    Entry(
        "Performance",
        "performance/cohorts.py",
        "Cohorts",
        ":material/scatter_plot:",
        "cohorts",
        "see_figures",
        uses=(*PERIOD, EVERY),
    ),
    Entry(
        "Performance",
        "performance/change.py",
        "Change",
        ":material/waterfall_chart:",
        "change",
        "see_figures",
        uses=("source", EVERY),
    ),
    Entry(
        "Performance",
        "performance/satisfaction.py",
        "Satisfaction",
        ":material/sentiment_satisfied:",
        "satisfaction",
        "see_figures",
        uses=PERIOD,
    ),
    Entry(
        "Performance",
        "performance/complaints.py",
        "Complaints",
        ":material/report:",
        "complaints",
        "see_figures",
        uses=(*PERIOD, "channel", "category", "region"),
    ),
    Entry(
        "Performance",
        "performance/tickets.py",
        "Tickets",
        ":material/confirmation_number:",
        "tickets",
        "see_figures",
        uses=("source", "period", "queue", "priority", "category"),
    ),
    Entry(
        "Performance",
        "performance/providers.py",
        "Providers",
        ":material/handshake:",
        "providers",
        "see_figures",
        uses=("source", "period"),
    ),
    Entry(
        "Performance",
        "performance/rows.py",
        "Records",
        ":material/table_rows:",
        "rows",
        "see_rows",
        uses=(*PERIOD, EVERY),
    ),
    Entry(
        "Performance",
        "performance/what_if.py",
        "What if",
        ":material/support_agent:",
        "what_if",
        "see_figures",
    ),
    Entry(
        "Registers",
        "registers/risks.py",
        "Risks",
        ":material/crisis_alert:",
        "risks",
        "see_registers",
    ),
    Entry(
        "Registers",
        "registers/actions.py",
        "Corrective actions",
        ":material/task_alt:",
        "actions",
        "see_registers",
    ),
    Entry(
        "Assurance",
        "assurance/data_quality.py",
        "Data quality",
        ":material/fact_check:",
        "data_quality",
        "see_figures",
    ),
    Entry(
        "Assurance",
        "assurance/accounting.py",
        "Rows and totals",
        ":material/account_tree:",
        "accounting",
        "see_rows",
    ),
    Entry(
        "Assurance",
        "assurance/waivers.py",
        "Waivers",
        ":material/approval_delegation:",
        "waivers",
        "see_registers",
    ),
    Entry(
        "Assurance",
        "assurance/definitions.py",
        "Definitions",
        ":material/menu_book:",
        "definitions",
        "see_figures",
    ),
    Entry(
        "Assurance",
        "assurance/revisions.py",
        "Numbers that changed",
        ":material/published_with_changes:",
        "revisions",
        "see_figures",
    ),
)
