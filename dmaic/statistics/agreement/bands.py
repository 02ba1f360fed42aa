"""How good is an agreement, in words? The bands of the manual and the traps of kappa.

Source: AIAG, Measurement Systems Analysis, 4th ed., chapter III-C: kappa above 0.75 good to excellent, below 0.40 poor;
effectiveness, miss rate and false alarm rate as in its table of guidelines.
"""

from __future__ import annotations

GOOD_KAPPA, POOR_KAPPA = 0.75, 0.40
_LOPSIDED = 0.9

#: (acceptable, marginal) borders; effectiveness from above, the two rates from below, in percent.
EFFECTIVENESS_BANDS = (90.0, 80.0)
MISS_BANDS = (2.0, 5.0)
FALSE_ALARM_BANDS = (5.0, 10.0)


def kappa_level(kappa: float | None) -> str:
    """ok above 0.75, fail below 0.40, conditional between; unknown when kappa is not defined."""
    if kappa is None:
        return "unknown"
    if kappa > GOOD_KAPPA:
        return "ok"
    return "fail" if kappa < POOR_KAPPA else "conditional"


def settled(level: str, ends: tuple[str, str]) -> str:
    """``level`` where the interval settles it; undecided where one end of it is ok and the other fails."""
    return "undecided" if set(ends) == {"ok", "fail"} else level


def settled_kappa(kappa: float | None, low: float | None, high: float | None) -> str:
    """The level of a kappa with its interval; without an interval only a failure is told."""
    level = kappa_level(kappa)
    if low is None or high is None:
        return level if level in {"fail", "unknown"} else "undecided"
    return settled(level, (kappa_level(low), kappa_level(high)))


def kappa_words(kappa: float | None) -> str:
    """Kappa in a sentence."""
    if kappa is None:
        return "Kappa is not defined: every rating is the same, so agreement by chance can't be told from skill."
    level = kappa_level(kappa)
    if level == "ok":
        return f"Kappa {kappa:.2f}: good agreement, well beyond chance."
    if level == "conditional":
        return f"Kappa {kappa:.2f}: some agreement beyond chance, not enough to rely on. Sharpen the definitions."
    return f"Kappa {kappa:.2f}: poor agreement, hardly better than chance. Rewrite the definition, train, repeat."


def lopsided(shares: dict[str, float]) -> tuple[str, ...]:
    """A caution when one category holds more than 90 % of the ratings (the kappa paradox of Feinstein & Cicchetti)."""
    return tuple(
        f"{100 * share:.0f} % of all ratings are {name!r}. With so lopsided a sample kappa can be low although people "
        "agree: read it beside the percent agreement, and repeat with about as many good as bad items."
        for name, share in shares.items()
        if _LOPSIDED < share < 1
    )


def effectiveness_level(percent: float) -> str:
    """ok from 90 %, conditional from 80 %, else fail."""
    if percent >= EFFECTIVENESS_BANDS[0]:
        return "ok"
    return "conditional" if percent >= EFFECTIVENESS_BANDS[1] else "fail"


def rate_level(percent: float, bands: tuple[float, float]) -> str:
    """ok up to the first border, conditional up to the second, else fail."""
    if percent <= bands[0]:
        return "ok"
    return "conditional" if percent <= bands[1] else "fail"


def worst(levels: list[str]) -> str:
    """The worst of several levels; unknown ones do not vote."""
    for level in ("fail", "undecided", "conditional", "ok"):
        if level in levels:
            return level
    return "unknown"
