"""The error tree: every refusal has one shape.

CareError
├── InputRefused        a file, a profile or a call cannot be used           exit status 2
│   ├── UnknownExport   no profile knows the file, or more than one does
│   └── HomeRefused     CARE_HOME or care.toml cannot be used
├── CatalogueRefused    a declaration (KPI, table, check, scale) is wrong    exit status 2
├── LoadHeld            another load holds the lock                          exit status 2
├── NotPublished        a critical check or an accounting failed             exit status 1
├── NoBuild             there is no published build to answer from           exit status 2
├── BuildDamaged        a published build is missing or is not what it was   exit status 1
├── NotAllowed          the viewer has no right to see or do this            exit status 2
└── LedgerRefused       a register entry cannot be appended                  exit status 2
    ├── StaleRevision   somebody else revised the record first
    └── LedgerBroken    the chain does not verify                            exit status 1

Anything that is not a CareError is a bug.
"""


class CareError(Exception):
    """What could not be done – where – found against expected – what to do – what still stands.

    Args:
        what: the sentence "Cannot …" with the place in it.
        found: what was found against what was expected.
        remedy: what the reader can do about it.
        stands: what still stands, so that nobody fears a loss.
    """

    exit_status = 2

    def __init__(self, what: str, found: str = "", remedy: str = "", stands: str = "") -> None:
        self.what = what
        self.found = found
        self.remedy = remedy
        self.stands = stands
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The whole message on one line."""
        head = f"{self.what.rstrip('.:')}: {self.found}" if self.found else self.what
        parts = (head, self.remedy, self.stands)
        return " ".join(
            part.strip() if part.strip().endswith((".", "?")) else f"{part.strip()}."
            for part in parts
            if part.strip()
        )


class InputRefused(CareError):
    """A file, a profile or a call cannot be used as it is."""


class UnknownExport(InputRefused):
    """No profile knows the file, or more than one claims it."""


class HomeRefused(InputRefused):
    """CARE_HOME, or the care.toml in it, cannot be used."""


class CatalogueRefused(CareError):
    """A declaration does not hold: unknown key, missing unit, SQL that does not run."""


class LoadHeld(CareError):
    """Another load is writing; one writer at a time."""


class NotPublished(CareError):
    """The staged build failed a critical check or its accounting; the old one stays."""

    exit_status = 1


class NoBuild(CareError):
    """Nothing has been loaded yet."""


class BuildDamaged(CareError):
    """A published build is missing, or its bytes are not those that were published."""

    exit_status = 1


class NotAllowed(CareError):
    """The viewer has no right to see or do this."""


class LedgerRefused(CareError):
    """An entry cannot be appended to the registers."""


class StaleRevision(LedgerRefused):
    """The record was revised by somebody else since the writer read it."""


class LedgerBroken(LedgerRefused):
    """The hash chain of the registers does not verify."""

    exit_status = 1
