"""Response surfaces: Montgomery's chemical process, shapes, the best point of the region."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.experiment import (
    best_in_region,
    box_behnken,
    central_composite,
    full_factorial,
    response_surface,
    ridge_path,
    surface_grid,
)

YIELD = [76.5, 78.0, 77.0, 79.5, 75.6, 78.4, 77.0, 78.5, 79.9, 80.3, 80.0, 79.7, 79.8]


def chemical():
    return response_surface(central_composite(2, centre_points=5).points, YIELD)


def test_the_chemical_process_is_the_book_s():
    found = chemical()
    # Montgomery, DAE, example 11.2
    assert [round(float(c), 2) for c in found.fit.coefficients] == [79.94, 0.99, 0.52, 0.25, -1.38, -1.00]
    assert found.stationary_point == (pytest.approx(0.389, abs=5e-4), pytest.approx(0.306, abs=5e-4))
    assert found.response_at_stationary == pytest.approx(80.21, abs=5e-3)
    assert found.eigenvalues == (pytest.approx(-0.9634, abs=5e-5), pytest.approx(-1.4141, abs=5e-5))
    assert (found.shape, found.inside) == ("maximum", True)
    assert found.lack_of_fit.pure_df == 4
    assert found.lack_of_fit.pure_ss == pytest.approx(0.212)
    assert found.lack_of_fit.f == pytest.approx(1.78, abs=5e-3)


def surface_of(values, shift=(0.0, 0.0), design=None):
    points = central_composite(2, centre_points=3).points if design is None else design
    at = points - np.array(shift)
    return response_surface(points, 10 + at**2 @ np.array(values))


@pytest.mark.parametrize(
    ("values", "shape"),
    [((-1, -2), "maximum"), ((1, 2), "minimum"), ((1, -2), "saddle"), ((-1, 0.001), "ridge"), ((0, 0), "ridge")],
)
def test_shapes_are_told_by_their_eigenvalues(values, shape):
    assert surface_of(values).shape == shape


def test_a_top_outside_the_runs_is_said_to_be_outside():
    found = surface_of((-1, -2), shift=(3, 0))
    assert found.inside is False
    assert "do not trust" in found.words
    assert found.stationary_point == (pytest.approx(3), pytest.approx(0, abs=1e-9))
    best = best_in_region(found)
    assert math.hypot(*best.point) == pytest.approx(found.radius)
    assert best.point[0] == pytest.approx(found.radius, rel=1e-6)


def test_a_flat_surface_has_no_stationary_point():
    points = central_composite(2).points
    found = response_surface(points, points @ [1.0, 2.0] + 5)
    assert best_in_region(found).point == (
        pytest.approx(found.radius / math.sqrt(5), rel=1e-5),
        pytest.approx(2 * found.radius / math.sqrt(5), rel=1e-5),
    )


def test_the_best_point_inside_is_the_stationary_one():
    assert best_in_region(chemical()).point == pytest.approx(chemical().stationary_point)


def test_a_symmetric_valley_is_left_at_its_rim():
    found = surface_of((1, 2))
    best = best_in_region(found, "maximum")
    assert math.hypot(*best.point) == pytest.approx(found.radius)
    assert best.response == pytest.approx(10 + 2 * found.radius**2)
    assert best_in_region(found, "minimum").response == pytest.approx(10)


def test_the_ridge_path_climbs_all_the_way():
    path = ridge_path(surface_of((1, -2), shift=(0.3, 0.2)))
    assert [one.radius for one in path] == pytest.approx(np.linspace(0, path[-1].radius, 11)[1:])
    assert all(one.response < two.response for one, two in pairwise(path))


def test_a_grid_for_contours_holds_the_model_s_responses():
    found = chemical()
    axis, grid = surface_grid(found, "x1", "x2", points=5)
    assert grid.shape == (5, 5)
    assert grid[2, 2] == pytest.approx(found.fit.coefficients[0])
    assert grid[4, 0] == pytest.approx(found.predict(np.array([axis[0], axis[4]]))[0])
    with pytest.raises(StatisticsError, match="no factor 'x3'"):
        surface_grid(found, "x1", "x3")


def test_box_behnken_runs_carry_the_full_quadratic():
    points = box_behnken(3).points
    rng = np.random.default_rng(1)
    truth = rng.normal(0, 1, 10)
    x = np.column_stack(
        [np.ones(len(points)), points, *(points[:, i] * points[:, j] for i, j in ((0, 1), (0, 2), (1, 2))), points**2]
    )
    assert response_surface(points, x @ truth).fit.coefficients == pytest.approx(truth)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: response_surface(full_factorial([2, 2]).points, [1, 2, 3, 4]), "6 coefficients for 4 runs"),
        (lambda: response_surface(np.tile(full_factorial([2, 2]).points, (2, 1)), range(8)), "aliased"),
        (lambda: response_surface([[1, 2]], [1, 2, 3]), "1 runs of settings"),
        (lambda: response_surface([[1, 2], [1], [2, 3]], [1, 2, 3]), "same number of settings"),
        (lambda: response_surface([[1, None], [1, 2], [2, 3]], [1, 2, 3]), "Run 1, factor 2 is empty"),
        (lambda: response_surface([[1], [2], [3]], [1, 2, math.nan]), "is empty"),
        (lambda: response_surface([[1], [2], [3]], [1, 2, 3], factors=["a", "b"]), "2 are named"),
        (lambda: best_in_region(chemical(), "best"), "goal"),
        (lambda: best_in_region(chemical(), radius=0), "above 0"),
    ],
)
def test_what_is_no_surface_is_refused_in_words(call, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        call()


def test_results_that_are_all_equal_are_a_flat_ridge():
    found = response_surface(central_composite(2).points, [5.0] * 13)
    assert found.shape == "ridge"
    assert found.fit.standard_errors is None


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_no_point_of_the_region_beats_the_best_one(seed):
    rng = np.random.default_rng(seed)
    points = central_composite(3, centre_points=4).points
    found = response_surface(points, rng.normal(0, 1, len(points)))
    best, least = best_in_region(found, "maximum"), best_in_region(found, "minimum")
    inside = rng.normal(0, 1, (400, 3))
    inside *= (found.radius * rng.random(400) ** (1 / 3) / np.linalg.norm(inside, axis=1))[:, None]
    responses = found.predict(inside)
    assert responses.max() <= best.response + 1e-6
    assert responses.min() >= least.response - 1e-6
    assert math.hypot(*best.point) <= found.radius * (1 + 1e-6)
