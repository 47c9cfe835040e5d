"""The command line of the warehouse: `python -m warehouse figures | rows | diff | verify`."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from warehouse import notation, printed
from warehouse.access import local_viewer
from warehouse.answers.kite_mark import KiteMark, kite_marks
from warehouse.answers.record_shapes import STATES, State
from warehouse.build import BuildRef, current, published
from warehouse.errors import CareError, InputRefused
from warehouse.home import home
from warehouse.period import month_from
from warehouse.zipped import FORMS, Form

FORMAT = click.option(
    "--format", "form", type=click.Choice(printed.FORMATS), default="table", show_default=True
)


class Refusals(click.Group):
    """Commands whose refusals end with one sentence and the exit status of their kind."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a CareError is told, anything else is a bug."""
        try:
            return super().invoke(ctx)
        except CareError as error:
            click.echo(error.sentence, err=True)
            ctx.exit(error.exit_status)


@click.group(cls=Refusals)
def main() -> None:
    """Print figures and the rows behind them, compare builds, verify builds and registers."""
    notation.written(home().settings.locale)


@main.command()
@click.option("--kpi", default=None, help="A KPI's id; every KPI where it is left out.")
@click.option("--by", default=None, help="A dimension to split by, or 'source'.")
@click.option("--from", "first", default=None, help="First month, YYYY-MM.")
@click.option("--to", "last", default=None, help="Last month, YYYY-MM.")
@click.option("--source", default=None, help="One source; all together where it is left out.")
@click.option("--formula", default=None, help="A formula of the KPI, such as answered_only:60.")
@FORMAT
def figures(
    kpi: str | None,
    by: str | None,
    first: str | None,
    last: str | None,
    source: str | None,
    formula: str | None,
    form: str,
) -> None:
    """Monthly figures with n, status and 95 % interval."""
    from warehouse.answers.figures import figures as answer
    from warehouse.answers.unavailable import beside, unavailable

    frame = answer(
        current(home()),
        kpi=kpi,
        by=by,
        first=_month(first),
        last=_month(last),
        source=source,
        formula=formula,
        viewer=local_viewer(),
    )
    marks = _kite_marks(set(frame["kpi_id"]), source or "") if form == "json" else {}
    if not (by or formula) and (kpi or not (first or last)):
        absent = unavailable(current(home()), kpi, source=source or "", viewer=local_viewer())
        frame = beside(frame, absent)
    click.echo(printed.figures(frame, form, marks))


@main.command()
@click.option("--kpi", required=True, help="A KPI's id.")
@click.option("--month", required=True, help="YYYY-MM.")
@click.option("--member", default="", help="One member of a dimension.")
@click.option("--by", default="", help="The dimension, where the member's name is not enough.")
@click.option("--source", default="", help="One source.")
@click.option("--formula", default="", help="A formula of the KPI.")
@click.option("--limit", default=1_000_000, show_default=True, help="Rows to print at most.")
@click.option("--out", type=click.Path(path_type=Path), help="Write a zip with rows and manifest.")
@click.option(
    "--as",
    "kind",
    type=click.Choice(FORMS),
    default="csv",
    show_default=True,
    help="The form of the data inside --out.",
)
@click.option("--columns", default="", help="Of --out: columns by name, joined by commas.")
@click.option("--state", type=click.Choice(STATES), default="all", help="Of --out: which rows.")
@click.option("--sample", default=0, help="Of --out: so many rows picked by chance.")
@click.option("--seed", default="1", show_default=True, help="Of --sample: same seed, same rows.")
@FORMAT
def rows(
    kpi: str,
    month: str,
    member: str,
    by: str,
    source: str,
    formula: str,
    limit: int,
    form: str,
    out: Path | None,
    kind: Form,
    columns: str,
    state: State,
    sample: int,
    seed: str,
) -> None:
    """The rows behind a figure, each counted or excluded because …

    MONTH may be a span for --out: 2025-Q3, or 2025-01..2025-06.
    """
    from warehouse.answers.choices import choices
    from warehouse.answers.record_export import export
    from warehouse.answers.record_shapes import Asked
    from warehouse.answers.rows import rows as answer
    from warehouse.answers.shapes import Cohort
    from warehouse.answers.spans import span_from
    from warehouse.answers.unavailable import unavailable

    build, viewer = current(home()), local_viewer()
    if member and not by:
        by = _dimension(choices(build, viewer=viewer).dimensions.get(kpi, {}), member)
    cohort = Cohort(source, by if member else "", member)
    if out is not None:
        asked = Asked(
            kpi, span_from(month), cohort, formula=formula, state=state, size=sample, seed=seed,
            columns=tuple(name.strip() for name in columns.split(",") if name.strip()),
        )  # fmt: skip
        done = export(build, asked, kind, out, viewer=viewer)
        click.echo(printed.taken(done))
        return
    found = answer(
        build,
        kpi,
        month_from(month),
        cohort=cohort,
        formula=formula,
        limit=limit,
        viewer=viewer,
    )
    absent = {} if formula else unavailable(build, kpi, source=source, viewer=viewer)
    if form == "csv" and absent:
        click.echo(f"{kpi}: {absent[kpi]}", err=True)
    click.echo(printed.rows(found, form, absent.get(kpi, "")))


@main.command()
@click.argument("before")
@click.argument("after")
@click.option("--kpi", default="", help="One KPI.")
@FORMAT
def diff(before: str, after: str, kpi: str, form: str) -> None:
    """Figures that differ between two builds that are kept, by their ids."""
    from warehouse.verification import difference

    frame = difference(_build(before), _build(after), kpi)
    click.echo(printed.difference(frame, form))


@main.command()
@click.option(
    "--exports", type=click.Path(path_type=Path, exists=True), help="Compute all figures again."
)
@click.option("--head", default=None, help="A hash of the ledger that was printed earlier.")
def verify(exports: Path | None, head: str | None) -> None:
    """The registers' chain, every build's hash, and the figures from the exports."""
    from warehouse.registers.verify import verify_ledger
    from warehouse.verification import again, builds

    ledger = verify_ledger(home(), head)
    checks = builds(home())
    changed = again(home(), exports) if exports else None
    click.echo(printed.verification(ledger, checks, changed))
    holds = ledger.holds and all(check.holds for check in checks)
    if not holds or (changed is not None and changed.height):
        raise SystemExit(1)


def _month(text: str | None) -> date | None:
    return month_from(text) if text else None


def _kite_marks(kpis: set[str], source: str) -> dict[str, KiteMark]:
    """May the figures be relied on: the marks of today, by KPI."""
    from warehouse.registers.waivers import in_force

    viewer = local_viewer()
    found = kite_marks(
        current(home()),
        now=datetime.now(UTC),
        waivers=in_force(home(), viewer),
        source=source,
        viewer=viewer,
    )
    return {name: mark for name, mark in found.items() if name in kpis}


def _build(build_id: str) -> BuildRef:
    kept = {ref.id: ref for ref in published(home())}
    if build_id not in kept:
        raise InputRefused(
            "Cannot find the build", f"{build_id!r} is not kept", f"Kept are {sorted(kept)}."
        )
    return kept[build_id]


def _dimension(dimensions: dict[str, tuple[str, ...]], member: str) -> str:
    """The one dimension that a member belongs to."""
    held = [name for name, members in dimensions.items() if member in members]
    if len(held) != 1:
        raise InputRefused(
            f"Cannot find the member {member!r}",
            f"it belongs to {held}" if held else "no dimension of this KPI has it",
            "Name the dimension with --by." if held else "",
        )
    return held[0]


if __name__ == "__main__":
    main()
