"""Counts with their sizes."""

import numpy as np
import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.counts import pooled_rate, read_counts, standard_error, standardised


def test_the_standard_error_is_binomial_for_units_and_poisson_for_defects():
    rate = np.array([0.2, 0.2])
    assert standard_error(read_counts("p", [1, 2], [10, 40]), rate) == pytest.approx([0.4 / 10**0.5, 0.4 / 40**0.5])
    assert standard_error(read_counts("u", [1, 2], [10, 40]), rate) == pytest.approx([0.02**0.5, 0.005**0.5])


def test_no_scatter_by_chance_leaves_standardised_counts_unknown():
    assert np.isnan(standardised(read_counts("p", [0, 0], 10), np.zeros(2))).all()


def test_rates_are_pooled_not_averaged():
    assert pooled_rate(np.array([1.0, 90.0]), np.array([10.0, 100.0])) == 91 / 110


def test_a_c_chart_needs_equal_areas():
    with pytest.raises(StatisticsError, match="Use a u chart"):
        read_counts("c", [1, 2], [1, 2])
