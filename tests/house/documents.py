"""What the documents promise: their commands exist, and so do the files that they point to."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house import tree

BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)")
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


def check(root: Path) -> list[str]:
    """List commands in code blocks that do not exist, and relative links that lead nowhere.

    A command is a line that starts with `make` or with `python -m`, from the environment or not;
    its sub-command and its options must stand in the program's own help.
    """
    found = []
    for path in tree.files(root, ".", "docs", suffix=".md"):
        text = path.read_text(encoding="utf-8")
        where = path.relative_to(root).as_posix()
        found += [f"{where}: {reason}" for line in _lines(text) for reason in _missing(root, line)]
        for target in LINK.findall(text):
            if "://" not in target and not (path.parent / target).exists():
                found.append(f"{where}: the link {target!r} leads nowhere")
    return found


def _lines(text: str) -> Iterator[str]:
    for block in BLOCK.findall(text):
        yield from block.replace("\\\n", " ").splitlines()


def _missing(root: Path, line: str) -> list[str]:
    words = shlex.split(line, comments=True)
    if words[:1] == ["make"]:
        targets = TARGET.findall((root / "Makefile").read_text(encoding="utf-8"))
        asked = [word for word in words[1:] if "=" not in word]
        return [f"no make target {name!r}" for name in asked if name not in targets]
    if words and words[0].endswith("python") and words[1:2] == ["-m"]:
        return _missing_in_program(root, words[2], words[3:])
    return []


def _missing_in_program(root: Path, program: str, words: list[str]) -> list[str]:
    command: tuple[str, ...] = (program,)
    help_text = _help(root, command)
    if help_text is None:
        return [f"no program {program!r}"]
    while "\nCommands:" in help_text and words and not words[0].startswith("-"):
        command, words = (*command, words[0]), words[1:]
        deeper = _help(root, command)
        if deeper is None:
            return [f"no command {' '.join(command)!r}"]
        help_text = deeper
    options = [word.split("=")[0] for word in words if word.startswith("--")]
    return [
        f"{' '.join(command)!r} has no option {option!r}"
        for option in options
        if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", help_text)
    ]


@cache
def _help(root: Path, command: tuple[str, ...]) -> str | None:
    done = subprocess.run(
        [sys.executable, "-m", *command, "--help"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout if done.returncode == 0 else None
