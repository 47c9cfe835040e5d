"""Remarks on files and the repairs that their profiles declare, on the page on data quality."""

from pages.parts import blocks, inputs, wording
from warehouse.answers.shapes import Quality

CAPTION = (
    "Signs in files that were loaded nevertheless, and rows that a repair declared in the profile "
    "changed. Repaired rows are among those accepted."
)
WIDTHS = {"File": 250, "Found or done": 660, "Shown by": 230, "Source": 140}


def files(answer: Quality, source: str) -> None:
    """The block; nothing where no file of the source is odd and none was repaired."""
    found = [one for one in answer.notes if not source or one[0] == source]
    if not found:
        return
    number = len({(origin, name) for origin, name, _, _ in found})
    blocks.part(f"{wording.counted(number, 'file')} with remarks or declared repairs", CAPTION)
    lines: list[dict[str, str | None]] = [
        {"File": name, "Found or done": what, "Shown by": evidence, "Source": origin}
        for origin, name, what, evidence in found
    ]
    height = min(320, 38 + blocks.ROW * len(lines))
    widths = WIDTHS | ({"File": 150} if inputs.is_phone() else {})
    blocks.grid(lines, "Remarks and repairs, file by file", widths=widths, height=height)
