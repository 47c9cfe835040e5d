"""Pictures for table cells and words: sparklines and the icons, as SVG in a data address.

A sparkline keeps the order of the trend: the process's own range, the target as a hairline, the
line, the last point with its mark. Each has its own scale. Both themes read the icons; a sparkline
is drawn for one.
"""

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pages.charts import theme as look
from warehouse.answers.shapes import Month
from warehouse.stats.control_limits import Limits

ICONS = Path(__file__).with_name("icons")
WIDTH, HEIGHT, PAD = 106, 28, 4
MARKS = 12  # builds in the history of a check
WORDS = {
    "common": "Common cause",
    "improvement_high": "Improvement, high",
    "improvement_low": "Improvement, low",
    "concern_high": "Concern, high",
    "concern_low": "Concern, low",
    "change_high": "Change, high",
    "change_low": "Change, low",
    "mixed": "Mixed",
    "trial": "Trial limits",
    "none": "Too few to judge",
    "meets": "Meets target",
    "hit_or_miss": "Hit or miss",
    "misses": "Misses target",
    "no_verdict": "No verdict",
}


def address(svg: str) -> str:
    """An SVG as an address that an image cell and markdown take."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


@cache
def icon(name: str) -> str:
    """The text of an icon's SVG by its file name without the ending."""
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


def variation(state: str) -> str:
    """The icon's name for a state of variation; trial also for too few months."""
    if state == "none":
        return "variation-trial"
    return "variation-" + state.replace("change", "neutral").replace("_", "-")


def assurance(state: str) -> str:
    """The icon's name for a state of assurance."""
    return "assurance-" + state.replace("_", "-")


@cache
def inline(name: str, size: int) -> str:
    """An icon of `size` px for running text."""
    svg = icon(name).replace('width="32" height="32"', f'width="{size}" height="{size}"', 1)
    return address(svg)


@cache
def cell(name: str, size: int = 24, width: int = 28) -> str:
    """An icon on the canvas of a table cell: `size` px in a picture `width` × 28."""
    body = icon(name).replace('width="32" height="32"', f'width="{size}" height="{size}"', 1)
    left, top = (width - size) / 2, (HEIGHT - size) / 2
    body = body.replace("<svg ", f'<svg x="{left:g}" y="{top:g}" ', 1)
    return address(_canvas(width, HEIGHT, body))


def sparkline(
    months: Sequence[Month],
    limits: Limits | None,
    theme: str,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> str:
    """Twelve months as an SVG address; empty canvas where no month has a value."""
    ink = look.tokens(theme)
    target = next((m.target for m in reversed(months) if m.target is not None), None)
    values = [m.value for m in months if m.value is not None]
    if not values:
        return address(_canvas(width, height, ""))
    marks = [*values, *([limits.lower, limits.upper] if limits else [])]
    marks += [target] if target is not None else []
    low, high = min(marks), max(marks)
    room = (high - low) or 1.0

    def y(value: float) -> float:
        return round(height - PAD - (value - low) / room * (height - 2 * PAD), 1)

    def x(index: int) -> float:
        return round(PAD + index * (width - 3 * PAD) / max(len(months) - 1, 1), 1)

    body = ""
    if limits:
        top, bottom = y(limits.upper), y(limits.lower)
        body += (
            f'<rect x="0" y="{top}" width="{width}" height="{max(bottom - top, 1):.1f}" '
            f'fill="{ink.rule}" fill-opacity=".6"/>'
        )
    if target is not None:
        body += f'<path d="M0 {y(target)}H{width}" stroke="{ink.ink}" stroke-width="1"/>'
    for run in _runs(months):
        points = " ".join(f"{x(i)},{y(months[i].value or 0.0)}" for i in run)
        body += (
            f'<polyline points="{points}" fill="none" stroke="{ink.common}" stroke-width="1.5" '
            f'stroke-linejoin="round"/>'
        )
    last = max(i for i, m in enumerate(months) if m.value is not None)
    month = months[last]
    body += _mark(month, x(last), y(month.value or 0.0), ink)
    return address(_canvas(width, height, body))


def history(passed: Sequence[bool | None], theme: str, width: int = 134) -> str:
    """One mark a build, newest last: filled square passed, diamond failed, open square not run."""
    ink = look.tokens(theme)
    names = {None: "open", True: "filled", False: "diamond"}
    shown = passed[-MARKS:]
    body = "".join(_stamp(names[one], 1 + slot * 11, ink) for slot, one in enumerate(shown))
    return address(_canvas(width, HEIGHT, body))


def kite_mark(states: Sequence[str | None], theme: str, width: int = 44) -> str:
    """Four marks in order: filled good, open partial, diamond poor, a dash not computable."""
    ink = look.tokens(theme)
    names = {None: "dash", "good": "filled", "partial": "open", "poor": "diamond"}
    body = "".join(_stamp(names[one], 1 + slot * 11, ink) for slot, one in enumerate(states))
    return address(_canvas(width, HEIGHT, body))


def _stamp(name: str, x: int, ink: look.Tokens) -> str:
    """A mark of 8 units: filled square, open square, orange diamond, or dash."""
    y = HEIGHT / 2 - 4
    if name == "open":
        return (
            f'<rect x="{x + 0.6}" y="{y + 0.6}" width="7" height="7" rx="1.2" fill="none" '
            f'stroke="{ink.edge}" stroke-width="1.2"/>'
        )
    if name == "filled":
        return f'<rect x="{x}" y="{y}" width="8" height="8" rx="1.2" fill="{ink.common}"/>'
    if name == "diamond":
        return f'<path d="M{x + 4} {y - 1}l5 5l-5 5l-5 -5z" fill="{ink.concern}"/>'
    return f'<path d="M{x + 1} {y + 4}h6" stroke="{ink.edge}" stroke-width="1.2"/>'


def _runs(months: Sequence[Month]) -> list[list[int]]:
    """Indexes of neighbouring months with values; a gap starts a new run."""
    runs: list[list[int]] = [[]]
    for index, month in enumerate(months):
        if month.value is None:
            runs.append([])
        else:
            runs[-1].append(index)
    return [run for run in runs if run]


def _mark(month: Month, x: float, y: float, ink: look.Tokens) -> str:
    colour = ink.mark(month.mark)
    hollow = month.status == "provisional"
    style = f'fill="{ink.paper if hollow else colour}" stroke="{colour if hollow else ink.paper}"'
    if month.mark == "concern":
        path = f"M{x} {y - 4:.1f}l4 4l-4 4l-4 -4z"
        return f'<path d="{path}" {style} stroke-width="1"/>'
    if month.mark == "change":
        path = f"M{x} {y - 4:.1f}l4 7h-8z"
        return f'<path d="{path}" {style} stroke-width="1"/>'
    size = 3.6 if month.mark == "improvement" else 2.4
    return f'<circle cx="{x}" cy="{y}" r="{size}" {style} stroke-width="1"/>'


def _canvas(width: int, height: int, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">{body}</svg>'
    )
