"""What a load did, and what is loaded, in words and as plain data."""

from typing import TYPE_CHECKING, Any

from warehouse.load_file import FileEntry

if TYPE_CHECKING:  # judging takes seconds to import, and `status` does not judge
    from pipelines.run import Report


def as_data(report: "Report") -> dict[str, Any]:
    """The report as JSON-ready data."""
    return {
        "build_id": report.build_id or None,
        "published": bool(report.build_id),
        "files": [_file(entry) for entry in report.intake.files],
        "unchanged": report.intake.unchanged,
        "skipped": [{"name": name, "why": why} for name, why in report.intake.skipped],
        "verdicts": {
            "run": len(report.verdicts),
            "passed": sum(v.passed for v in report.verdicts),
            "failed": [
                {
                    "check": v.check_id,
                    "severity": v.severity,
                    "label": v.label,
                    "rows_failed": v.rows_failed,
                    "waived": v.waived.words if v.waived else None,
                }
                for v in report.verdicts
                if not v.passed
            ],
        },
        "revised": report.revised,
        "seconds": report.seconds,
    }


def _file(entry: FileEntry) -> dict[str, Any]:
    """A file's account: read = accepted + superseded + excluded + quarantined."""
    return {
        "name": entry.name,
        "source": entry.source_id,
        "profile": entry.profile,
        "sha256": entry.sha256,
        "columns": entry.columns_count,
        "read": entry.read,
        "accepted": entry.accepted,
        "superseded": entry.superseded,
        "excluded": sum(entry.excluded.values()),
        "quarantined": entry.quarantined,
        "reasons": entry.excluded,
        "repaired": entry.repaired,
        "remarks": [remark._asdict() for remark in entry.remarks],
    }


def as_lines(report: "Report") -> list[str]:
    """The report for a person."""
    lines = [f"skipped    {name}: {why}" for name, why in report.intake.skipped]
    lines += [
        f"unchanged  {name}: these very bytes are loaded already"
        for name in report.intake.unchanged
    ]
    for f in report.intake.files:
        lines.append(
            f"loaded     {f.name} ({f.profile} → {f.source_id}): {f.read:,} read = "
            f"{f.accepted:,} accepted + {f.superseded:,} superseded + "
            f"{sum(f.excluded.values()):,} excluded + {f.quarantined:,} quarantined"
        )
        lines += [f"repaired   {f.name}: {rows:,} rows: {how}" for how, rows in f.repaired.items()]
        lines += [f"beware     {f.name}: {r.text} ({r.evidence})" for r in f.remarks]
    failed = [v for v in report.verdicts if not v.passed]
    if report.verdicts:
        lines.append(
            f"checks     {len(report.verdicts) - len(failed)} of {len(report.verdicts)} pass"
        )
    lines += [
        f"  {v.severity:<8} {v.label}: {v.rows_failed} of {v.rows_checked} rows"
        + (f", {v.waived.words}" if v.waived else "")
        for v in failed
    ]
    if report.revised:
        lines.append(
            f"revised    {report.revised:,} figures that were final are others now, marked (R)"
        )
    if report.build_id:
        lines.append(
            f"published  build {report.build_id} "
            f"({', '.join(f'{k} {v:.1f} s' for k, v in report.seconds.items())})"
        )
    else:
        lines.append("Nothing was changed.")
    return lines


def status_lines(found: dict[str, Any]) -> list[str]:
    """The status for a person."""
    build = found["build"]
    lines = [f"build      {build['id']}, made {build.get('made_at', '–')}"]
    for source in found["sources"]:
        rows = ", ".join(f"{count:,} {table}" for table, count in source["rows"].items())
        late = "late" if source["is_late"] else "on time"
        lines.append(
            f"source     {source['source']} ({source['tool']}): as of "
            f"{(source['as_of'] or '–')[:10]}, {late}; {rows}"
        )
    for file in found["files"]:
        lines.append(
            f"file       {file['name']}: {file['rows_read']:,} read = {file['accepted']:,} "
            f"accepted + {file['superseded']:,} superseded + {file['excluded']:,} excluded + "
            f"{file['quarantined']:,} quarantined"
        )
        lines += [
            f"repaired   {file['name']}: {r['rows']:,} rows: {r['repair']}" for r in file["repairs"]
        ]
        lines += [
            f"beware     {file['name']}: {r['text']} ({r['evidence']})" for r in file["remarks"]
        ]
    passed = sum(v["passed"] for v in found["verdicts"])
    lines.append(f"checks     {passed} of {len(found['verdicts'])} pass")
    lines += [
        f"  {v['severity']:<8} {v['label']}: {v['rows_failed']} of {v['rows_checked']} rows"
        + (f", {v['waived']}" if v["waived"] else "")
        for v in found["verdicts"]
        if not v["passed"]
    ]
    return lines
