"""Which runs should be made? Designs in coded units, -1 to +1, in standard order.

Sources: Plackett & Burman (1946); Box & Wilson (1951) central composite; Box & Behnken (1960); Montgomery, Design and
Analysis of Experiments, chapters 6, 8 and 11.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, count, finite
from dmaic.statistics.experiment.fractions import GENERATORS, standard_fraction
from dmaic.statistics.experiment.hadamard import plackett_burman_generator, screening_matrix
from dmaic.statistics.figures import entered

_MOST_RUNS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Runs in coded units, one row a run, in standard order. ``kinds`` says what each run is: factorial, axial, centre,
    edge or screening."""

    name: str
    points: Floats
    kinds: tuple[str, ...]
    method: dict[str, str] = field(default_factory=dict)
    cautions: tuple[str, ...] = ()

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.points)


def full_factorial(levels: Sequence[int]) -> Design:
    """Every combination of the levels, the first factor changing fastest (Yates' standard order).

    Levels are spread evenly from -1 to +1: -1, 1 for two, -1, 0, 1 for three.
    """
    sizes = [count(size, name="number of levels", least=2) for size in levels]
    if not sizes:
        raise StatisticsError("Give the number of levels of each factor.")
    _refuse_many(math.prod(sizes))
    steps = [np.linspace(-1, 1, size).tolist() for size in sizes]
    points = np.array([row[::-1] for row in product(*steps[::-1])])
    return Design("full_factorial", points, ("factorial",) * len(points))


def _refuse_many(runs: int) -> None:
    if runs > _MOST_RUNS:
        raise StatisticsError(f"That is {runs} runs. Use fewer levels or centre runs, or a fraction.")


def plackett_burman(runs: int) -> Design:
    """Screening design for up to runs - 1 factors; runs a multiple of 4, from 4 to 96 where one is known.

    Main effects are mixed with parts of many two-factor interactions: good for finding the few that matter.
    """
    matrix = screening_matrix(count(runs, name="number of runs", least=4))
    generator = plackett_burman_generator(runs)
    method = {"construction": "cyclic generator" if generator else "Hadamard matrix, first row and column set to +1"}
    return Design("plackett_burman", matrix, ("screening",) * len(matrix), method)


def central_composite(
    k: int,
    *,
    factorial_runs: int | None = None,
    centre_points: int = 5,
    alpha: str | float = "rotatable",
) -> Design:
    """Factorial corners, two axial runs a factor at +-alpha, and centre runs.

    ``alpha``: rotatable (nF^(1/4)), orthogonal (quadratic coefficients uncorrelated: sqrt((sqrt(nF N) - nF) / 2)),
    face_centred (1), spherical (sqrt k), or a number. ``factorial_runs`` below 2^k takes the tabled fraction.
    """
    factors = count(k, name="number of factors", least=2)
    if factors > 10:
        raise StatisticsError(f"A central composite design of {factors} factors is too large; use at most 10.")
    corners = count(2**factors if factorial_runs is None else factorial_runs, name="number of factorial runs", least=2)
    centres = count(centre_points, name="number of centre points")
    made = standard_fraction(factors, corners)
    cautions = []
    if made.resolution is not None and made.resolution < 5:
        cautions.append(
            f"The fraction has resolution {made.resolution}: not all interactions of the full quadratic model can be "
            "told apart. Use more factorial runs."
        )
    if centres < 3:
        cautions.append("With fewer than 3 centre runs pure error and lack of fit are hard to see.")
    _refuse_many(corners + 2 * factors + centres)
    distance = axial_distance(alpha, corners, factors, centres)
    axial = np.zeros((2 * factors, factors))
    for place in range(factors):
        axial[2 * place, place], axial[2 * place + 1, place] = -distance, distance
    points = np.vstack([np.array(list(made.design.values()), dtype=np.float64).T, axial, np.zeros((centres, factors))])
    kinds = ("factorial",) * corners + ("axial",) * 2 * factors + ("centre",) * centres
    method = {"alpha": f"{alpha}", "axial distance": f"{distance:.10g}"}
    return Design("central_composite", points, kinds, method, tuple(cautions))


