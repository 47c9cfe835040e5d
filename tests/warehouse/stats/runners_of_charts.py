"""How the charts by count answer a reference case."""

from collections.abc import Callable
from typing import Any

from warehouse.stats import charts_by_count

Answer = dict[str, Any]


def by_count(chart: Callable[..., charts_by_count.CountChart | None]) -> Callable[[Answer], Answer]:
    def answer(case: Answer) -> Answer:
        found = chart(case["input"]["numerator"], case["input"]["denominator"])
        assert found is not None
        return {
            "cl": found.centre, "pbar": found.centre, "sigma_z": found.sigma_z,
            "y": list(found.values),
            "lcl": list(found.lower), "ucl": list(found.upper),
            "lcl95": list(found.near_lower), "ucl95": list(found.near_upper),
            "sigma_signal": list(found.outside),
        }  # fmt: skip

    return answer


RUNNERS = {
    "p_chart": by_count(charts_by_count.p_chart),
    "u_chart": by_count(charts_by_count.u_chart),
    "pp_chart": by_count(charts_by_count.p_prime_chart),
    "up_chart": by_count(charts_by_count.u_prime_chart),
}
