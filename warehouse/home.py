"""CARE_HOME: where builds, registers, profiles, the organisation's settings and the key live."""

import hashlib
import os
import secrets
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from warehouse import notation
from warehouse.errors import HomeRefused

SECTIONS = {
    "organisation": {"name", "site_zone", "country", "subdivision", "locale"},
    "zones": None,  # export profile -> IANA zone of its times
    "targets": None,  # KPI id -> target, or what it was from which day on (docs/catalogue.md)
    "owners": None,  # KPI id -> owner, likewise
    "contracts": None,  # provider -> KPI id -> target of its contract, likewise
    "rules": {"complaint"},
    "tickets": {"first_reply_hours", "resolution_hours", "hours"},  # warehouse/schedule.py
    "replaces": None,  # name of a file -> name of the earlier file whose quarantine it closes
}


@dataclass(frozen=True)
class Settings:
    """care.toml: who we are, and what overlays the shipped catalogue."""

    name: str = "Our organisation"
    site_zone: str = "Europe/London"
    country: str = "GB"
    subdivision: str = "ENG"
    locale: str = notation.USUAL
    zones: dict[str, str] = field(default_factory=dict)
    targets: dict[str, Any] = field(default_factory=dict)
    owners: dict[str, Any] = field(default_factory=dict)
    contracts: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)
    tickets: dict[str, Any] = field(default_factory=dict)
    replaces: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Home:
    """One CARE_HOME folder; nothing is created before something is written."""

    path: Path

    @property
    def builds(self) -> Path:
        """Published builds, `<id>.duckdb`, never changed after publication."""
        return self.path / "builds"

    @property
    def current(self) -> Path:
        """One line: the id of the published build and its SHA-256."""
        return self.path / "CURRENT"

    @property
    def registers(self) -> Path:
        """The ledger that people write."""
        return self.path / "registers.db"

    @property
    def profiles(self) -> Path:
        """The organisation's own mappings."""
        return self.path / "profiles"

    @property
    def lock(self) -> Path:
        """Held by the one load that may write."""
        return self.path / "load.lock"

    @property
    def work(self) -> Path:
        """Unpacked and staged files of the load that holds the lock."""
        return self.path / "work"

    @cached_property
    def settings(self) -> Settings:
        """care.toml, checked; the defaults where there is none."""
        file = self.path / "care.toml"
        if not file.exists():
            return Settings()
        try:
            declared = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise HomeRefused(f"Cannot read {str(file)!r}", str(error), "Correct it.") from error
        _check(declared, file)
        organisation = declared.pop("organisation", {})
        return Settings(**organisation, **declared)

    def writable(self) -> None:
        """Create the folder, or say that it cannot be written.

        Raises:
            HomeRefused: no permission, or something else stands there.
        """
        try:
            self.builds.mkdir(parents=True, exist_ok=True)
            probe = self.path / f".probe-{os.getpid()}"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise HomeRefused(
                f"Cannot write to CARE_HOME {str(self.path)!r}",
                error.strerror or str(error),
                "Give this user the right to write there, or set CARE_HOME to another folder.",
                "Nothing was changed.",
            ) from error

    def pseudonym_key(self) -> bytes:
        """The random key of the customer hashes, made once, readable by this user only."""
        file = self.path / "key"
        if not file.exists():
            self.writable()
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as handle:
                handle.write(secrets.token_bytes(32))
        return file.read_bytes()


def pseudonym(key: bytes, text: str) -> str:
    """Keyed hash of a normalised customer identifier: 128 bits of keyed BLAKE2b, in hex.

    Source: RFC 7693, section 2.9 (keyed hashing).
    """
    return hashlib.blake2b(text.encode(), key=key, digest_size=16).hexdigest()


def home() -> Home:
    """The folder that CARE_HOME names, `var/` where it is not set."""
    return Home(Path(os.environ.get("CARE_HOME") or "var").expanduser())


def zone_known(name: str) -> bool:
    """Whether the IANA time zone exists here."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _check(declared: dict[str, Any], file: Path) -> None:
    where = f"Cannot use {str(file)!r}"
    for section, body in declared.items():
        if section not in SECTIONS:
            raise HomeRefused(where, f"unknown section [{section}], expected {sorted(SECTIONS)}")
        if not isinstance(body, dict):
            raise HomeRefused(where, f"{section!r} must be a section")
        allowed = SECTIONS[section]
        if allowed is not None and set(body) - allowed:
            unknown = sorted(set(body) - allowed)
            raise HomeRefused(
                where, f"unknown keys {unknown} in [{section}]", f"Allowed are {sorted(allowed)}."
            )
    locale = declared.get("organisation", {}).get("locale", notation.USUAL)
    if locale not in notation.notations():
        raise HomeRefused(
            where,
            f"locale = {locale!r} is not known",
            f"Allowed are {', '.join(sorted(notation.notations()))}.",
        )
    named = dict(declared.get("zones", {}))
    if "site_zone" in declared.get("organisation", {}):
        named["site_zone"] = declared["organisation"]["site_zone"]
    for key, zone in named.items():
        if not isinstance(zone, str) or not zone_known(zone):
            raise HomeRefused(
                where,
                f"{key} = {zone!r} is not a time zone",
                "Use an IANA name such as 'Europe/London'.",
            )
