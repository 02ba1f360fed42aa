"""Summaries of subgroups."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics import constants
from dmaic.statistics.subgroups import grand_mean, read_subgroups, within_sigma

tables = st.lists(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3), min_size=1, max_size=10)


@given(tables)
def test_summaries_agree_with_numpy(rows):
    found, table = read_subgroups(rows), np.array(rows)
    assert found.means == pytest.approx(table.mean(axis=1), abs=1e-9)
    assert found.ranges.tolist() == np.ptp(table, axis=1).tolist()
    assert found.sds == pytest.approx(table.std(axis=1, ddof=1), abs=1e-6)


@given(tables)
def test_a_missing_column_changes_nothing_but_the_way(rows):
    padded = read_subgroups([[*row, None] for row in rows])
    plain = read_subgroups(rows)
    assert padded.sizes.tolist() == plain.sizes.tolist()
    assert padded.means == pytest.approx(plain.means, abs=1e-9)
    assert padded.sds == pytest.approx(plain.sds, abs=1e-6)


def test_the_grand_mean_weighs_by_size():
    assert grand_mean(read_subgroups([[1, 1, 1, 1], [6]])) == 2.0


def test_unequal_sizes_weigh_as_burr_says():
    found = read_subgroups([[0, 2], [0, 3, 6]])
    parts = np.array([2 / constants.d2(2), 6 / constants.d2(3)])
    weights = np.array([(constants.d2(n) / constants.d3(n)) ** 2 for n in (2, 3)])
    assert within_sigma(found, "mvlue_r") == pytest.approx(float(parts @ weights / weights.sum()))
    assert within_sigma(found, "rbar") == pytest.approx(parts.mean())
    assert within_sigma(found, "pooled") == pytest.approx(math.sqrt((2 + 18) / 3))


def test_single_values_have_no_sigma_within():
    assert math.isnan(within_sigma(read_subgroups([[1], [2]]), "rbar"))


def test_an_unknown_estimator_is_refused():
    with pytest.raises(StatisticsError, match="Known are"):
        within_sigma(read_subgroups([[1, 2]]), "magic")
