"""Random draws as polars expressions, the same on every machine.

Numbers come from SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
generators", OOPSLA) over the row number, so a draw depends on the key alone, not on threads,
batches or the order in which columns are computed.
"""

import hashlib
import math
from collections.abc import Sequence

import polars as pl

GOLDEN = 0x9E3779B97F4A7C15  # 2^64 / golden ratio, odd: the step of SplitMix64
MULTIPLIERS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)  # its two mixing constants


class Dice:
    """Draws for one purpose: the same key and name give the same numbers for the same rows.

    Args:
        key: what the draws are for, for instance (seed, "contacts", month index).
    """

    def __init__(self, *key: object) -> None:
        self._key = "/".join(str(part) for part in key)

    def words(self, name: str) -> pl.Expr:
        """One unsigned 64-bit number a row."""
        digest = hashlib.blake2b(f"{self._key}/{name}".encode(), digest_size=8).digest()
        start = _word(int.from_bytes(digest, "little"))
        # A function of the whole column: as an expression each step would be computed twice
        # over, because every xor names its operand two times.
        return pl.int_range(1, pl.len() + 1, dtype=pl.UInt64).map_batches(
            lambda row: mixed(start + row * _word(GOLDEN)), return_dtype=pl.UInt64
        )

    def uniform(self, name: str) -> pl.Expr:
        """One number in 0 ≤ x < 1 a row, on a grid of 2^-53."""
        return (self.words(name) // 2**11).cast(pl.Float64) * 2.0**-53

    def chance(self, name: str, share: float | pl.Expr) -> pl.Expr:
        """True in this share of the rows."""
        return self.uniform(name) < share

    def between(self, name: str, low: float | pl.Expr, high: float | pl.Expr) -> pl.Expr:
        """One number in low ≤ x < high a row."""
        return low + self.uniform(name) * (high - low)

    def whole(self, name: str, low: int, high: int) -> pl.Expr:
        """One whole number in low ≤ x ≤ high a row."""
        return self.between(name, low, high + 1).floor().cast(pl.Int64)

    def pick(self, name: str, shares: Sequence[float]) -> pl.Expr:
        """One position 0 … len(shares) − 1 a row, in these shares (they need not sum to 1)."""
        total = math.fsum(shares)
        steps = pl.Series([math.fsum(shares[: n + 1]) / total for n in range(len(shares) - 1)])
        return pl.lit(steps, dtype=pl.Float64).search_sorted(self.uniform(name), side="right")

    def normal(self, name: str) -> pl.Expr:
        """Standard normal numbers (Box and Muller 1958)."""
        radius = (-2.0 * (1.0 - self.uniform(f"{name}/radius")).log()).sqrt()
        return radius * (2.0 * math.pi * self.uniform(f"{name}/angle")).cos()

    def skewed(self, name: str, mean: float | pl.Expr, sigma: float) -> pl.Expr:
        """Log-normal numbers with this mean; sigma is the deviation of their logarithm."""
        return mean * (sigma * self.normal(name) - sigma * sigma / 2.0).exp()

    def around(self, name: str, median: float, sigma: float) -> pl.Expr:
        """Log-normal numbers with this median."""
        return median * (sigma * self.normal(name)).exp()

    def waiting(self, name: str, mean: float) -> pl.Expr:
        """Exponential numbers with this mean."""
        return -mean * (1.0 - self.uniform(name)).log()


def mixed(words: pl.Series) -> pl.Series:
    """The output function of SplitMix64 over states (UInt64); products wrap at 2^64."""
    for shift, multiplier in zip((30, 27), MULTIPLIERS, strict=True):
        words = (words ^ (words // _word(2**shift))) * _word(multiplier)
    return words ^ (words // _word(2**31))


def _word(number: int) -> pl.Series:
    return pl.Series([number], dtype=pl.UInt64)
