"""Do two ways of counting cases go together? Chi-square with and without Yates, G, goodness of fit, McNemar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, sample
from dmaic.statistics.distributions import chi_square_tail, normal_quantile
from dmaic.statistics.effect_size import chi_square_bounds
from dmaic.statistics.result import Statistic
from dmaic.statistics.verdict import DEFAULT, Check, Claim, Terms, TestResult, verdict


class Form(StrEnum):
    """Which statistic compares observed with expected counts."""

    PEARSON = "pearson"
    YATES = "yates"
    G = "g"


@dataclass(frozen=True, slots=True, eq=False)
class TableTest:
    """A test of a table of counts with what was expected and which cells speak.

    ``residuals`` are adjusted standardised residuals (Haberman 1973): beyond +-2 a cell stands out.
    """

    observed: Floats
    expected: Floats
    residuals: Floats
    test: TestResult


def counts_table(table: Any, *, square: bool = False) -> Floats:
    """A rectangular table of whole counts, each row and column with at least one case."""
    if isinstance(table, str | bytes) or not hasattr(table, "__len__") or len(table) < 2:
        raise StatisticsError("table must be a list of at least two rows of counts.")
    rows = [sample(row, f"row {i + 1} of the table", each="column") for i, row in enumerate(table)]
    if len({row.size for row in rows}) != 1 or rows[0].size < 2:
        raise StatisticsError("All rows of the table need the same number of columns, at least two.")
    counts = np.array(rows)
    if np.any(counts < 0) or np.any(counts != np.round(counts)):
        raise StatisticsError("The table must hold whole counts of cases, not shares or negative numbers.")
    if square:
        if counts.shape[0] != counts.shape[1]:
            raise StatisticsError("Matched answers need the same categories in rows and columns.")
        return counts
    for axis, what in ((1, "Row"), (0, "Column")):
        empty = np.flatnonzero(counts.sum(axis=axis) == 0)
        if empty.size:
            raise StatisticsError(f"{what} {empty[0] + 1} of the table is empty. Leave it out.")
    return counts


def expected_counts(counts: Floats) -> Floats:
    """Counts expected without association: row total times column total over the grand total."""
    total: Floats = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    return total


def chi_square(
    table: Any,
    *,
    form: Form = Form.PEARSON,
    terms: Terms = DEFAULT,
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
) -> TableTest:
    """Do rows and columns of a table of counts go together? (r-1)(c-1) df.

    *pearson*: sum (O-E)^2/E (Pearson 1900). *yates* (2x2 only): |O-E| less 0.5, never below 0, as in R. *g*:
    2 sum O ln(O/E), the likelihood ratio. The effect is Cramer's V with an interval from the noncentral chi-square; the
    practical threshold is held against V.
    """
    counts = counts_table(table)
    expected = expected_counts(counts)
    two_by_two = counts.shape == (2, 2)
    if form is Form.YATES and not two_by_two:
        raise StatisticsError("Yates's correction is for tables of two rows and two columns.")
    df = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    statistic = _statistic(counts, expected, form)
    n, smaller = float(counts.sum()), min(counts.shape) - 1
    effect = cramers_v(_statistic(counts, expected, Form.PEARSON), df, n, smaller, terms.confidence)
    row_share, column_share = counts.sum(axis=1) / n, counts.sum(axis=0) / n
    spread = np.sqrt(expected * np.outer(1 - row_share, 1 - column_share))
    residuals = (counts - expected) / spread
    method = {
        Form.PEARSON: "chi-square test",
        Form.YATES: "chi-square test with Yates's correction",
        Form.G: "likelihood ratio G test",
    }[form]
    i, j = divmod(int(np.argmax(np.abs(residuals))), counts.shape[1])
    row = rows[i] if rows else f"row {i + 1}"
    column = columns[j] if columns else f"column {j + 1}"
    more = "more" if residuals[i, j] > 0 else "fewer"
    test = verdict(
        question="Do rows and columns go together?",
        method=method,
        statistic=("G" if form is Form.G else "chi-square", statistic),
        df=[df],
        p=chi_square_tail(statistic, df),
        claim=Claim(
            f"Rows and columns go together, most of all {more} than expected in {row}, {column}",
            "It is not shown that rows and columns go together",
            effect,
        ),
        sizes=[int(n)],
        terms=terms.undirected(),
        estimate=effect,
        effect=effect,
        assumptions=[expected_check(expected)],
    )
    return TableTest(counts, expected, residuals, test)


def goodness_of_fit(counts: Any, probabilities: Any | None = None, *, terms: Terms = DEFAULT) -> TableTest:
    """Do counts follow given probabilities (equal ones by default)? Pearson (1900), k - 1 df.

    The effect is Cohen's w = sqrt(chi-square / N).
    """
    observed = sample(counts, "counts", least=2)
    if np.any(observed < 0) or np.any(observed != np.round(observed)) or observed.sum() == 0:
        raise StatisticsError("counts must be whole numbers of cases, not all 0.")
    if probabilities is None:
        shares: Floats = np.full(observed.size, 1 / observed.size)
    else:
        shares = sample(probabilities, "probabilities", least=2)
        if shares.size != observed.size:
            raise StatisticsError(
                f"There are {observed.size} counts and {shares.size} probabilities. Give one for each."
            )
        if np.any(shares <= 0) or abs(math.fsum(shares) - 1) > 1e-6:
            raise StatisticsError("probabilities must be above 0 and add up to 1.")
        shares = shares / math.fsum(shares)
    n = float(observed.sum())
    expected = n * shares
    statistic, df = math.fsum((observed - expected) ** 2 / expected), observed.size - 1
    low, high = chi_square_bounds(statistic, df, terms.confidence)
    w = math.sqrt(statistic / n)
    effect = Statistic(
        "Cohen's w",
        w,
        min(math.sqrt(low / n), w),
        max(math.sqrt(high / n), w),
        terms.confidence,
        "noncentral chi-square pivot",
    )
    test = verdict(
        question="Do the counts follow the given probabilities?",
        method="chi-square test of goodness of fit",
        statistic=("chi-square", statistic),
        df=[df],
        p=chi_square_tail(statistic, df),
        claim=Claim(
            "The counts do not follow the given probabilities",
            "It is not shown that the counts depart from the given probabilities",
            effect,
        ),
        sizes=[int(n)],
        terms=terms.undirected(),
        estimate=effect,
        effect=effect,
        assumptions=[expected_check(expected)],
    )
    return TableTest(observed, expected, (observed - expected) / np.sqrt(expected * (1 - shares)), test)


def mcnemar(table: Any, *, continuity: bool = True, terms: Terms = DEFAULT) -> TestResult:
    """Did matched answers change more one way than the other? McNemar (1947); Bowker (1948) for more categories.

    2x2: (|b-c| - 1)^2/(b+c) with ``continuity``, 1 df; the correction is not applied when b = c (as in R). Larger:
    sum (n_ij - n_ji)^2/(n_ij + n_ji) over the pairs of cells that hold anything. The estimate is the difference of the
    two marginal shares in 2x2 tables, its interval after Agresti & Min (2005), adding 1/2 to each cell.
    """
    counts = counts_table(table, square=True)
    n, size = float(counts.sum()), counts.shape[0]
    upper = np.triu_indices(size, 1)
    one_way, other_way = counts[upper], counts.T[upper]
    changed, gap = one_way + other_way, np.abs(one_way - other_way)
    used = changed > 0
    if not used.any():
        raise StatisticsError("No pair changed its answer: there is nothing to compare.")
    if size == 2 and continuity:
        gap = np.where(gap > 0, gap - 1, 0.0)
    statistic = float(np.sum(gap[used] ** 2 / changed[used]))
    df = int(used.sum()) if size > 2 else 1
    estimate = _marginal_difference(counts, terms) if size == 2 else None
    method = "McNemar's test" if size == 2 else "Bowker's test of symmetry"
    return verdict(
        question="Did answers change more one way than the other?",
        method=method + (" with continuity correction" if size == 2 and continuity else ""),
        statistic=("chi-square", statistic),
        df=[df],
        p=chi_square_tail(statistic, df),
        claim=Claim(
            "Answers changed more one way than the other",
            "It is not shown that answers changed more one way than the other",
            estimate,
        ),
        sizes=[int(n)],
        terms=terms.undirected(),
        estimate=estimate,
        effect=estimate,
        assumptions=[
            Check("changed pairs", f"{changed.sum():.0f} pairs changed; chi-square wants 10", bool(changed.sum() >= 10))
        ],
    )


def cramers_v(statistic: float, df: float, n: float, smaller: int, confidence: float) -> Statistic:
    """Cramer's V = sqrt(chi-square / (N min(r-1, c-1))), 0 to 1; interval by the noncentral chi-square."""
    low, high = chi_square_bounds(statistic, df, confidence)
    scale = n * smaller
    value = min(math.sqrt(statistic / scale), 1.0)
    return Statistic(
        "Cramér's V",
        value,
        min(math.sqrt(low / scale), value),
        min(max(math.sqrt(high / scale), value), 1.0),
        confidence,
        "noncentral chi-square pivot",
    )


