"""Stability of an instrument: limits, signals, drift, refusals."""

import numpy as np
import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.registry import analysis_named
from dmaic.statistics.stability import stability

STEADY = [6.0, 6.1, 5.9, 6.0, 6.2, 5.9, 6.1, 6.0, 5.8, 6.1, 6.0, 5.9, 6.2, 6.0, 6.1, 5.9, 6.0, 6.1, 5.8, 6.0]


def test_single_readings_get_limits_from_their_moving_ranges():
    found = stability(STEADY, reference=6.0)
    moving = np.abs(np.diff(STEADY)).mean()
    assert found.ucl - found.center == pytest.approx(3 * moving / 1.128379167)
    assert found.spread_ucl == pytest.approx(3.26653 * moving, rel=1e-5)
    assert found.bias == pytest.approx(np.mean(STEADY) - 6)
    assert found.stable
    assert found.method == {"sigma": "mean moving range / d2", "subgroup size": "1"}


def test_subgroups_get_the_limits_of_the_textbook():
    groups = np.array(STEADY).reshape(4, 5)
    found = stability(groups.tolist())
    mean_range = (groups.max(axis=1) - groups.min(axis=1)).mean()
    # A2(5) = 0.577, D4(5) = 2.114
    assert found.ucl - found.center == pytest.approx(0.577 * mean_range, rel=1e-3)
    assert found.spread_ucl == pytest.approx(2.114 * mean_range, rel=1e-3)
    assert "few" in found.cautions[0]


def test_a_jump_is_a_signal_and_a_creep_is_a_drift():
    jumped = stability([*STEADY, 7.2])
    assert jumped.signals == (20,)
    assert "1 point beyond the limits" in jumped.words
    drifting = stability([value + 0.02 * place for place, value in enumerate(STEADY)])
    assert drifting.slope_p < 0.05
    assert "drift of +0.0" in drifting.words


def test_readings_that_never_change_are_stable_and_have_no_drift_test():
    found = stability([6.0] * 20)
    assert found.stable
    assert found.slope_p is None
    assert (found.lcl, found.ucl) == (6.0, 6.0)


@pytest.mark.parametrize(
    ("readings", "sentence"),
    [
        ([], "at least 3"),
        ([6.0, 6.1], "at least 3"),
        ([6.0, 6.1, None], "is empty"),
        ([[6.0, 6.1], [6.0], [6.1, 6.2]], "same number of readings"),
        ([[6.0, 6.1], [6.0, 6.2]], "2 points in time"),
    ],
)
def test_what_is_too_little_is_refused_in_words(readings, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        stability(readings)


def test_it_can_be_asked_by_name_or_as_a_kind():
    by_name = analysis_named("stability").answer({"readings": STEADY, "reference": 6})
    by_kind = analysis_named("bias_linearity").answer({"kind": "stability", "readings": STEADY, "reference": 6})
    assert by_name == by_kind
    assert by_name["stable"] is True
