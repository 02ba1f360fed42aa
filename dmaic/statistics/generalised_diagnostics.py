"""May a logistic or Poisson regression be trusted? Enough cases, calibration, dispersion, leverage."""

from __future__ import annotations

import math

import numpy as np

from dmaic.statistics.checked import Floats
from dmaic.statistics.distributions import chi_square_tail
from dmaic.statistics.moments import rank
from dmaic.statistics.verdict import Check, p_words


def roc_area(y: Floats, mu: Floats) -> float:
    """P(a random 1 is given a higher probability than a random 0), ties half (Hanley & McNeil 1982)."""
    ones = float(y.sum())
    return (float(np.sum(rank(mu)[y == 1])) - ones * (ones + 1) / 2) / (ones * (y.size - ones))


def hosmer_lemeshow(y: Floats, mu: Floats, groups: int = 10) -> tuple[float, int, float]:
    """Do fitted probabilities match what happened? Hosmer & Lemeshow (1980) by equal-sized groups, chi-square g - 2."""
    order = np.argsort(mu, kind="stable")
    statistic, used = 0.0, 0
    for part in np.array_split(order, min(groups, y.size)):
        expected, size = float(mu[part].sum()), part.size
        if expected <= 0 or expected >= size:
            continue
        statistic += (float(y[part].sum()) - expected) ** 2 / (expected * (1 - expected / size))
        used += 1
    df = max(used - 2, 1)
    return statistic, df, chi_square_tail(statistic, df)


def logistic_checks(y: Floats, mu: Floats, leverage: Floats, parameters: int) -> tuple[Check, ...]:
    """Cases per coefficient (Peduzzi et al. 1996), calibration from 40 rows on, and leverage."""
    events = int(min(y.sum(), y.size - y.sum()))
    said = f"{events} cases of the rarer answer for {parameters} coefficients; 10 for each are wanted"
    checks = [Check("enough cases", said, events >= 10 * parameters)]
    if y.size >= 40:
        statistic, df, chance = hosmer_lemeshow(y, mu)
        said = f"Hosmer-Lemeshow chi-square({df}) = {statistic:.2f}, {p_words(chance)}"
        checks.append(Check("calibration", said, chance >= 0.05))
    return (*checks, _leverage_check(leverage))


def poisson_checks(leverage: Floats, dispersion: float, parameters: int) -> tuple[Check, ...]:
    """Dispersion against 1 by Pearson's chi-square on its df, and leverage."""
    df = leverage.size - parameters
    chance = chi_square_tail(dispersion * df, df)
    wider = f"; intervals should be {math.sqrt(dispersion):.2f} times as wide" if dispersion > 1 else ""
    said = f"Pearson chi-square over df {dispersion:.2f} (1 for Poisson){wider}"
    return (Check("Poisson spread", said, chance >= 0.05), _leverage_check(leverage))


def _leverage_check(leverage: Floats) -> Check:
    worst = int(np.argmax(leverage))
    said = f"largest leverage {leverage[worst]:.2f} in row {worst + 1}"
    return Check("no row decides alone", said, bool(leverage[worst] < 0.9))
