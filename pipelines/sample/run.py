"""The whole sample, month by month, so that memory is bounded by one month."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.sample import rosters
from pipelines.sample.codings import CodingSheet
from pipelines.sample.contacts import month_legs
from pipelines.sample.customers import CustomerPanel
from pipelines.sample.effects import Effects
from pipelines.sample.issues import month_contacts
from pipelines.sample.months import last_complete
from pipelines.sample.tools import QualitySheet, SurveyTool, Telephony, TicketDesk
from pipelines.sample.world import World, world
from warehouse.errors import InputRefused

FEWEST_A_MONTH = 50  # contacts; below that the repeats of a month may outnumber the next


@dataclass(frozen=True)
class Truth:
    """What is true of a generated sample.

    `effects` are the planted effects with their true values; `months` the first days of the
    months; `rows` what was written, by kind; `dirt` the dirty rows in it, by kind (dirt.py);
    `reversal` the first days of the two quarters of the mix shift (None: no room for them);
    `satisfied_share` the share of 4 and 5 among *all* customers served, `answering_share` the
    one to be expected among those who answer, `response_rate` theirs of those whom an
    invitation reached; `files` the paths inside the folder.
    """

    effects: Effects
    months: tuple[date, ...]
    rows: dict[str, int]
    dirt: dict[str, int]
    reversal: tuple[date, date] | None
    satisfied_share: float
    answering_share: float
    response_rate: float
    files: tuple[str, ...]


def generate(
    folder: Path,
    *,
    months: int = 26,
    until: date | None = None,
    contacts: int = 200_000,
    seed: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Truth:
    """Write the invented sample into a new or empty folder: there whole, or not at all.

    Args:
        folder: where the files go; one sub-folder a tool.
        months: whole months, the last of which is `until`.
        until: first day of the last month; without it the last complete one.
        contacts: distinct contact records, transfers and call-backs included.
        seed: the same arguments give the same bytes.
        progress: called after each month with the contacts written in it.

    Raises:
        InputRefused: arguments that make no sample, or a folder that cannot be used.
    """
    last = until or last_complete(date.today())
    _check(folder, months, last, contacts)
    target = folder.resolve()
    try:
        scene = world(months, last, contacts, seed)
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as work:
            made = Path(work) / target.name
            survey = _write(scene, made, progress)
            if target.exists():
                target.rmdir()
            made.rename(target)
    except OSError as problem:
        raise InputRefused(
            f"Cannot write the sample into {str(folder)!r}",
            str(problem.strerror or problem),
            "Choose a folder that can be written, with room for it.",
            "Nothing was left behind.",
        ) from problem
    return _truth(scene, survey, folder)


def _check(folder: Path, months: int, last: date, contacts: int) -> None:
    what = f"Cannot make a sample in {str(folder)!r}"
    if months < 1 or contacts < FEWEST_A_MONTH * months:
        raise InputRefused(
            what,
            f"{contacts} contacts in {months} months",
            f"Ask for at least one month and {FEWEST_A_MONTH} contacts in each.",
        )
    if last.day != 1:
        raise InputRefused(
            what, f"the last month is given as {last}", "Give the first day of the last month."
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputRefused(
            what,
            "the folder is not empty",
            "Choose a new or an empty folder.",
            "Nothing was changed.",
        )


def _write(scene: World, folder: Path, progress: Callable[[int], None] | None) -> SurveyTool:
    telephony = Telephony(scene, folder / "amazon_connect")
    desk = TicketDesk(scene, folder / "zendesk")
    survey = SurveyTool(scene, folder / "qualtrics")
    sheet = QualitySheet(scene, folder / "people")
    codings = CodingSheet(scene, folder / "people" / "complaint_codings.csv")
    panel = CustomerPanel(scene, folder / "people" / "customer_months.csv")
    carried = None
    for month in scene.span.months:
        contacts, carried = month_contacts(scene, month, carried)
        legs = month_legs(scene, month, contacts)
        telephony.write(month, legs)
        opened = desk.write(month, legs)
        codings.note(opened)
        panel.note(month, legs, opened)
        survey.write(month, legs, opened)
        sheet.write(month, legs)
        if progress:
            progress(legs.height)
    scene.rows["roster_lines"] += rosters.write_roster(scene, folder / "people" / "roster.csv")
    scene.rows["training_lines"] += rosters.write_training(
        scene, folder / "people" / "training.csv"
    )
    scene.rows["coding_lines"] += codings.write()
    scene.rows["customer_lines"] += panel.write()
    return survey


def _truth(scene: World, survey: SurveyTool, folder: Path) -> Truth:
    rates = scene.effects.survey_bias.response_rate_by_score
    served = dict(survey.served.iter_rows())
    everybody = sum(served.values())
    answers = {score: number * rates[score - 1] for score, number in served.items()}
    pair = scene.span.reversal(scene.effects.corrective_action.first_month)
    firsts = tuple(month.first for month in scene.span.months)
    return Truth(
        scene.effects,
        firsts,
        dict(scene.rows),
        dict(scene.dirt),
        (firsts[pair[0]], firsts[pair[1]]) if pair else None,
        (served.get(4, 0) + served.get(5, 0)) / everybody,
        (answers.get(4, 0) + answers.get(5, 0)) / sum(answers.values()),
        sum(answers.values()) / everybody,
        tuple(
            sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        ),
    )
