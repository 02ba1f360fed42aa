"""Where is the top of the hill? Second-order response surface, its stationary point and its shape.

Sources: Box & Wilson (1951); Myers, Montgomery & Anderson-Cook, Response Surface Methodology, chapters 6 and 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, count, entry, sample
from dmaic.statistics.experiment.least_squares import Fit, LackOfFit, fit, lack_of_fit
from dmaic.statistics.figures import entered

#: An eigenvalue below this share of the largest is a ridge: the surface hardly changes in that direction.
_FLAT = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A fitted quadratic in coded units.

    ``stationary_point`` and ``response_at_stationary`` are None when the surface has none (a flat direction).
    ``eigenvalues`` come largest first with ``eigenvectors`` as rows. ``shape`` is maximum, minimum, saddle or ridge.
    ``inside`` says whether the stationary point lies within the farthest run from the centre.
    """

    factors: tuple[str, ...]
    names: tuple[str, ...]
    fit: Fit
    lack_of_fit: LackOfFit | None
    linear: Floats
    quadratic: Floats
    stationary_point: tuple[float, ...] | None
    response_at_stationary: float | None
    eigenvalues: tuple[float, ...]
    eigenvectors: tuple[tuple[float, ...], ...]
    shape: str
    radius: float
    inside: bool | None
    words: str

    def predict(self, points: Floats) -> Floats:
        """Responses at coded points, one a row."""
        at = np.atleast_2d(np.asarray(points, dtype=np.float64))
        intercept = float(self.fit.coefficients[0])
        return np.asarray(intercept + at @ self.linear + np.einsum("ni,ij,nj->n", at, self.quadratic, at))


def response_surface(
    x: Sequence[Sequence[Any]] | Floats, y: Sequence[Any], *, factors: Sequence[str] | None = None
) -> Surface:
    """Fit constant, x_i, x_i*x_j and x_i^2 to coded settings ``x[run][factor]``, and find the shape.

    Stationary point -B^-1 b / 2 with b the linear coefficients and B the matrix of quadratic ones (off the diagonal
    halved). Raises StatisticsError when the runs can't tell the terms apart.
    """
    results = sample(y, name="the results", least=3)
    settings = _settings(x, len(results))
    k = settings.shape[1]
    own = tuple(f"x{place}" for place in range(1, k + 1)) if factors is None else tuple(str(name) for name in factors)
    if len(own) != k:
        raise StatisticsError(f"The settings have {k} factors, but {len(own)} are named.")
    pairs = list(combinations(range(k), 2))
    names = (
        "const",
        *own,
        *(f"{own[i]}*{own[j]}" for i, j in pairs),
        *(f"{name}^2" for name in own),
    )
    model = np.column_stack(
        [np.ones(len(results)), settings, *(settings[:, i] * settings[:, j] for i, j in pairs), settings**2]
    )
    found = fit(model, results, names)
    linear = found.coefficients[1 : k + 1]
    quadratic = np.diag(found.coefficients[k + 1 + len(pairs) :])
    for place, (i, j) in enumerate(pairs):
        quadratic[i, j] = quadratic[j, i] = found.coefficients[k + 1 + place] / 2
    values, vectors = np.linalg.eigh(quadratic)
    # curvature below rounding of the coefficients is none
    values[np.abs(values) <= 1e-12 * float(np.max(np.abs(found.coefficients)))] = 0.0
    values, vectors = values[::-1], vectors[:, ::-1].T
    radius = float(np.max(np.linalg.norm(settings, axis=1)))
    stationary, response, inside = None, None, None
    largest = float(np.max(np.abs(values), initial=0.0))
    if largest > 0 and float(np.min(np.abs(values))) > 1e-10 * largest:
        point = -0.5 * np.linalg.solve(quadratic, linear)
        stationary = tuple(float(value) for value in point)
        response = float(found.coefficients[0] + linear @ point / 2)
        inside = float(np.linalg.norm(point)) <= radius
    shape = _shape(values)
    return Surface(
        own,
        names,
        found,
        lack_of_fit(found, settings, results),
        linear,
        quadratic,
        stationary,
        response,
        tuple(float(value) for value in values),
        tuple(tuple(float(part) for part in row) for row in vectors),
        shape,
        radius,
        inside,
        _words(shape, inside=inside),
    )


def _settings(x: Sequence[Sequence[Any]] | Floats, runs: int) -> Floats:
    rows = [list(row) for row in x]
    if len(rows) != runs:
        raise StatisticsError(f"There are {len(rows)} runs of settings for {runs} results; each run needs both.")
    k = len(rows[0])
    if k == 0 or any(len(row) != k for row in rows):
        raise StatisticsError("Every run needs the same number of settings, one for each factor.")
    return np.array(
        [[entry(value, f"Run {i}, factor {j}") for j, value in enumerate(row, 1)] for i, row in enumerate(rows, 1)]
    )


