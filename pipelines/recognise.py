"""Which profile an export belongs to: by its header, its first record or its first bytes."""

import csv
import fnmatch
import io
import re
from dataclasses import dataclass
from difflib import get_close_matches

import fastexcel

from pipelines import json_lines
from pipelines.exports import STANDS, Export, unmarked
from pipelines.mapping import Profile, Reader
from warehouse.errors import InputRefused, UnknownExport

csv.field_size_limit(1 << 30)  # a long cell is no reason to refuse a file
ZIPPED = b"PK"  # an .xlsx workbook is a zip; asking the Excel reader costs 20 ms a file
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True)
class Header:
    """The names of an export's columns in the profile's words, and where its rows begin."""

    names: tuple[str, ...]
    skip_rows: int
    zone: str = ""
    delimiter: str = ","


def recognised(export: Export, profiles: list[Profile], wanted: str = "") -> Profile:
    """The one profile that knows the export.

    Args:
        wanted: the name given with --profile; empty to look at all of them.

    Raises:
        UnknownExport: none knows it (the nearest one and what is missing are named), or several.
        InputRefused: the export is empty.
    """
    if not export.head.strip():
        raise UnknownExport(
            f"Cannot load {export.name!r}", "the file is empty", "Export it again.", STANDS
        )
    if wanted:
        return _named(export, profiles, wanted)
    fits = [profile for profile in profiles if not missing(export, profile)]
    if len(fits) == 1:
        return fits[0]
    if fits:
        names = [profile.name for profile in fits]
        raise UnknownExport(
            f"Cannot load {export.name!r}",
            f"{len(fits)} profiles know this format: {names}",
            f"Say which one with --profile, e.g. --profile {names[0]}.",
            STANDS,
        )
    raise UnknownExport(
        f"Cannot load {export.name!r}",
        _nearest(export, profiles),
        "Name the profile with --profile, or have one proposed: `python -m pipelines profile FILE` "
        "(docs/profiles.md).",
        STANDS,
    )


def _named(export: Export, profiles: list[Profile], wanted: str) -> Profile:
    by_name = {profile.name: profile for profile in profiles}
    if wanted not in by_name:
        near = get_close_matches(wanted, by_name, n=3, cutoff=0.3) or sorted(by_name)
        raise InputRefused(
            f"Cannot use --profile {wanted!r}",
            "there is no such profile",
            f"Did you mean one of {near}?",
            STANDS,
        )
    if lacking := missing(export, by_name[wanted]):
        raise UnknownExport(
            f"Cannot load {export.name!r} with profile {wanted!r}",
            f"missing: {lacking}",
            "Check the export or the profile.",
            STANDS,
        )
    return by_name[wanted]


def missing(export: Export, profile: Profile) -> list[str]:
    """What the profile requires and the export does not have; empty when it fits."""
    text = _text(export.head, profile.reader)
    unlike = [
        words
        for words, fits in (
            (f"a file name like {profile.file_pattern!r}", _name_fits(export, profile)),
            (f"text like {profile.contains!r}", re.search(profile.contains, text)),
            (
                f"a file without {profile.lacks!r}",
                not profile.lacks or not re.search(profile.lacks, text),
            ),
        )
        if not fits
    ]
    if unlike:
        return [*unlike, *profile.required]
    try:
        names = header(export, profile).names
    except (InputRefused, csv.Error):
        return list(profile.required)
    return [name for name in profile.required if name not in names]


def _name_fits(export: Export, profile: Profile) -> bool:
    pattern = (profile.file_pattern or "*").lower()
    return fnmatch.fnmatch(export.inner_name.lower(), pattern)


def _text(head: bytes, reader: Reader) -> str:
    for encoding in reader.encodings:
        if unmarked(head, encoding):
            continue
        try:
            # the head may end inside a character
            return head[: len(head) - 4].decode(encoding) + head[-4:].decode(encoding, "ignore")
        except UnicodeError:
            continue
    return head.decode("latin-1")


