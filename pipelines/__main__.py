"""The command line of the pipelines: `python -m pipelines load | profile | sample | status`."""

import json
import logging
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from tqdm import tqdm

from pipelines import progress, told
from warehouse.access import local_viewer
from warehouse.answers.status import status as warehouse_status
from warehouse.build import current
from warehouse.errors import CareError
from warehouse.home import home
from warehouse.registers.waivers import in_force


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
    """Load exports, propose a profile, make the invented sample, see what is loaded."""
    logging.getLogger("great_expectations").setLevel(logging.ERROR)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--profile", default="", help="Take this profile instead of recognising one.")
@click.option("--source", default="", help="Name of the source these exports belong to.")
@click.option("--zone", default="", help="IANA time zone of times that carry no offset.")
@click.option("--full", is_flag=True, help="Begin with an empty build.")
@click.option("--dry-run", is_flag=True, help="Stage, show, judge, publish nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def load(
    paths: tuple[Path, ...],
    profile: str,
    source: str,
    zone: str,
    full: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Load export files and folders into a new build and publish it."""
    from pipelines.run import Choice  # judging takes seconds to import
    from pipelines.run import load as run_load

    tell = progress.on(sys.stderr)
    try:
        report = run_load(
            list(paths),
            home(),
            Choice(profile, source, zone),
            full=full,
            dry_run=dry_run,
            tell=tell,
            show=lambda lines: click.echo("\n".join(lines), err=True),
        )
    finally:
        tell.ends()
    if as_json:
        click.echo(json.dumps(told.as_data(report), indent=1))
    else:
        click.echo("\n".join(told.as_lines(report)), err=True)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def profile(file: Path) -> None:
    """Look at an unknown export and propose a profile, in TOML on standard output."""
    from pipelines.exports import opened
    from pipelines.proposal import proposal
    from pipelines.sight import seen

    with TemporaryDirectory() as folder:
        for export in opened(file, Path(folder))[:1]:
            click.echo(proposal(export.inner_name, seen(export, Path(folder))), nl=False)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--months", default=26, show_default=True, type=click.IntRange(1, 120))
@click.option("--until", default="", help="Last month, YYYY-MM; default the last complete one.")
@click.option("--contacts", default=200_000, show_default=True, type=click.IntRange(min=100))
@click.option("--seed", default=1, show_default=True)
def sample(folder: Path, months: int, until: str, contacts: int, seed: int) -> None:
    """Write an invented organisation's exports, in the tools' own formats, into FOLDER."""
    from pipelines.sample import generate

    last = _month(until) if until else None
    with tqdm(total=contacts, unit=" contacts", disable=not sys.stderr.isatty()) as bar:
        generate(
            folder, months=months, until=last, contacts=contacts, seed=seed, progress=bar.update
        )
    click.echo(
        f"Wrote {sum(1 for f in folder.rglob('*') if f.is_file())} export files to "
        f"{folder}. Load them: python -m pipelines load {folder}",
        err=True,
    )


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a month; write YYYY-MM") from None


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def status(as_json: bool) -> None:
    """The published build, its sources, freshness, accounting and verdicts."""
    viewer = local_viewer()
    found = warehouse_status(current(home()), waivers=in_force(home(), viewer), viewer=viewer)
    if as_json:
        click.echo(json.dumps(found, indent=1, default=str))
    else:
        click.echo("\n".join(told.status_lines(found)))


if __name__ == "__main__":
    main(prog_name="python -m pipelines")
