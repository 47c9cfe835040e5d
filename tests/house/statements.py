"""How SQL files look: a header comment, and lower case."""

import re
from pathlib import Path

from tests.house import tree

LOUD = re.compile(r"\b(SELECT|FROM|WHERE|WITH|GROUP BY|ORDER BY|JOIN|CASE|WHEN|UNION|CREATE)\b")


def check(root: Path) -> list[str]:
    """List SQL files without a header comment or with keywords in capitals."""
    found = []
    for path in tree.files(root, *tree.ROOMS, suffix=".sql"):
        where = path.relative_to(root).as_posix()
        lines = path.read_text(encoding="utf-8").splitlines()
        if not lines or not lines[0].startswith("-- "):
            found.append(f"{where}: no header comment that names the grain")
        for number, line in enumerate(lines, 1):
            if match := LOUD.search(line.split("--")[0]):
                found.append(f"{where}:{number}: {match.group()} in capitals")
    return found