def header(export: Export, profile: Profile) -> Header:
    """The export's column names after synonyms, and the rows to skip before the first record.

    Raises:
        InputRefused: an Excel file that cannot be read, or a JSON text without a record.
    """
    reader = profile.reader
    if reader.format == "xlsx":
        return Header(_named_columns(_excel_header(export, reader), profile), reader.header_rows)
    text = _text(export.head, reader).removeprefix("\ufeff")
    if reader.format == "json":
        record = json_lines.first_record(text, reader)
        if record is None:
            raise InputRefused(f"Cannot read {export.name!r}", "there is no JSON record in it")
        return Header(tuple(json_lines.paths(record)), 0)
    if reader.format == "lines":
        return Header(tuple(re.findall(r"\(\?P<(\w+)>", reader.line)), 0)
    lines = text.split("\n")
    junk = 0
    while reader.skip_lines and junk < len(lines) and re.match(reader.skip_lines, lines[junk]):
        junk += 1
    delimiter = _delimiter(lines[junk : junk + 1], reader)
    if not reader.header_rows:
        return Header(reader.columns, junk, "", delimiter)
    rows = csv.reader(io.StringIO("\n".join(lines[junk:])), delimiter=delimiter)
    try:
        top = [row for _, row in zip(range(reader.header_rows), rows, strict=False)]
    except csv.Error as error:
        raise InputRefused(
            f"Cannot read {export.name!r}",
            f"its header cannot be taken apart ({error})",
            "Export it again.",
            STANDS,
        ) from error
    if len(top) < reader.header_rows:
        return Header((), junk)
    zone = next(iter(re.findall(r'"timeZone":"([^"]+)"', ",".join(top[-1]))), "")
    names = _named_columns(_name_cells(top, reader), profile)
    return Header(names, junk + len(top), zone, delimiter)


def _delimiter(first: list[str], reader: Reader) -> str:
    """The one of the declared delimiters that cuts the header into most cells."""
    return max(reader.delimiters, key="".join(first).count)


def _name_cells(top: list[list[str]], reader: Reader) -> list[str]:
    """The names that the header rows give, one a column."""
    if reader.name_joint:
        return _joined(top, reader.name_joint)
    cells = top[reader.name_row - 1]
    if not reader.name_pattern:
        return cells
    hits = [re.search(reader.name_pattern, cell) for cell in cells]
    return [hit.group(1) if hit else cell for hit, cell in zip(hits, cells, strict=True)]


def _joined(top: list[list[str]], joint: str) -> list[str]:
    """Header rows joined to one; in all but the last a blank repeats the cell to its left."""
    *above, last = top
    names = [""] * len(last)
    for row in above:
        carried = ""
        for place in range(len(last)):
            carried = row[place].strip() if place < len(row) and row[place].strip() else carried
            names[place] += carried + joint
    both = zip(names, last, strict=True)
    return [f"{name}{cell.strip()}".removesuffix(joint) for name, cell in both]


def _excel_header(export: Export, reader: Reader) -> list[str]:
    if not export.head.startswith(ZIPPED):
        raise InputRefused(f"Cannot read {export.name!r} as Excel", "it is no .xlsx workbook")
    try:
        book = fastexcel.read_excel(str(export.text))
        sheet = book.load_sheet(reader.sheet or 0, header_row=None, dtypes="string", n_rows=1)
    except fastexcel.FastExcelError as error:
        raise InputRefused(
            f"Cannot read {export.name!r} as Excel",
            str(error).split("\n")[0],
            "Save it again as .xlsx.",
            STANDS,
        ) from error
    return ["" if cell is None else str(cell) for cell in sheet.to_polars().row(0)]


def _named_columns(cells: list[str], profile: Profile) -> tuple[str, ...]:
    """Names stripped and translated; a repeated name gets #2, #3 …"""
    seen: dict[str, int] = {}
    names = []
    known = {**{name: name for name in profile.used}, **profile.synonyms}
    if profile.reader.any_case:
        known |= {other.casefold(): name for other, name in known.items()}
    for cell in cells:
        plain = " ".join(cell.split())
        name = known.get(plain.casefold() if profile.reader.any_case else plain, plain)
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(names)


def _nearest(export: Export, profiles: list[Profile]) -> str:
    shares = []
    for profile in profiles:
        lacking = missing(export, profile)
        if profile.required and len(lacking) < len(profile.required):
            shares.append((len(lacking) / len(profile.required), profile.name, lacking))
    hint = _delimiter_hint(export, profiles)
    if hint or not shares:
        return f"no profile knows this format{hint}"
    _, name, lacking = min(shares)
    return f"no profile knows this format; nearest is {name!r}, missing: {lacking}"


def _delimiter_hint(export: Export, profiles: list[Profile]) -> str:
    first = _text(export.head, Reader("csv")).split("\n", 1)[0]
    for profile in profiles:
        used = profile.reader.delimiters[0]
        for other, word in DELIMITERS.items():
            cells = {cell.strip().strip('"') for cell in first.split(other)}
            if (
                profile.reader.format == "csv"
                and other not in profile.reader.delimiters
                and profile.required
                and set(profile.required) <= cells
            ):
                return (
                    f"; it has the columns of {profile.name!r}, but separated by {word}, "
                    f"expected {DELIMITERS.get(used, repr(used))}"
                )
    return ""
