"""Faces of planning a sample: power of tests, precision of estimates."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics import power as p
from dmaic.statistics import sample_size as s
from dmaic.statistics.checked import count
from dmaic.statistics.faces import given as g
from dmaic.statistics.figures import figure
from dmaic.statistics.plan import effect_for_power, size_for_power

_TAILS = {
    "two-sided": 2, "two.sided": 2, "two_sided": 2,
    "one-sided": 1, "one.sided": 1, "one_sided": 1, "greater": 1, "less": 1,
}  # fmt: skip
PowerAt = Callable[[float, float], float]


def _tails(given: Mapping[str, Any]) -> int:
    return _TAILS[g.word(given, "alternative", tuple(_TAILS), "two-sided")]


def _whole(given: Mapping[str, Any], field: str) -> int:
    return count(g.number(given, field), name=field)


def _size_given(given: Mapping[str, Any]) -> float | None:
    if given.get("n1") is not None:
        return g.number(given, "n1")
    return g.optional_number(given, "N" if given.get("n") is None else "n")


def _ratio(given: Mapping[str, Any]) -> float:
    if given.get("n1") is not None:
        return g.number(given, "n2") / g.number(given, "n1")
    return g.number(given, "ratio", 1.0)


def _solved(
    given: Mapping[str, Any], power_at: PowerAt, effect: tuple[str, float | None], *, least: float = 2.0,
    most_effect: float = math.inf,
) -> dict[str, Any]:  # fmt: skip
    """Whichever one of n, power and the effect is missing."""
    name, size = effect
    n, power = _size_given(given), g.optional_number(given, "power")
    if [n, power, size].count(None) != 1:
        raise StatisticsError(f"Give two of n, power and {name}; the third is computed.")
    if power is None:
        assert n is not None and size is not None  # noqa: PT018
        return {"power": power_at(n, size)}
    if n is None:
        assert size is not None
        found = size_for_power(lambda m: power_at(m, size), power, least=least)
        return {
            "n": found.n,
            "N": found.n,
            "n_rounded_up": found.n_rounded_up,
            "power_reached": found.power_reached,
        }
    return {name: effect_for_power(lambda e: power_at(n, e), power, high=most_effect)}


def _delta(given: Mapping[str, Any]) -> tuple[float | None, float]:
    if given.get("d") is not None:
        return g.number(given, "d"), 1.0
    return g.optional_number(given, "delta"), g.number(given, "sd", 1.0)


def _two_means(given: Mapping[str, Any], alpha: float) -> dict[str, Any]:
    delta, sd = _delta(given)
    call = partial(
        p.power_of_two_means,
        sd=sd,
        ratio=_ratio(given),
        alpha=alpha,
        tails=_tails(given),
        strict=g.flag(given, "strict"),
    )
    return _solved(given, call, ("delta", delta))


def _one_mean(given: Mapping[str, Any], alpha: float) -> dict[str, Any]:
    delta, sd = _delta(given)
    call = partial(p.power_of_one_mean, sd=sd, alpha=alpha, tails=_tails(given), strict=g.flag(given, "strict"))
    return _solved(given, call, ("delta", delta))


def _two_proportions(given: Mapping[str, Any], alpha: float) -> dict[str, Any]:
    tails, ratio = _tails(given), _ratio(given)
    if given.get("h") is not None:
        call = partial(p.power_of_two_proportions_arcsine, ratio=ratio, alpha=alpha, tails=tails)
        return _solved(given, call, ("h", g.number(given, "h")), least=1.0)
    p1, strict = g.number(given, "p1"), g.flag(given, "strict")
    p2 = g.optional_number(given, "p2")

    def at(n: float, second: float) -> float:
        return p.power_of_two_proportions(n, p1, second, ratio=ratio, alpha=alpha, tails=tails, strict=strict)

    if p2 is None:
        room = 1 - p1
        found = _solved(given, lambda n, up: at(n, p1 + up), ("p2", None), most_effect=room)
        return {"p2": p1 + found["p2"]}
    answer = _solved(given, at, ("p2", p2), least=1.0)

    def arcsine(n: float) -> float:
        return p.power_of_two_proportions_arcsine(n, p.arcsine_effect(p1, p2), ratio=ratio, alpha=alpha, tails=tails)

    if "power" in answer:
        n = _size_given(given)
        assert n is not None
        return {**answer, "power_arcsine": arcsine(n)}
    return {**answer, "n_arcsine": size_for_power(arcsine, g.number(given, "power"), least=1.0).n}


def _one_proportion(given: Mapping[str, Any], alpha: float) -> dict[str, Any]:
    h = g.optional_number(given, "h")
    if h is None and given.get("p") is not None:
        h = p.arcsine_effect(g.number(given, "p"), g.number(given, "p0"))
    return _solved(given, partial(p.power_of_one_proportion, alpha=alpha, tails=_tails(given)), ("h", h), least=1.0)


def _anova(given: Mapping[str, Any], alpha: float) -> dict[str, Any]:
    groups, f = _whole(given, "groups"), g.optional_number(given, "f")
    if f is None and given.get("between_var") is not None:
        between, within = g.number(given, "between_var"), g.number(given, "within_var", 1.0)
        if between < 0 or within <= 0:
            raise StatisticsError("between_var can't be negative, and within_var must be above 0.")
        ratio = between / within
        f = math.sqrt((groups - 1) / groups * ratio)
    call = partial(_anova_power, groups=groups, alpha=alpha)
    return _solved(given, call, ("f", f))


def _anova_power(n: float, f: float, *, groups: int, alpha: float) -> float:
    return p.power_of_anova(n, groups, f, alpha=alpha)


def _chi_square(given: Mapping[str, Any], alpha: float) -> dict[str, Any]:
    df = g.number(given, "df")
    return _solved(
        given, lambda n, w: p.power_of_chi_square(n, w, df, alpha=alpha), ("w", g.optional_number(given, "w")),
        least=1.0,
    )  # fmt: skip


def _correlation(given: Mapping[str, Any], alpha: float) -> dict[str, Any]:
    call = partial(p.power_of_correlation, alpha=alpha, tails=_tails(given))
    return _solved(given, call, ("r", g.optional_number(given, "r")), least=4.0, most_effect=1 - 1e-9)


def _regression(given: Mapping[str, Any], alpha: float) -> dict[str, Any]:
    u = _whole(given, "predictors")
    call = partial(_regression_power, predictors=u, alpha=alpha)
    return _solved(given, call, ("f2", g.optional_number(given, "f2")), least=u + 2.0)


def _regression_power(n: float, f2: float, *, predictors: int, alpha: float) -> float:
    return p.power_of_regression(n, f2, predictors, alpha=alpha)


def _variances(function: Callable[..., float], given: Mapping[str, Any], alpha: float) -> dict[str, Any]:
    ratio = g.optional_number(given, "sd_ratio")
    if ratio is not None and ratio <= 0:
        raise StatisticsError("The ratio of the sigmas must be above 0.")
    call = partial(function, alpha=alpha, tails=_tails(given))
    found = _solved(given, lambda n, e: call(n, 1 + e), ("sd_ratio", None if ratio is None else ratio - 1))
    return {"sd_ratio": 1 + found["sd_ratio"]} if "sd_ratio" in found else found


def _two_rates(given: Mapping[str, Any], alpha: float) -> dict[str, Any]:
    rate1 = g.number(given, "rate1")
    call = partial(_rates_power, rate1=rate1, alpha=alpha, tails=_tails(given))
    rate2 = g.optional_number(given, "rate2")
    found = _solved(given, call, ("rate2", None if rate2 is None else rate2 - rate1), least=1e-6)
    return {"rate2": rate1 + found["rate2"]} if "rate2" in found else found


def _rates_power(n: float, more: float, *, rate1: float, alpha: float, tails: int) -> float:
    return p.power_of_two_rates(n, rate1, rate1 + more, alpha=alpha, tails=tails)


_TESTS: dict[str, Callable[[Mapping[str, Any], float], dict[str, Any]]] = {
    "t_two_sample": _two_means,
    "t_one_sample": _one_mean,
    "t_paired": _one_mean,
    "two_proportions": _two_proportions,
    "one_proportion": _one_proportion,
    "anova": _anova,
    "chi_square": _chi_square,
    "correlation": _correlation,
    "regression": _regression,
    "one_variance": partial(_variances, p.power_of_one_variance),
    "two_variances": partial(_variances, p.power_of_two_variances),
    "two_rates": _two_rates,
}


_EACH, _ALL = "in each group", "in all"

# What each test rests on, where its n is counted, and the names its effect goes by.
_WORDS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "t_two_sample": ("noncentral t", _EACH, ("d", "delta")),
    "t_one_sample": ("noncentral t", _ALL, ("d", "delta")),
    "t_paired": ("noncentral t of the differences", "pairs", ("d", "delta")),
    "two_proportions": ("normal approximation", _EACH, ("h", "p2")),
    "one_proportion": ("Cohen's h, normal approximation", _ALL, ("h", "p")),
    "anova": ("noncentral F", _EACH, ("f", "between_var")),
    "chi_square": ("noncentral chi-square", _ALL, ("w",)),
    "correlation": ("Fisher's z with its bias", "pairs", ("r",)),
    "regression": ("noncentral F", _ALL, ("f2",)),
    "one_variance": ("chi-square, exact for normal values", _ALL, ("sd_ratio",)),
    "two_variances": ("F, exact for normal values", _EACH, ("sd_ratio",)),
    "two_rates": ("square roots of the counts, normal approximation", "units of exposure in each group", ("rate2",)),
}
# F and chi-square tests have no direction.
_DIRECTED = frozenset(_WORDS) - {"anova", "chi_square", "regression"}
_NEAR_TAIL_ONLY = frozenset({"t_two_sample", "t_one_sample", "t_paired", "two_proportions"})


def _counted(given: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """The sizes of the sentence: those solved for, or those given."""
    if "n_rounded_up" in answer:
        return figure(answer["n_rounded_up"])
    if given.get("n1") is not None:
        return f"{figure(g.number(given, 'n1'))} and {figure(g.number(given, 'n2'))}"
    return figure(_size_given(given) or 0.0)


def power(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Field test, and two of n (N), power and the effect; the third is computed. Options alpha, alternative, ratio.

    ``strict`` counts the far tail of a two-sided t or proportion test too, which R leaves out.
    """
    test, alpha = g.word(given, "test", tuple(_TESTS)), g.number(given, "alpha", 0.05)
    answer = _TESTS[test](given, alpha)
    method, where, effects = _WORDS[test]
    name = next(name for name in effects if name in answer or given.get(name) is not None)
    size = answer[name] if name in answer else g.number(given, name)
    if test in _NEAR_TAIL_ONLY and name != "h" and _tails(given) == 2 and not g.flag(given, "strict"):
        method += "; the far tail is left out, as in R"
    chance = answer["power_reached"] if "power_reached" in answer else answer.get("power") or g.number(given, "power")
    sides = "two-sided" if test not in _DIRECTED or _tails(given) == 2 else "one-sided"
    who = f"{_counted(given, answer)} {where}"
    seen = f"{name} = {figure(size)} is seen with a chance of {100 * chance:.0f} %"
    sentence = f"With {who}, {seen} (alpha {figure(alpha)}, {sides})."
    return {**answer, "method": method, "sentence": sentence}


