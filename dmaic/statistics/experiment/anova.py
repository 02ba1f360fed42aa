"""Which factors move the mean? Analysis of variance of several factors, crossed, blocked or nested.

Sources: Montgomery, Design and Analysis of Experiments, chapters 4 and 5; sums of squares in sequence (type I) as in R
anova(lm), and marginal (type II) where the data are not balanced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, sample, share
from dmaic.statistics.effect_size import variance_explained
from dmaic.statistics.experiment.formula import Formula, read_formula
from dmaic.statistics.measured import labels, rounding_floor, without_rounding
from dmaic.statistics.result import Statistic
from dmaic.statistics.verdict import measured, p_words

_MOST_COLUMNS = 2000
_EFFECT = "partial eta squared"


@dataclass(frozen=True, slots=True)
class AnovaLine:
    """One term: in sequence, and its marginal sum of squares (given the others that don't hold it).

    ``effect`` is partial eta squared, SS / (SS + SS residual), with its interval; None without a test.
    """

    term: str
    df: int
    ss: float
    ms: float | None
    f: float | None
    p: float | None
    marginal_ss: float
    share_of_total: float | None
    effect: Statistic | None = None


@dataclass(frozen=True, slots=True)
class FactorAnova:
    """The table. ``residual_ms`` is None when nothing is left for error; ``balanced`` says that order is no matter."""

    response: str
    lines: tuple[AnovaLine, ...]
    residual_df: int
    residual_ss: float
    residual_ms: float | None
    total_df: int
    total_ss: float
    r_squared: float | None
    balanced: bool
    cell_means: dict[str, dict[str, float]]
    sentence: str
    cautions: tuple[str, ...] = ()


def factor_anova(formula: str, columns: Mapping[str, Sequence[Any]], *, confidence: float = 0.95) -> FactorAnova:
    """Analysis of variance of ``formula`` (such as ``y ~ C(a)*C(b)``) on the columns of a table.

    F of every term is against the residual, as for fixed factors. ``cell_means`` hold the means of each level.
    Raises StatisticsError for a column that is missing, blank or of one level.
    """
    from scipy.special import fdtrc

    confidence = share(confidence, name="confidence")
    read = read_formula(formula)
    if read.response not in columns:
        raise StatisticsError(f"There is no column {read.response!r}; the columns are {', '.join(columns)}.")
    y = sample(columns[read.response], name=f"the values of {read.response}", least=2)
    blocks, factor_codes = _blocks(read, columns, len(y))
    floor = rounding_floor(y)
    around = y - y.mean()
    scale = _decimal_scale(y)
    total = _whole(without_rounding(float(around @ around), floor), len(y), scale)
    basis = np.ones((len(y), 1)) / np.sqrt(len(y))
    found = []
    for block in blocks:
        own = _new_directions(block, basis)
        ss = without_rounding(float(np.sum((own.T @ around) ** 2)), floor)
        found.append((own.shape[1], _whole(ss, len(y), scale)))
        basis = np.hstack([basis, own])
    residual_df = len(y) - basis.shape[1]
    left = around - basis @ (basis.T @ around)
    residual = _whole(without_rounding(float(left @ left), floor), len(y), scale) if residual_df else 0.0
    ms = residual / residual_df if residual_df else None
    marginal = [_marginal(read, blocks, place, around) for place in range(len(blocks))]
    lines = []
    for term, (df, ss), own_ss in zip(read.terms, found, marginal, strict=True):
        f = ss / df / ms if ms and df else None
        p = None if f is None else float(fdtrc(df, residual_df, f))
        name, of_total = ":".join(term), ss / total if total else None
        effect = None if f is None else replace(variance_explained(f, df, residual_df, confidence), name=_EFFECT)
        lines.append(AnovaLine(name, df, ss, ss / df if df else None, f, p, own_ss, of_total, effect))
    slack = 1e-9 * max(total, floor)
    balanced = all(abs(line.ss - line.marginal_ss) <= slack for line in lines)
    return FactorAnova(
        read.response,
        tuple(lines),
        residual_df,
        residual,
        ms,
        len(y) - 1,
        total,
        None if total == 0 else 1 - residual / total,
        balanced,
        _means(factor_codes, y),
        _sentence(read.response, lines, 1 - confidence),
        _cautions(lines, residual_df, residual, balanced=balanced),
    )


def _sentence(response: str, lines: Sequence[AnovaLine], alpha: float) -> str:
    """Which terms are shown to move the mean, the largest effect first."""
    if all(line.p is None for line in lines):
        return f"Nothing is left to judge the terms by: repeat runs of {response}, or leave terms out."
    shown = [(line.effect, line.p, line.term) for line in lines if line.effect and line.p is not None]
    told = [
        f"{term} ({measured(effect)}, {p_words(p)})" for effect, p, term in sorted(shown, key=_falling) if p <= alpha
    ]
    if not told:
        return f"No term is shown to move the mean of {response}; that is no proof that none does."
    return f"Shown to move the mean of {response}: {', '.join(told)}."


def _falling(shown: tuple[Statistic, float, str]) -> float:
    return -(shown[0].value or 0.0)


def _decimal_scale(y: Floats) -> float:
    """The power of ten that turns readings of up to six decimals into whole numbers; 0 when there is none."""
    for decimals in range(7):
        scaled = y * 10**decimals
        if float(np.max(np.abs(scaled - np.round(scaled)))) <= 4 * float(np.finfo(np.float64).eps) * float(
            np.max(np.abs(scaled))
        ):
            return float(10**decimals)
    return 0.0


def _whole(ss: float, n: int, scale: float) -> float:
    """The sum of squares free of rounding: of whole numbers in balanced groups, n times it is a whole number.

    It moves by no more than rounding may have, so where the groups are not balanced it does no harm.
    """
    times = n * scale * scale
    units = ss * times
    if scale == 0 or abs(units - round(units)) > 256 * float(np.finfo(np.float64).eps) * max(units, 1.0):
        return ss
    return round(units) / times


def _cautions(lines: list[AnovaLine], residual_df: int, residual: float, *, balanced: bool) -> tuple[str, ...]:
    cautions = []
    if not balanced:
        cautions.append(
            "The groups are not balanced: sums of squares depend on the order of the terms. They are given in the "
            "order of the formula; marginal ones stand beside them."
        )
    if residual_df == 0:
        cautions.append("Nothing is left for error, so nothing can be tested: repeat runs, or leave out a product.")
    elif residual == 0:
        cautions.append(
            "There is no variation within cells: the values are probably rounded, and nothing can be tested."
        )
    lost = [line.term for line in lines if line.df == 0]
    if lost:
        cautions.append(f"{', '.join(lost)} can't be told from the terms before.")
    return tuple(cautions)


def _blocks(
    read: Formula, columns: Mapping[str, Sequence[Any]], n: int
) -> tuple[list[Floats], dict[str, tuple[tuple[str, ...], Any]]]:
    """For each term the columns that span it (all cells of its factors, times its numbers)."""
    numbers: dict[str, Floats] = {}
    codes: dict[str, tuple[tuple[str, ...], Any]] = {}
    for name in dict.fromkeys(name for term in read.terms for name in term):
        if name not in columns:
            raise StatisticsError(f"There is no column {name!r}; the columns are {', '.join(columns)}.")
        column = list(columns[name])
        if len(column) != n:
            raise StatisticsError(f"The column {name} has {len(column)} rows for {n} values.")
        if name not in read.marked and all(_is_number(value) for value in column):
            numbers[name] = sample(column, name=f"the values of {name}")
            continue
        level_of = labels(column, name)
        levels = tuple(dict.fromkeys(level_of))
        if len(levels) < 2:
            raise StatisticsError(f"The factor {name} has one level only ({levels[0]}). Leave it out.")
        place = {level: at for at, level in enumerate(levels)}
        codes[name] = (levels, np.array([place[level] for level in level_of]))
    return [_spanning(term, numbers, codes, n) for term in read.terms], codes


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _spanning(
    term: tuple[str, ...], numbers: dict[str, Floats], codes: dict[str, tuple[tuple[str, ...], Any]], n: int
) -> Floats:
    factors = [name for name in term if name in codes]
    slope = np.ones(n)
    for name in term:
        if name in numbers:
            slope = slope * (numbers[name] - numbers[name].mean())
    if not factors:
        return slope[:, None]
    cell = np.zeros(n, dtype=np.int64)
    for name in factors:
        cell = cell * len(codes[name][0]) + codes[name][1]
    _, at = np.unique(cell, return_inverse=True)
    size = int(at.max()) + 1
    if size > _MOST_COLUMNS:
        raise StatisticsError(f"The term {':'.join(term)} has {size} cells; at most {_MOST_COLUMNS} can be handled.")
    block = np.zeros((n, size))
    block[np.arange(n), at.ravel()] = slope
    return block


def _new_directions(block: Floats, basis: Floats) -> Floats:
    """Orthonormal directions of the block beyond the basis; projected twice, so that rounding leaves no ghost."""
    left = block - basis @ (basis.T @ block)
    left -= basis @ (basis.T @ left)
    scale = float(np.max(np.linalg.norm(block, axis=0), initial=0.0))
    if scale == 0:
        return np.empty((len(block), 0))
    u, s, _ = np.linalg.svd(left, full_matrices=False)
    return np.asarray(u[:, s > 1e-9 * scale])


def _marginal(read: Formula, blocks: list[Floats], place: int, around: Floats) -> float:
    """Type II: what the term adds to all terms that do not contain it."""
    n = len(around)
    basis = np.ones((n, 1)) / np.sqrt(n)
    own = set(read.terms[place])
    for other, block in enumerate(blocks):
        if other != place and not own < set(read.terms[other]):
            basis = np.hstack([basis, _new_directions(block, basis)])
    added = _new_directions(blocks[place], basis)
    return float(np.sum((added.T @ around) ** 2))


def _means(codes: dict[str, tuple[tuple[str, ...], Any]], y: Floats) -> dict[str, dict[str, float]]:
    return {
        name: {level: float(y[at == place].mean()) for place, level in enumerate(levels)}
        for name, (levels, at) in codes.items()
    }
