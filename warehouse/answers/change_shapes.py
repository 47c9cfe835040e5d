"""What an explained change looks like; units are those of the KPI."""

from dataclasses import dataclass

from warehouse.answers.shapes import Cohort, Mark, Provenance
from warehouse.answers.spans import Span
from warehouse.catalogue.kpis import Kpi
from warehouse.stats.intervals import Interval


@dataclass(frozen=True)
class Part:
    """What one member, or one joint cell of several dimensions, adds to the change.

    `value_1`, `value_2` and the effects are in the unit of the KPI; `share_1` and `share_2` of all
    cases, 0–1. `rate` comes of its own value, `mix` of its share; for counts both are None and
    `effect` is all. Intervals are 95 % by bootstrap, None where there is no method. A value is None
    without cases. `rate_mark` and `mix_mark` are "common" where chance explains the effect, or
    where there are too few cases to judge.
    """

    member: str
    n_1: int
    n_2: int
    share_1: float | None
    share_2: float | None
    value_1: float | None
    value_2: float | None
    effect: float
    rate: float | None = None
    mix: float | None = None
    rate_interval: Interval | None = None
    mix_interval: Interval | None = None
    rate_mark: Mark = "common"
    mix_mark: Mark = "common"
    is_others: bool = False


@dataclass(frozen=True)
class Bridge:
    """The change of one KPI from `before` to `after`, explained by `by`.

    `value_1` and `value_2` are None where a period has no or too few cases. `parts` by the size of
    their effect, "others" last; empty where the change is not explained, and then `why_not` says
    why. `seen_from_before` is the threefold form: rate, mix and interaction. `crossed` is the rate
    inside joint cells and the mix of either dimension, for two dimensions. `grouped` are the
    members in "others". `reversal` is Simpson's alarm in words, or empty. `unsure`: no part can be
    told from chance; None where there is no method to say.
    """

    kpi: Kpi
    by: tuple[str, ...]
    before: Span
    after: Span
    cohort: Cohort
    value_1: float | None
    value_2: float | None
    n_1: int
    n_2: int
    provenance: Provenance
    parts: tuple[Part, ...] = ()
    rate: float | None = None
    mix: float | None = None
    rate_interval: Interval | None = None
    mix_interval: Interval | None = None
    seen_from_before: tuple[float, float, float] | None = None
    crossed: tuple[float, float, float] | None = None
    grouped: tuple[str, ...] = ()
    unsure: bool | None = None
    reversal: str = ""
    why_not: str = ""
    finding: str = ""
    heading: str = ""
    note: str = ""

    @property
    def change(self) -> float | None:
        """After less before, in the unit of the KPI."""
        if self.value_1 is None or self.value_2 is None:
            return None
        return self.value_2 - self.value_1