def _precision(found: s.Precision, given: Mapping[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "n": found.n,
        "n_rounded_up": found.n_rounded_up,
        "margin": found.margin,
        "method": found.method,
        "sentence": found.sentence,
    }
    if given.get("response_rate") is not None:
        answer["invitations"] = s.invitations(found.n_rounded_up, g.number(given, "response_rate"))
    return answer


def sample_size(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Field for (what is to be known) with margin; or n instead of margin for a mean or a proportion."""
    what = g.word(given, "for", tuple(_WANTED))
    confidence, population = g.number(given, "confidence", 0.95), g.optional_number(given, "population")
    if given.get("margin") is None and given.get("n") is not None:
        n = g.number(given, "n")
        if what == "mean":
            return {"margin": s.margin_of_mean(n, g.number(given, "sd"), confidence=confidence, population=population)}
        if what == "proportion":
            guess = g.number(given, "p", 0.5)
            return {"margin": s.margin_of_proportion(n, guess, confidence=confidence, population=population)}
        raise StatisticsError("A margin from n is given for a mean or a proportion; give the margin for the others.")
    return _precision(_WANTED[what](given, confidence, population), given)


def _populated(function: Callable[..., s.Precision], fields: tuple[str, ...]) -> Callable[..., s.Precision]:
    def call(given: Mapping[str, Any], confidence: float, population: float | None) -> s.Precision:
        values = [g.number(given, field, 0.5 if field == "p" else None) for field in fields]
        return function(*values, confidence=confidence, population=population)

    return call


def _plain(function: Callable[..., s.Precision], fields: tuple[str, ...]) -> Callable[..., s.Precision]:
    def call(given: Mapping[str, Any], confidence: float, _population: float | None) -> s.Precision:
        values = [g.number(given, field, 0.5 if field == "prevalence" else None) for field in fields]
        return function(*values, confidence=confidence)

    return call


def _demonstration(given: Mapping[str, Any], confidence: float, _population: float | None) -> s.Precision:
    failures = count(g.number(given, "failures", 0), name="failures allowed")
    return s.size_for_demonstration(g.number(given, "least"), failures=failures, confidence=confidence)


_WANTED: dict[str, Callable[[Mapping[str, Any], float, float | None], s.Precision]] = {
    "mean": _populated(s.size_for_mean, ("margin", "sd")),
    "difference_of_means": _plain(partial(s.size_for_mean, groups=2), ("margin", "sd")),
    "proportion": _populated(s.size_for_proportion, ("margin", "p")),
    "difference_of_proportions": _plain(s.size_for_two_proportions, ("margin", "p1", "p2")),
    "rate": _plain(s.size_for_rate, ("margin", "rate")),
    "nps": _populated(s.size_for_promoter_score, ("margin", "promoters", "detractors")),
    "sd": _plain(s.size_for_sd, ("margin",)),
    "capability": _plain(s.size_for_capability, ("index", "margin")),
    "kappa": _plain(s.size_for_kappa, ("margin", "kappa", "prevalence")),
    "agreement": _demonstration,
}