def expected_check(expected: Floats) -> Check:
    """Cochran (1954): at most a fifth of the expected counts below 5, none below 1."""
    few = int(np.sum(expected < 5))
    holds = few <= expected.size / 5 and float(expected.min()) >= 1
    seen = f"{few} of {expected.size} expected counts are below 5, the smallest is {expected.min():.3g}"
    return Check("expected counts", seen if holds else f"{seen}; use Fisher's exact test or join categories", holds)


def _statistic(counts: Floats, expected: Floats, form: Form) -> float:
    if form is Form.G:
        held = counts > 0
        return max(2 * math.fsum(counts[held] * np.log(counts[held] / expected[held])), 0.0)
    gap = np.abs(counts - expected)
    if form is Form.YATES:
        gap = gap - min(0.5, float(gap.min()))
    return math.fsum((gap**2 / expected).ravel())


def _marginal_difference(counts: Floats, terms: Terms) -> Statistic:
    n = float(counts.sum())
    b, c = float(counts[0, 1]), float(counts[1, 0])
    value, total = (b - c) / n, n + 2
    shifted = (b - c) / total
    spread = math.sqrt((b + c + 1) / total - shifted**2) / math.sqrt(total)
    z = normal_quantile(0.5 + terms.confidence / 2)
    low, high = max(shifted - z * spread, -1.0), min(shifted + z * spread, 1.0)
    return Statistic("difference of marginal shares", value, low, high, terms.confidence, "Agresti & Min (2005)")
