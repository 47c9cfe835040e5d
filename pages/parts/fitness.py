"""What the page on data quality is made of: figures, checks, freshness, accounting, reasons."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

import streamlit as st

from pages.charts import sparkline
from pages.parts import blocks, inputs, wording
from warehouse.answers.quality import failures
from warehouse.answers.shapes import FileAccount, Quality, Verdict

ALL_KPIS = {"": "all KPIs"}
LEAST_SHARE = 0.0001  # two decimals of a percentage show nothing smaller
CHECKS_CAPTION = (
    "Failed first. History: the last 12 loads, newest last – filled passed, diamond failed, open "
    "not run. Select a check for why it exists, the rows that fail it, and to waive it."
)
FILE_WIDTHS = {
    "File": 384, "Source": 180, "Read": 96, "Accepted": 96, "Superseded": 96, "Excluded": 96,
    "Quarantined": 96, "Loaded": 236,
}  # fmt: skip
REASON_WIDTHS = {"Source": 180, "Reason": 1000, "Rows": 100}
STATES = {"failed": 0, "waived": 1, "passed": 2}
RANK = {"critical": 0, "warning": 1, "info": 2}
WIDTHS = {
    "Check": 440, "Severity": 84, "Found": 214, "Last 12 loads": 150, "Affects": 212, "Owner": 180,
}  # fmt: skip


class Figure(NamedTuple):
    """One tile: its name, figure, remark, and whether the remark is a concern."""

    name: str
    value: str
    remark: str
    is_concern: bool


def figures(answer: Quality) -> list[Figure]:
    """Checks passed by severity, rows quarantined, sources on time."""
    found = []
    for severity in ("critical", "warning"):
        group = [v for v in answer.verdicts if v.severity == severity]
        failed = sum(not v.passed for v in group)
        waived = sum(v.state == "waived" for v in group)
        remark = f"{wording.counted(failed, 'check')} failing" if failed else "none failing"
        remark += f", {waived} waived" if waived else ""
        value = f"{len(group) - failed} of {len(group)} pass"
        found.append(Figure(f"{severity.capitalize()} checks", value, remark, failed > waived))
    read = sum(account.read for account in answer.accounts)
    held = sum(account.quarantined for account in answer.accounts)
    found.append(
        Figure(
            "Rows quarantined",
            quarantined(held, read),
            (f"{wording.whole(held)} of {wording.whole(read)}"),
            False,
        )
    )
    late = [one for one in answer.freshness if one.is_late]
    value = f"{len(answer.freshness) - len(late)} of {len(answer.freshness)}"
    remark = f"{wording.counted(len(late), 'source')} late" if late else "all on time"
    return [*found, Figure("Sources on time", value, remark, bool(late))]


def quarantined(held: int, read: int) -> str:
    """The share of rows in quarantine; the number where the share would round to nothing."""
    if held and held / read < LEAST_SHARE:
        return wording.counted(held, "row")
    return wording.amount(held / read if read else None, "share")


def metric(figure: Figure) -> None:
    """A tile; its remark is orange only when it is a concern."""
    colour: Literal["orange", "gray"] = "orange" if figure.is_concern else "gray"
    st.metric(
        figure.name, figure.value, figure.remark, delta_color=colour, delta_arrow="off", border=True
    )


def verdicts(answer: Quality, kpi_id: str) -> list[Verdict]:
    """Checks that bear on a KPI (all when none is named): failed, waived, passed; by severity."""
    found = [v for v in answer.verdicts if not kpi_id or kpi_id in v.kpis]
    return sorted(found, key=lambda v: (STATES[v.state], RANK[v.severity], v.label))


def checks_title(found: list[Verdict]) -> str:
    """How many checks fail, how many of them are waived, and the first that is not."""
    failed = [v for v in found if not v.passed]
    if not failed:
        return f"All {wording.counted(len(found), 'check')} pass"
    said = wording.capital(failures(found))
    first = next((v.label for v in failed if not v.waived), failed[0].label)
    return (
        f"{said}: {wording.lowered(first)}"
        if len(failed) == 1
        else (f"{said}, first: {wording.lowered(first)}")
    )


def table(found: list[Verdict], theme: str, kpis: Mapping[str, str]) -> None:
    """The checks; selecting one writes it into the address. `kpis`: id → label."""
    lines = [
        {
            "Check": v.label,
            "Severity": v.severity.capitalize(),
            "Found": found_words(v),
            "Last 12 loads": sparkline.history(v.history or (v.passed,), theme),
            "Affects": affects(v, kpis),
            "Owner": v.owner or wording.NONE,
        }
        for v in found
    ]
    blocks.grid(
        lines,
        "Checks, failed first",
        widths=WIDTHS | ({"Check": 200} if inputs.is_phone() else {}),
        images=("Last 12 loads",),
        key="checks",
        on_pick=lambda index: inputs.goto(check=found[index].check_id),
        height=min(520, 38 + blocks.ROW * len(lines)),
    )


def affects(verdict: Verdict, kpis: Mapping[str, str]) -> str:
    """The first KPI that a check bears on, and how many more."""
    if not verdict.kpis:
        return "all"
    first, rest = kpis.get(verdict.kpis[0], verdict.kpis[0]), len(verdict.kpis) - 1
    return f"{first} +{rest}" if rest else first


def found_words(verdict: Verdict) -> str:
    """How many rows fail, of how many, and until when that is waived."""
    if verdict.rows_failed is None:
        return verdict.state
    if not verdict.rows_checked:
        return "nothing to check"
    said = f"{wording.count(verdict.rows_failed)} of {wording.count(verdict.rows_checked)}"
    waived = verdict.waived
    return f"{said}, waived to {wording.day_of(waived.until)}" if waived else said


def freshness_title(answer: Quality) -> str:
    """How many sources are late."""
    late = sum(one.is_late for one in answer.freshness)
    if not late:
        return "Every source is on time"
    return "One source is late" if late == 1 else f"{late} sources are late"


def freshness(answer: Quality) -> None:
    """Newest record and allowed age of each source, late ones first."""
    order = sorted(answer.freshness, key=lambda one: (not one.is_late, one.source))
    blocks.written(
        [
            {
                "Source": blocks.plain(one.source),
                "Newest": wording.day_name(
                    one.newest_event_at.date() if one.newest_event_at else None
                ),
                "Age": wording.days(one.age_days),
                "Allowed": wording.days(one.allowed_days),
                "State": ":orange-badge[late]" if one.is_late else ":gray[on time]",
            }
            for one in order
        ],
        "Freshness of each source",
    )


def accounts(answer: Quality, source: str) -> list[FileAccount]:
    """The files of a source, or all."""
    return [one for one in answer.accounts if not source or one.source == source]


def accounting(answer: Quality, source: str) -> None:
    """Rows read, and what became of them."""
    files = accounts(answer, source)
    totals = [
        ("Read", sum(one.read for one in files)),
        ("Accepted", sum(one.accepted for one in files)),
        ("Superseded by a newer record", sum(one.superseded for one in files)),
        ("Excluded by the profile", sum(one.excluded for one in files)),
        ("Quarantined", sum(one.quarantined for one in files)),
    ]
    blocks.facts([(name, wording.count(rows)) for name, rows in totals], "Rows by what became")
    st.caption(f"Adds up for each of {wording.counted(len(files), 'file')}.")


def files_title(answer: Quality, source: str) -> tuple[str, str]:
    """Heading and caption of the table of files."""
    number = wording.counted(len(accounts(answer, source)), "file")
    return f"{number} in this build", "Read = accepted + superseded + excluded + quarantined"


def files(answer: Quality, source: str) -> None:
    """What became of every row of every file."""
    lines: list[dict[str, str | None]] = [
        {
            "File": one.name,
            "Source": one.source,
            "Read": wording.count(one.read),
            "Accepted": wording.count(one.accepted),
            "Superseded": wording.count(one.superseded),
            "Excluded": wording.count(one.excluded),
            "Quarantined": wording.count(one.quarantined),
            "Loaded": wording.instant(one.loaded_at),
        }
        for one in accounts(answer, source)
    ]
    figures = ("Read", "Accepted", "Superseded", "Excluded", "Quarantined")
    blocks.grid(
        lines, "Accounting of each file", right=figures, widths=FILE_WIDTHS,
        height=min(460, 38 + blocks.ROW * len(lines)),
    )  # fmt: skip


def reasons(answer: Quality, source: str) -> bool:
    """Reasons for which rows are not in the figures; False when there are none."""
    found = [one for one in answer.reasons if not source or one[0] == source]
    if not found:
        return False
    lines: list[dict[str, str | None]] = [
        {"Source": name, "Reason": reason, "Rows": wording.count(rows)}
        for name, reason, rows in sorted(found, key=lambda one: -one[2])
    ]
    blocks.grid(
        lines, "Rows left out, by reason", right=("Rows",), widths=REASON_WIDTHS,
        height=min(420, 38 + blocks.ROW * len(lines)),
    )  # fmt: skip
    return True
