"""The kite-mark on pages: four squares in fixed order, and always the words beside them."""

from collections import Counter
from collections.abc import Iterable, Mapping

from pages.parts import blocks, reads, wording
from warehouse.answers.kite_mark import Aspect, KiteMark, kite_marks

BADGES = {"good": ":gray[■]", "partial": ":gray[□]", "poor": ":orange[◆]", None: ":gray[–]"}
SAID = {"good": "good", "partial": "partial", "poor": "poor", None: "not known"}


def marks(source: str = "") -> dict[str, KiteMark]:
    """Every KPI's marks today, by id."""
    return reads.ask(kite_marks, now=reads.this_hour(), waivers=reads.waived(), source=source)


def words(mark: KiteMark | None) -> str:
    """What is not good, in words; or that all is good."""
    if mark is None:
        return ""
    wrong = [one for one in mark.aspects if one.state in ("poor", "partial")]
    unknown = [one.name for one in mark.aspects if one.state is None]
    said = [f"{one.name} {one.state}: {one.words}" for one in wrong]
    if not said and not unknown:
        return "Data: all four marks good"
    said += [f"{' and '.join(unknown)} not known"] if unknown else []
    return "Data: " + "; ".join(said)


def summary(found: Mapping[str, KiteMark], kpi_ids: Iterable[str]) -> str:
    """How many of the KPIs shown are poor in what: `Data poor: timeliness of 30 KPIs`."""
    poor: Counter[str] = Counter()
    for kpi_id in kpi_ids:
        mark = found.get(kpi_id)
        poor.update(one.name for one in (mark.aspects if mark else ()) if one.state == "poor")
    if not poor:
        return "Data: no mark is poor."
    said = [f"{name} of {wording.counted(number, 'KPI')}" for name, number in poor.items()]
    return f"Data poor: {', '.join(said)}."


def facts(mark: KiteMark) -> None:
    """The four marks with their states and why."""
    blocks.written([_line(one) for one in mark.aspects], "Kite-mark")


def _line(one: Aspect) -> dict[str, str]:
    return {
        "Data": f"{BADGES[one.state]}\u00a0{one.name.capitalize()}",
        "State": SAID[one.state],
        "Why": blocks.plain(one.words),
    }
