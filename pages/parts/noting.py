"""Remarks on files and the repairs that their profiles declare, on the page on data quality."""

from pages.parts import blocks, wording
from warehouse.answers.shapes import Quality

CAPTION = (
    "Signs in files that were loaded nevertheless, and rows that a repair declared in the profile "
    "changed. Repaired rows are among those accepted."
)
WIDTHS = {"File": 300, "Source": 160, "Found or done": 560, "Shown by": 260}


def files(answer: Quality, source: str) -> None:
    """The block; nothing where no file of the source is odd and none was repaired."""
    found = [one for one in answer.notes if not source or one[0] == source]
    if not found:
        return
    number = len({(origin, name) for origin, name, _, _ in found})
    verb = "needs" if number == 1 else "need"
    blocks.part(f"{wording.counted(number, 'file')} {verb} a second look", CAPTION)
    lines: list[dict[str, str | None]] = [
        {"File": name, "Source": origin, "Found or done": what, "Shown by": evidence}
        for origin, name, what, evidence in found
    ]
    height = min(320, 38 + blocks.ROW * len(lines))
    blocks.grid(lines, "Remarks and repairs, file by file", widths=WIDTHS, height=height)
