"""Faces of strata and time: mix shift, share of the gap, seasonality, rhythms, survival."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics import mix_shift as mix
from dmaic.statistics import rhythms as cycles
from dmaic.statistics import survival as open_cases
from dmaic.statistics.faces import given as g
from dmaic.statistics.faces.terms import freedom, terms
from dmaic.statistics.gap import Part, gap_by_stratum
from dmaic.statistics.seasonality import Rhythm, seasons_of
from dmaic.statistics.seasonality import seasonality as profile_of


def _value(cell: Mapping[str, Any], what: str) -> tuple[float, float | None, float | None]:
    """Cases, their value and the variance of one case: from count and n (a share), or value and sd."""
    n = g.number(cell, "n")
    count = g.optional_number(cell, "count")
    if count is not None:
        if not 0 <= count <= n:
            raise StatisticsError(f"{what}: the count must lie between 0 and n.")
        share = count / n if n else None
        return n, share, None if share is None else share * (1 - share)
    sd = g.optional_number(cell, "sd")
    if sd is not None and sd < 0:
        raise StatisticsError(f"{what}: sd can't be negative.")
    return n, g.optional_number(cell, "value"), None if sd is None else sd * sd


def mix_shift(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Field strata: objects with name, before and after, each {n, count} or {n, value, sd}.

    Options split (midpoint | three-part), confidence, unit.
    """
    strata: list[mix.Stratum] = []
    for row in g.records(given, "strata"):
        name = str(row.get("name", len(strata) + 1))
        before, after = (mix.Period(*_value(g.mapping(row, when), f"{name} {when}")) for when in ("before", "after"))
        strata.append(mix.Stratum(name, before, after))
    split = mix.Split(g.word(given, "split", [s.value for s in mix.Split], "midpoint"))
    how = terms(given)
    found = mix.mix_shift(strata, split=split, confidence=how.confidence, unit=how.unit)
    return {
        "before": found.before,
        "after": found.after,
        "change": found.change,
        "rate_effect": found.rate_effect.value,
        "rate_effect_ci": [found.rate_effect.low, found.rate_effect.high],
        "mix_effect": found.mix_effect,
        "interaction": found.interaction,
        "mix_adjusted_after": found.mix_adjusted_after,
        "reversed": found.reversed,
        "strata": found.strata,
        "split": found.split,
        "sentence": found.sentence,
    }


def gap_share(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields strata ({name, n, count} or {name, n, value, sd}), target; options higher_is_better, confidence, unit."""
    parts: list[Part] = []
    for row in g.records(given, "strata"):
        name = str(row.get("name", len(parts) + 1))
        n, value, variance = _value(row, name)
        if value is None:
            raise StatisticsError(f"{name} has no value. Give count or value.")
        parts.append(Part(name, n, value, variance))
    how = terms(given)
    better = g.optional_flag(given, "higher_is_better") is not False
    target = g.number(given, "target")
    found = gap_by_stratum(parts, target=target, higher_is_better=better, confidence=how.confidence, unit=how.unit)
    return {
        "overall": found.overall,
        "target": found.target,
        "gap": found.gap,
        "best": found.best,
        "parts": found.parts,
        "sentence": found.sentence,
    }


def seasonality(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields values, and at (dates and times) with rhythm (hour | weekday | month), or seasons (names)."""
    values = g.numbers(given, "values")
    if given.get("at") is not None:
        rhythm = Rhythm(g.word(given, "rhythm", [r.value for r in Rhythm], "weekday"))
        moments: list[Any] = list(g.numbers(given, "at"))
        found = profile_of(values, seasons_of(moments, rhythm), rhythm=rhythm.value, terms=terms(given))
    else:
        names = [str(name) for name in g.numbers(given, "seasons")]
        found = profile_of(values, names, terms=terms(given))
    f = found.f_test
    return {
        "rhythm": found.rhythm,
        "profile": found.profile,
        "f": None if f is None else {"f": f.statistic, "df": freedom(f.df), "p": f.p},
        "kruskal": {"stat": found.rank_test.statistic, "df": freedom(found.rank_test.df), "p": found.rank_test.p},
        "refused": found.f_refused,
        "sentence": found.sentence,
        "reading": {"kruskal": found.rank_test, **({} if f is None else {"anova": f})},
    }


def rhythms(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields values and at (dates and times); options weights, confidence, unit."""
    weights = None if given.get("weights") is None else g.numbers(given, "weights")
    moments = [str(moment) for moment in g.numbers(given, "at")]
    return {"profiles": cycles.rhythms(g.numbers(given, "values"), moments, weights=weights, terms=terms(given))}


def survival(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields times, resolved (true, or false for open); options groups (one name a case), shares, bounds."""
    times, resolved = g.numbers(given, "times"), list(g.numbers(given, "resolved"))
    bounds = open_cases.Bounds(g.word(given, "bounds", [b.value for b in open_cases.Bounds], "log-log"))
    how = terms(given)
    shares = tuple(g.numbers(given, "shares")) if given.get("shares") is not None else (0.5, 0.9)

    def curve(at: list[Any], flags: list[Any]) -> dict[str, Any]:
        found = open_cases.kaplan_meier(at, flags, shares=shares, bounds=bounds, terms=how)
        middle = next((q for q, share in zip(found.quantiles, shares, strict=True) if share == 0.5), None)
        return {
            "n": found.n,
            "events": found.events,
            "steps": found.steps,
            "median": None if middle is None else middle.value,
            "median_ci": [None, None] if middle is None else [middle.low, middle.high],
            "quantiles": found.quantiles,
            "method": found.method,
            "sentence": found.sentence,
        }

    if given.get("groups") is None:
        return curve(times, resolved)
    labels = [str(name) for name in g.numbers(given, "groups")]
    if not len(labels) == len(times) == len(resolved):
        raise StatisticsError("Give one time, one mark of resolution and one group for each case.")
    split: dict[str, tuple[list[Any], list[Any]]] = {name: ([], []) for name in dict.fromkeys(labels)}
    for name, time, flag in zip(labels, times, resolved, strict=True):
        split[name][0].append(time)
        split[name][1].append(flag)
    test = open_cases.log_rank(split, terms=how)
    return {
        "groups": {name: curve(*pair) for name, pair in split.items()},
        "log_rank": {"stat": test.statistic, "df": freedom(test.df), "p": test.p},
        "reading": test,
        "sentence": test.sentence,
    }
