"""Which factors matter, and by how much? Effects of a two-level experiment, with and without repeats.

Sources: Montgomery, Design and Analysis of Experiments, chapter 6; Box, Hunter & Hunter (2005), chapter 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, sample, share
from dmaic.statistics.experiment.least_squares import Fit, LackOfFit, fit, lack_of_fit, pure_error
from dmaic.statistics.experiment.lenth import Lenth, lenth
from dmaic.statistics.experiment.terms import Term, all_terms, coded_columns, contrast, read_term, term_name

# 2^7 - 1 = 127 contrasts; with more factors all products are listed only when most of them can be told apart.
_ALL_PRODUCTS_UP_TO = 7
_MOST_CONTRASTS = 1024
_PARTLY_MIXED = (
    "In this design each interaction is partly mixed with several main effects (Plackett-Burman): only effects that "
    "are clear of each other are judged. Follow up on the largest with a smaller, full experiment."
)


@dataclass(frozen=True, slots=True)
class Effect:
    """Mean at +1 minus mean at -1 of a contrast; the coefficient in coded units is half of it.

    ``aliases`` are other listed terms with the same contrast (a leading minus: with its opposite).
    """

    term: str
    effect: float
    coefficient: float
    ss: float
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermTest:
    """One line of an analysis of variance; ``f`` and ``p`` are None where there is no error to test against."""

    term: str
    df: int
    ss: float
    f: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class CentreCheck:
    """Do the centre runs lie where a flat model puts them? A small p says that the surface is curved."""

    mean_factorial: float
    mean_centre: float
    df: int
    ss: float
    f: float | None
    p: float | None
    pure_df: int
    pure_ss: float
    tests: tuple[TermTest, ...]
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class ReducedModel:
    """The model of the named terms only; everything else is residual."""

    terms: tuple[str, ...]
    fit: Fit
    tests: tuple[TermTest, ...]
    curvature: TermTest | None
    lack_of_fit: LackOfFit | None

    @property
    def intercept(self) -> float:
        """The constant: the mean response over the cube."""
        return float(self.fit.coefficients[0])

    def coefficients(self) -> dict[str, float]:
        """Coefficients in coded units, half the effects."""
        return {term: float(self.fit.coefficients[place]) for place, term in enumerate(self.terms, 1)}


@dataclass(frozen=True, slots=True, eq=False)
class Factorial:
    """A two-level experiment, worked out. ``lenth`` is None when repeats give a better error."""

    factors: tuple[str, ...]
    columns: dict[str, Floats]
    y: Floats
    centre: Floats
    effects: tuple[Effect, ...]
    lenth: Lenth | None
    centre_check: CentreCheck | None
    reduced: ReducedModel | None
    cautions: tuple[str, ...] = ()


def analyze_factorial(
    design: Mapping[str, Sequence[Any]],
    y: Sequence[Any],
    *,
    terms: Sequence[str] | None = None,
    alpha: float = 0.05,
) -> Factorial:
    """Effects of every contrast, and the model of ``terms`` if they are named.

    Runs with every factor at 0 are centre points: they give pure error and show curvature, and stay out of the effects.
    Without repeats Lenth's pseudo standard error judges the effects.
    """
    results = sample(y, name="the results", least=2)
    columns = coded_columns(design, len(results))
    factors = tuple(columns)
    settings = np.stack(list(columns.values()), axis=1)
    centre = np.all(settings == 0, axis=1)
    if bool((settings[~centre] == 0).any()):
        raise StatisticsError(
            "Some runs have one factor in the middle and others at an end. Two-level analysis can't use them; analyse "
            "the runs as a response surface."
        )
    corners = {name: column[~centre] for name, column in columns.items()}
    at_corners = results[~centre]
    alpha = share(alpha, name="alpha")
    effects = _effects(corners, at_corners)
    uneven = _is_uneven(corners)
    cautions = _cautions(effects, uneven=uneven)
    pure_df, pure_ss = pure_error(settings, results)
    distinct = _one_a_contrast(effects)
    if not uneven:
        clear = _clear_of_each_other(distinct, corners)
        if len(clear) < len(distinct):
            cautions.append(_PARTLY_MIXED)
        distinct = clear
    judged = None
    if pure_df == 0 and len(distinct) >= 3:
        judged = lenth({effect.term: effect.effect for effect in distinct}, alpha=alpha)
    check = None
    if bool(centre.any()):
        check = _centre_check(results[centre], at_corners, distinct, (pure_df, pure_ss), alpha)
    reduced = None if terms is None else _reduced(columns, results, centre, terms)
    return Factorial(factors, columns, results, centre, effects, judged, check, reduced, tuple(cautions))


def _effects(columns: dict[str, Floats], y: Floats) -> tuple[Effect, ...]:
    factors = tuple(columns)
    contrasts = 2 ** len(factors)
    every = len(factors) <= _ALL_PRODUCTS_UP_TO or contrasts <= min(4 * len(y), _MOST_CONTRASTS)
    terms = all_terms(factors, len(factors) if every else 2)
    groups: dict[bytes, list[tuple[Term, int]]] = {}
    vectors: dict[Term, Floats] = {}
    for term in terms:
        vector = contrast(columns, term)
        if float(vector.min()) == float(vector.max()):
            continue  # a word of the defining relation: the constant
        vectors[term] = vector
        sign = int(vector[0])
        groups.setdefault((sign * vector).tobytes(), []).append((term, sign))
    found = []
    for term, vector in vectors.items():
        own = int(vector[0])
        kin = groups[(own * vector).tobytes()]
        aliases = tuple(("" if sign == own else "-") + term_name(other) for other, sign in kin if other != term)
        effect = float(y[vector > 0].mean() - y[vector < 0].mean())
        found.append(Effect(term_name(term), effect, effect / 2, len(y) * effect**2 / 4, aliases))
    return tuple(found)


def _one_a_contrast(effects: tuple[Effect, ...]) -> list[Effect]:
    """The simplest term of each contrast; effects come in order of size."""
    listed: dict[str, Effect] = {}
    for effect in effects:
        if not any(name.lstrip("-") in listed for name in effect.aliases):
            listed[effect.term] = effect
    return list(listed.values())


def _clear_of_each_other(effects: list[Effect], columns: dict[str, Floats]) -> list[Effect]:
    """The effects, simplest first, whose contrasts are at right angles to those before them.

    In a full or regular fraction all are. In a Plackett-Burman design each interaction is spread over the main effects:
    66 figures from 12 runs are no 66 independent effects, and judging them as such finds what is not there.
    """
    kept: list[Effect] = []
    vectors = np.empty((0, len(next(iter(columns.values())))))
    for effect in effects:
        own = contrast(columns, read_term(effect.term, tuple(columns)))
        if not (vectors @ own).any():
            kept.append(effect)
            vectors = np.vstack([vectors, own])
    return kept


def _is_uneven(columns: dict[str, Floats]) -> bool:
    """Whether the columns of the factors lean on each other or on the constant."""
    x = np.stack(list(columns.values()), axis=1)
    gram = x.T @ x
    return bool((x.sum(axis=0) != 0).any()) or bool((gram - np.diag(np.diag(gram)) != 0).any())


def _cautions(effects: tuple[Effect, ...], *, uneven: bool) -> list[str]:
    cautions = []
    if uneven:
        cautions.append(
            "The runs are not balanced (some are missing or repeated): plain effects mix with each other. Read the "
            "coefficients of the fitted model instead."
        )
    elif any(effect.aliases for effect in effects):
        cautions.append("This is a fraction: effects that share a contrast can't be told apart (see their aliases).")
    return cautions


def _centre_check(
    centre: Floats, corners: Floats, effects: list[Effect], pure: tuple[int, float], alpha: float
) -> CentreCheck:
    """Curvature SS = nF nC (mean F - mean C)^2 / (nF + nC), 1 df, against pure error (Montgomery, section 6.8)."""
    n_corner, n_centre = len(corners), len(centre)
    flat, middle = float(corners.mean()), float(centre.mean())
    ss = n_corner * n_centre * (flat - middle) ** 2 / (n_corner + n_centre)
    pure_df, pure_ss = pure
    tests = tuple(TermTest(effect.term, 1, effect.ss, *_f(effect.ss, pure_df, pure_ss)) for effect in effects)
    f, p = _f(ss, pure_df, pure_ss)
    if p is None:
        words = "Curvature can't be tested: repeat the centre run."
    elif p < alpha:
        words = "The centre runs lie off the plane: the surface is curved. Add axial runs and fit a response surface."
    else:
        words = "No curvature is shown: a model without squares will do inside this region."
    return CentreCheck(flat, middle, 1, ss, f, p, pure_df, pure_ss, tests, words)


def _f(ss: float, error_df: int, error_ss: float) -> tuple[float | None, float | None]:
    from scipy.special import fdtrc

    if error_df == 0 or error_ss == 0:
        return None, None
    f = ss / (error_ss / error_df)
    return f, float(fdtrc(1, error_df, f))


def _reduced(columns: dict[str, Floats], y: Floats, centre: Floats, terms: Sequence[str]) -> ReducedModel:
    factors = tuple(columns)
    read = list(dict.fromkeys(read_term(text, factors) for text in terms))
    if not read:
        raise StatisticsError("The model names no terms. Name at least one, such as A or AB.")
    names = [term_name(term) for term in read]
    x = [np.ones(len(y)), *(contrast(columns, term) for term in read)]
    curved = bool(centre.any())
    if curved:
        x.append(centre.astype(np.float64))
    found = fit(np.stack(x, axis=1), y, ["constant", *names, *(["curvature"] if curved else [])])
    tests = [
        TermTest(name, 1, float(found.ss[place]), found.f[place], found.p[place])
        for place, name in enumerate(found.names)
        if place > 0
    ]
    settings = np.stack(list(columns.values()), axis=1)
    curvature = tests.pop() if curved else None
    return ReducedModel(tuple(names), found, tuple(tests), curvature, lack_of_fit(found, settings, y))
