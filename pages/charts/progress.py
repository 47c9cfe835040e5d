"""Where a presentation stands: one dash a slide, those shown filled, the present one heavier."""

from collections.abc import Sequence

from pages.charts import sparkline
from pages.charts import theme as look

WIDTH, HEIGHT, PAUSE = 320, 12, 6  # PAUSE: px between two chapters
THIN, HEAVY = 4, 8


def strip(chapters: Sequence[int], place: int, theme: str, width: int = WIDTH) -> str:
    """An SVG address.

    Args:
        chapters: the number of slides of each chapter, in order.
        place: the present slide among all, from 0.
        theme: `light` or `dark`.
        width: px of the whole strip.
    """
    ink = look.tokens(theme)
    total = sum(chapters)
    step = (width - PAUSE * (len(chapters) - 1)) / max(total, 1)
    body, index, left = "", 0, 0.0
    for number in chapters:
        for _ in range(number):
            height = HEAVY if index == place else THIN
            colour = ink.ink if index == place else ink.ink_2 if index < place else ink.rule
            body += (
                f'<rect x="{left:.1f}" y="{(HEIGHT - height) / 2:g}" width="{step - 1:.1f}" '
                f'height="{height}" rx="1" fill="{colour}"/>'
            )
            left, index = left + step, index + 1
        left += PAUSE
    return sparkline.address(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" '
        f'width="{width}" height="{HEIGHT}">{body}</svg>'
    )
