"""How are ranks distributed when nothing is going on? Exact counts of the rank-sum and signed-rank statistics."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate


@lru_cache(maxsize=64)
def _rank_sum(m: int, n: int) -> tuple[int, ...]:
    """Coefficients of the Gaussian binomial: arrangements of m x's and n y's by U = 0 ... m n, in whole numbers."""
    size = m * n
    counts = [0] * (size + 1)
    counts[0] = 1
    for factor in range(1, m + 1):
        top = n + factor
        for value in range(size, top - 1, -1):  # times (1 - q^top)
            counts[value] -= counts[value - top]
        for value in range(factor, size + 1):  # over (1 - q^factor)
            counts[value] += counts[value - factor]
    return tuple(counts)


def rank_sum_counts(m: int, n: int) -> list[int]:
    """Number of orderings of m and n untied values that give each U = 0 ... m n (Mann & Whitney 1947)."""
    return list(_rank_sum(min(m, n), max(m, n)))


@lru_cache(maxsize=64)
def _signed_rank(n: int) -> tuple[int, ...]:
    counts = [0] * (n * (n + 1) // 2 + 1)
    counts[0] = 1
    top = 0
    for step in range(1, n + 1):
        top += step
        for value in range(top, step - 1, -1):
            counts[value] += counts[value - step]
    return tuple(counts)


def signed_rank_counts(n: int) -> list[int]:
    """Number of sign patterns of n untied differences that give each V = 0 ... n(n+1)/2 (Wilcoxon 1945)."""
    return list(_signed_rank(n))


def tail_count(counts: list[int], value: int) -> int:
    """Arrangements at or below ``value``."""
    if value < 0:
        return 0
    return list(accumulate(counts))[min(value, len(counts) - 1)]