def _shape(values: Floats) -> str:
    largest = float(np.max(np.abs(values)))
    if largest == 0 or float(np.min(np.abs(values))) < _FLAT * largest:
        return "ridge"
    if bool((values < 0).all()):
        return "maximum"
    return "minimum" if bool((values > 0).all()) else "saddle"


def _words(shape: str, *, inside: bool | None) -> str:
    said = {
        "maximum": "The surface is a hill: its stationary point is the highest response.",
        "minimum": "The surface is a valley: its stationary point is the lowest response.",
        "saddle": "The surface is a saddle: the response rises one way and falls another, so the stationary point is "
        "neither best nor worst. Read the best point of the region instead.",
        "ridge": "The surface is a ridge: along one direction the response hardly changes. Choose the cheapest "
        "settings along it.",
    }[shape]
    if inside is False:
        said += " The stationary point lies outside the runs made: do not trust it without runs there."
    return said


@dataclass(frozen=True, slots=True)
class RegionOptimum:
    """The best point on or inside a sphere around the centre, in coded units."""

    goal: str
    radius: float
    point: tuple[float, ...]
    response: float


def best_in_region(surface: Surface, goal: str = "maximum", *, radius: float | None = None) -> RegionOptimum:
    """Ridge analysis: the highest (or lowest) predicted response within ``radius`` (default: of the runs).

    Solves max b'x + x'Bx for |x| <= r exactly through x = (mu I - B)^-1 b / 2 with mu at least the largest eigenvalue
    (Draper 1963; the trust-region problem), so it never extrapolates.
    """
    if goal not in {"maximum", "minimum"}:
        raise StatisticsError(f"The goal {goal!r} is unknown; choose maximum or minimum.")
    reach = surface.radius if radius is None else float(radius)
    if not reach > 0:
        raise StatisticsError(f"The radius is {entered(reach)}; it must be above 0.")
    sign = 1.0 if goal == "maximum" else -1.0
    point = _highest_in_ball(sign * surface.linear, sign * surface.quadratic, reach)
    return RegionOptimum(goal, reach, tuple(float(value) for value in point), float(surface.predict(point)[0]))


def ridge_path(surface: Surface, goal: str = "maximum", *, steps: int = 10) -> tuple[RegionOptimum, ...]:
    """The best points at growing distance from the centre, up to the farthest run."""
    number_of = count(steps, name="number of steps", least=1)
    return tuple(
        best_in_region(surface, goal, radius=surface.radius * place / number_of) for place in range(1, number_of + 1)
    )


def _highest_in_ball(b: Floats, quadratic: Floats, radius: float) -> Floats:
    values, vectors = np.linalg.eigh(quadratic)
    along = vectors.T @ b
    top = float(values[-1])
    if top < 0:
        free = vectors @ (-along / (2 * values))
        if float(np.linalg.norm(free)) <= radius:
            return np.asarray(free)

    def at(mu: float) -> Floats:
        return along / (2 * (mu - values))

    scale = max(1e-300, float(np.max(np.abs(values))), float(np.linalg.norm(b)))
    start = max(top, 0.0) + 1e-12 * scale
    if float(np.linalg.norm(at(start))) <= radius:
        # Nothing pulls along the top direction (a symmetric hill or valley): both ways out are equally good.
        near = at(start)
        left = np.sqrt(max(0.0, radius**2 - float(near[:-1] @ near[:-1])))
        near[-1] = left if near[-1] >= 0 else -left
        return np.asarray(vectors @ near)
    low, high = start, start + float(np.linalg.norm(b)) / radius + scale
    for _ in range(200):
        middle = (low + high) / 2
        if float(np.linalg.norm(at(middle))) > radius:
            low = middle
        else:
            high = middle
    return np.asarray(vectors @ at(high))


def surface_grid(
    surface: Surface, first: str, second: str, *, fixed: dict[str, float] | None = None, points: int = 41
) -> tuple[Floats, Floats]:
    """Responses over two factors for a contour plot: the axis of both, and a grid ``[second][first]``.

    The others stand at 0 or as ``fixed``; the axis runs from minus to plus the farthest run's distance.
    """
    for name in (first, second, *(fixed or {})):
        if name not in surface.factors:
            raise StatisticsError(f"There is no factor {name!r}; the factors are {', '.join(surface.factors)}.")
    size = count(points, name="number of grid points", least=2)
    axis = np.linspace(-surface.radius, surface.radius, size)
    at = np.zeros((size * size, len(surface.factors)))
    for name, value in (fixed or {}).items():
        at[:, surface.factors.index(name)] = value
    at[:, surface.factors.index(first)] = np.tile(axis, size)
    at[:, surface.factors.index(second)] = np.repeat(axis, size)
    return axis, surface.predict(at).reshape(size, size)