def axial_distance(alpha: str | float, factorial_runs: int, k: int, centre_points: int) -> float:
    """How far out the axial runs of a central composite design lie, in coded units."""
    if not isinstance(alpha, str):
        distance = finite(alpha, name="axial distance alpha")
        if distance <= 0:
            raise StatisticsError(f"The axial distance is {entered(distance)}; it must be above 0.")
        return distance
    if alpha == "rotatable":
        return float(factorial_runs**0.25)
    if alpha == "orthogonal":
        total = factorial_runs + 2 * k + centre_points
        return math.sqrt((math.sqrt(factorial_runs * total) - factorial_runs) / 2)
    if alpha.replace("-", "_") in {"face_centred", "face_centered", "face"}:
        return 1.0
    if alpha == "spherical":
        return math.sqrt(k)
    raise StatisticsError(
        f"The kind of alpha {alpha!r} is unknown; choose rotatable, orthogonal, face_centred, spherical or a number."
    )


#: Which factors vary together in each block of a Box-Behnken design (Box & Behnken 1960, table 4).
_BOX_BEHNKEN: dict[int, tuple[tuple[int, ...], ...]] = {
    3: tuple(combinations(range(3), 2)),
    4: tuple(combinations(range(4), 2)),
    5: tuple(combinations(range(5), 2)),
    6: ((0, 1, 3), (1, 2, 4), (2, 3, 5), (0, 3, 4), (1, 4, 5), (0, 2, 5)),
    7: ((3, 4, 5), (0, 5, 6), (1, 4, 6), (0, 1, 3), (2, 3, 6), (0, 2, 4), (1, 2, 5)),
}
_BOX_BEHNKEN_CENTRES = {3: 3, 4: 3, 5: 6, 6: 6, 7: 6}


def box_behnken(k: int, *, centre_points: int | None = None) -> Design:
    """Three-level quadratic design of 3 to 7 factors without corner runs: midpoints of edges, and centre runs."""
    factors = count(k, name="number of factors", least=1)
    if factors not in _BOX_BEHNKEN:
        raise StatisticsError(
            f"Box-Behnken designs are given for 3 to 7 factors, not for {factors}. Use a central composite design."
        )
    centres = _BOX_BEHNKEN_CENTRES[factors] if centre_points is None else count(centre_points, name="centre points")
    _refuse_many(centres)
    edges = []
    for together in _BOX_BEHNKEN[factors]:
        for signs in product((-1.0, 1.0), repeat=len(together)):
            row = [0.0] * factors
            for place, sign in zip(together, signs, strict=True):
                row[place] = sign
            edges.append(row)
    points = np.vstack([np.array(edges), np.zeros((centres, factors))])
    return Design("box_behnken", points, ("edge",) * len(edges) + ("centre",) * centres)


def fractional_factorial(factors: int, runs: int) -> Design:
    """The tabled two-level fraction of least confusion, in standard order of its base factors."""
    made = standard_fraction(count(factors, name="number of factors", least=2), count(runs, name="number of runs"))
    points = np.array(list(made.design.values()), dtype=np.float64).T
    method = {"generators": ", ".join(made.generators) or "none (full)", "resolution": str(made.resolution or "full")}
    cautions = (made.words_plain,) if made.resolution is not None and made.resolution < 5 else ()
    return Design("fractional_factorial", points, ("factorial",) * runs, method, cautions)


def runs_to_choose_from(factors: int) -> tuple[int, ...]:
    """The numbers of runs for which a two-level design of so many factors is known, smallest first."""
    tabled = [runs for k, runs in GENERATORS if k == factors]
    return tuple(sorted([*tabled, *([2**factors] if factors <= 10 else [])]))
