"""The studentized range against its printed tables, Student's t and scipy."""

import math

import pytest

from dmaic.statistics.studentized_range import range_quantile, range_tail


@pytest.mark.parametrize(
    ("k", "df", "q"),
    [(3, 10, 3.877), (3, 27, 3.506), (5, 20, 4.232), (10, 60, 4.646), (20, 120, 5.126), (2, 1, 17.97), (6, 1e9, 4.030)],
)
def test_the_upper_five_percent_points_are_those_of_the_tables(k, df, q):
    assert range_quantile(0.95, k, df) == pytest.approx(q, abs=1e-2 if df == 1 else 1e-3)
    assert range_tail(range_quantile(0.95, k, df), k, df) == pytest.approx(0.05, rel=1e-9)


@pytest.mark.parametrize(("t", "df"), [(0.5, 1), (3, 5), (2, 40), (300, 1), (4, 2e5)])
def test_the_range_of_two_means_is_students_t(t, df):
    from scipy.special import stdtr

    assert range_tail(t * math.sqrt(2), 2, df) == pytest.approx(2 * stdtr(df, -t), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("q", "k", "df"), [(3.5, 3, 10), (1, 2, 1), (50, 3, 1), (3, 10, 2.5), (4, 20, 5000)])
def test_scipy_agrees(q, k, df):
    from scipy.stats import studentized_range

    assert range_tail(q, k, df) == pytest.approx(float(studentized_range.sf(q, k, df)), abs=1e-11)


def test_many_means_and_no_distance_are_no_trouble():
    assert range_tail(5, 100, 30) == pytest.approx(0.5194419891728729, rel=1e-11)
    assert range_tail(0, 3, 5) == 1
    assert range_tail(1e6, 3, 50) == pytest.approx(0, abs=1e-12)
