"""What does the fitted two-level model say? Plots of means, the best corner, the way of steepest climb."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import finite
from dmaic.statistics.experiment.factorial import Factorial, ReducedModel
from dmaic.statistics.experiment.terms import read_term

GOALS = ("maximum", "minimum", "target")


@dataclass(frozen=True, slots=True)
class LevelMean:
    """Mean response at one level of a factor, with the number of runs behind it."""

    level: float
    mean: float
    n: int


@dataclass(frozen=True, slots=True)
class InteractionMean:
    """Mean response at one pair of levels."""

    first_level: float
    second_level: float
    mean: float
    n: int


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best settings inside the cube, in coded units, and the response the model predicts there."""

    goal: str
    settings: dict[str, float]
    response: float
    words: str


def main_effect_means(study: Factorial) -> dict[str, tuple[LevelMean, ...]]:
    """For each factor the mean response at each of its levels (centre runs as level 0): the main effects plot."""
    return {
        name: tuple(
            LevelMean(float(level), float(study.y[column == level].mean()), int(np.sum(column == level)))
            for level in np.unique(column)
        )
        for name, column in study.columns.items()
    }


def interaction_means(study: Factorial) -> dict[str, tuple[InteractionMean, ...]]:
    """For each pair of factors the four mean responses: the interaction plot. Lines that are not parallel interact."""
    found = {}
    for first, second in combinations(study.factors, 2):
        a, b = study.columns[first], study.columns[second]
        cells = []
        for low, high in product((-1.0, 1.0), repeat=2):
            inside = (a == low) & (b == high)
            if bool(inside.any()):
                cells.append(InteractionMean(low, high, float(study.y[inside].mean()), int(inside.sum())))
        found[f"{first}:{second}"] = tuple(cells)
    return found


def predict(model: ReducedModel, settings: Mapping[str, float], factors: tuple[str, ...]) -> float:
    """The response of the model at coded settings; factors that are not named stand at 0."""
    unknown = next((name for name in settings if name not in factors), None)
    if unknown is not None:
        raise StatisticsError(f"There is no factor {unknown!r}; the factors are {', '.join(factors)}.")
    value = model.intercept
    for term, coefficient in model.coefficients().items():
        value += coefficient * float(np.prod([settings.get(name, 0.0) for name in read_term(term, factors)]))
    return value


def best_settings(model: ReducedModel, factors: tuple[str, ...], goal: str, *, target: float | None = None) -> Optimum:
    """The corner of the cube with the highest or lowest predicted response, or the point nearest to a target.

    A model of main effects and products is linear along each axis, so its extremes lie at corners; a target between two
    corners is met on the edges that lead from one to the other. Factors outside the model stand at 0: any setting will
    do for them.
    """
    if goal not in GOALS:
        raise StatisticsError(f"The goal {goal!r} is unknown; choose one of {', '.join(GOALS)}.")
    used = [name for name in factors if any(name in read_term(term, factors) for term in model.terms)]
    corners = [dict(zip(used, signs, strict=True)) for signs in product((-1.0, 1.0), repeat=len(used))]
    responses = [predict(model, corner, factors) for corner in corners]
    free = {name: 0.0 for name in factors if name not in used}
    if goal != "target":
        at = int(np.argmax(responses) if goal == "maximum" else np.argmin(responses))
        settings = corners[at] | free
        return Optimum(goal, settings, responses[at], _said(goal, responses[at]))
    wanted = finite(np.nan if target is None else target, name="target response")
    low, high = int(np.argmin(responses)), int(np.argmax(responses))
    if not responses[low] <= wanted <= responses[high]:
        at = low if wanted < responses[low] else high
        words = (
            f"The target {wanted:.4g} lies outside what the model predicts in this region ({responses[low]:.4g} to "
            f"{responses[high]:.4g}); the nearest corner is given."
        )
        return Optimum(goal, corners[at] | free, responses[at], words)
    here = dict(corners[low])
    for name in used:  # walk the edges from the lowest corner to the highest, one factor at a time
        before = predict(model, here, factors)
        after = predict(model, here | {name: corners[high][name]}, factors)
        if min(before, after) <= wanted <= max(before, after):
            part = 0.0 if before == after else (wanted - before) / (after - before)
            here[name] += part * (corners[high][name] - here[name])
            break
        here[name] = corners[high][name]
    return Optimum(goal, here | free, predict(model, here, factors), _said(goal, wanted))


def _said(goal: str, response: float) -> str:
    what = {"maximum": "highest", "minimum": "lowest", "target": "wanted"}[goal]
    return (
        f"The model predicts the {what} response, {response:.4g}, at these settings; confirm it with a few runs there."
    )


def steepest_path(
    model: ReducedModel, factors: tuple[str, ...], *, steps: int = 5, step: float = 0.5, climb: bool = True
) -> tuple[dict[str, float], ...]:
    """Points along the way of steepest climb (or descent) from the centre, in coded units, ``step`` apart.

    The direction is that of the main effects (Box & Wilson 1951); it holds near the centre only.
    """
    slopes = np.array([model.coefficients().get(name, 0.0) for name in factors])
    size = float(np.linalg.norm(slopes))
    if size == 0:
        raise StatisticsError("No main effect is in the model, so there is no direction to climb in.")
    direction = slopes / size * (1 if climb else -1)
    return tuple(
        {name: float(at) for name, at in zip(factors, direction * step * number, strict=True)}
        for number in range(1, steps + 1)
    )
