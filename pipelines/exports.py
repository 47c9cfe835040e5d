"""Export files as they come: found, opened, hashed, decoded and matched to a profile."""

import codecs
import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from warehouse.build import file_hash
from warehouse.errors import InputRefused

HEAD = 262_144  # bytes that recognition looks at
BLOCK = 1 << 20
COMPRESSED = (".gz", ".zip")
STANDS = "Nothing was changed; the published build stays current."


@dataclass(frozen=True)
class Export:
    """One file to read: `text` is the file itself, or its plain copy in the work folder.

    `state` is the size and time of change of the original, to notice a file that changes while
    it is read. `head` is the beginning as bytes.
    """

    origin: Path
    name: str
    text: Path
    sha256: str
    size_bytes: int
    state: tuple[int, int]
    head: bytes

    @property
    def inner_name(self) -> str:
        """The file's name without the suffix of a compression."""
        name = self.name.rsplit("/", 1)[-1]
        return name.removesuffix(".gz")

    def unchanged(self) -> None:
        """Raise InputRefused when the original has changed since it was opened."""
        if _state(self.origin) != self.state:
            raise InputRefused(
                f"Cannot load {self.name!r}",
                "the file changed while it was read",
                "Wait until the export is written completely, then load it again.",
                STANDS,
            )


def found(paths: list[Path]) -> list[tuple[Path, bool]]:
    """Every file under the paths in a stable order, and whether it was named by the caller.

    Raises:
        InputRefused: a path does not exist or cannot be read.
    """
    files: dict[Path, bool] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(f for f in path.rglob("*") if f.is_file() and not _hidden(f, path))
            files |= {file: files.get(file, False) for file in inside}
        elif path.is_file():
            files[path] = True
        else:
            raise InputRefused(
                f"Cannot load {str(path)!r}",
                "there is no such file or folder",
                "Check the spelling of the path.",
                STANDS,
            )
    return list(files.items())


def _hidden(file: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(root).parts)


def _state(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def opened(path: Path, work: Path) -> list[Export]:
    """The export or, for a zip, the exports in a file; compressed ones are unpacked into `work`.

    Raises:
        InputRefused: unreadable, or a compressed file that is cut off or damaged.
    """
    state = _state(path)
    try:
        digest = file_hash(path)
        members = list(_unpacked(path, work, digest))
    except PermissionError as error:
        raise InputRefused(
            f"Cannot read {path.name!r}",
            "this user has no right to read it",
            "Change the file's permissions.",
            STANDS,
        ) from error
    except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
        raise InputRefused(
            f"Cannot unpack {path.name!r}",
            f"the compressed file is cut off or damaged ({error})",
            "Export or copy it again.",
            STANDS,
        ) from error
    exports = []
    for name, text in members:
        with text.open("rb") as handle:
            head = handle.read(HEAD)
        # members of one zip differ by name: the hash of each names the zip and the member
        own = (
            digest
            if text == path or len(members) == 1
            else hashlib.sha256(f"{digest}/{name}".encode()).hexdigest()
        )
        exports.append(Export(path, name, text, own, state[0], state, head))
    return exports


def _unpacked(path: Path, work: Path, digest: str) -> Iterator[tuple[str, Path]]:
    if path.suffix == ".gz":
        copy = work / f"{digest}-{path.stem}"
        with gzip.open(path, "rb") as packed, copy.open("wb") as plain:
            _copied(packed, plain)
        yield path.name, copy
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for index, info in enumerate(archive.infolist()):
                if info.is_dir():
                    continue
                copy = work / f"{digest}-{index}-{Path(info.filename).name}"
                with archive.open(info) as packed, copy.open("wb") as plain:
                    _copied(packed, plain)
                yield f"{path.name}/{info.filename}", copy
    else:
        yield path.name, path


def _copied(packed: IO[bytes] | gzip.GzipFile, plain: IO[bytes]) -> None:
    while block := packed.read(BLOCK):
        plain.write(block)


def decoded(export: Export, encodings: tuple[str, ...], work: Path) -> Path:
    """The export as strict UTF-8 text: the file itself, or a copy in `work`.

    Encodings are tried in order and strictly: a byte that does not fit is never replaced.

    Raises:
        InputRefused: none of the encodings fits, or the text holds null bytes.
    """
    problem = ""
    for encoding in encodings:
        if unmarked(export.head, encoding):
            problem = problem or f"not {encoding}: it has no byte-order mark"
            continue
        copy = None
        if codecs.lookup(encoding).name not in ("utf-8", "utf-8-sig"):
            copy = work / f"{export.text.name}.{encoding}.utf8"
        try:
            _transcoded(export, encoding, copy)
        except UnicodeError as error:
            problem = problem or f"not {encoding}: {error}"
            continue
        return copy or export.text
    raise InputRefused(
        f"Cannot read {export.name!r} as text",
        f"expected {' or '.join(encodings)}, {problem}",
        "Export it again in that encoding, or declare its encoding in the profile, "
        "[reader] encodings.",
        STANDS,
    )


def unmarked(head: bytes, encoding: str) -> bool:
    """Whether a byte-order mark is lacking without which any bytes would pass as UTF-16."""
    marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return codecs.lookup(encoding).name == "utf-16" and not head.startswith(marks)


def _transcoded(export: Export, encoding: str, copy: Path | None) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    position = 0
    with export.text.open("rb") as handle:
        target = copy.open("w", encoding="utf-8", newline="") if copy else None
        try:
            while block := handle.read(BLOCK):
                try:
                    text = decoder.decode(block)
                except UnicodeDecodeError as error:
                    raise UnicodeError(
                        f"byte 0x{error.object[error.start]:02x} near position "
                        f"{position + error.start:,}"
                    ) from error
                _no_nulls(text, export)
                if target:
                    target.write(text)
                position += len(block)
            decoder.decode(b"", final=True)
        finally:
            if target:
                target.close()


def _no_nulls(text: str, export: Export) -> None:
    if "\0" in text:
        raise InputRefused(
            f"Cannot read {export.name!r} as text",
            "it holds null bytes",
            "It is a binary file, or was damaged on the way; export it again.",
            STANDS,
        )
