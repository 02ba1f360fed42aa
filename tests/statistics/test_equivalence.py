"""Two one-sided tests against statsmodels, their conclusions, and one-sided margins."""

import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.equivalence import Comparison, equivalence
from dmaic.statistics.registry import analysis_named
from dmaic.statistics.verdict import Conclusion
from tests.statistics.textbook_samples import PLANTS, SLEEP_1, SLEEP_2


@pytest.mark.parametrize(("comparison", "spread"), [(Comparison.WELCH, "unequal"), (Comparison.POOLED, "pooled")])
def test_both_sides_are_those_of_statsmodels(comparison, spread):
    from statsmodels.stats.weightstats import ttost_ind

    p, low, high = ttost_ind(PLANTS[0], PLANTS[2], -1, 1, usevar=spread)
    found = equivalence(PLANTS[0], PLANTS[2], low_margin=-1, high_margin=1, comparison=comparison)
    assert (found.p, found.p_low, found.p_high) == (
        pytest.approx(p),
        pytest.approx(low[1]),
        pytest.approx(high[1]),
    )
    assert (found.t_low, found.df) == (pytest.approx(low[0]), pytest.approx(low[2]))


def test_pairs_are_those_of_statsmodels():
    import numpy as np
    from statsmodels.stats.weightstats import ttost_paired

    p, low, _ = ttost_paired(np.array(SLEEP_1), np.array(SLEEP_2), -2.5, 0.5)
    found = equivalence(SLEEP_1, SLEEP_2, low_margin=-2.5, high_margin=0.5, comparison=Comparison.PAIRED)
    assert (found.p, found.t_low) == (pytest.approx(p), pytest.approx(low[0]))


def test_the_interval_lies_inside_the_margins_exactly_when_both_reject():
    for margin in (0.3, 0.5, 0.7, 0.9, 1.1):
        found = equivalence(PLANTS[0], PLANTS[2], low_margin=-margin, high_margin=margin)
        inside = found.difference.low > -margin and found.difference.high < margin
        assert found.equivalent is inside
    assert found.difference.confidence == pytest.approx(0.9)


def test_the_three_conclusions():
    near = [10.0, 10.1, 9.9, 10.05, 9.95, 10.02]
    far = [value + 3 for value in near]
    assert equivalence(near, near[::-1], low_margin=-1, high_margin=1).conclusion is Conclusion.SUPPORTS
    assert equivalence(near, far, low_margin=-1, high_margin=1).conclusion is Conclusion.NULL
    wide = equivalence(SLEEP_1, SLEEP_2, low_margin=-1, high_margin=1)
    assert wide.conclusion is Conclusion.INCONCLUSIVE
    assert "More data would tell" in wide.sentence


def test_one_margin_asks_for_not_worse_only():
    found = equivalence(PLANTS[2], PLANTS[0], low_margin=-0.2, high_margin=None)
    assert found.equivalent
    assert found.t_high is None
    assert "the margin -0.2" in found.sentence


def test_a_mean_can_be_equivalent_to_a_target():
    answer = analysis_named("equivalence").answer(
        {"x": [5.0, 5.1, 4.9, 5.02, 4.98], "comparison": "one-sample", "mu0": 5, "margin": 0.3}
    )
    assert answer["equivalent"] is True
    assert answer["df"] == 4


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"low_margin": None, "high_margin": None}, "at least one margin"),
        ({"low_margin": 2, "high_margin": 1}, "must lie below"),
        ({"low_margin": -1, "high_margin": 1, "alpha": 0.7}, "alpha"),
        ({"low_margin": -1, "high_margin": 1, "y": [1, 1], "x": [1, 1]}, "Without spread"),
        ({"low_margin": -1, "high_margin": 1, "comparison": Comparison.PAIRED, "y": [2, 3], "x": [1, 2]}, "are equal"),
        ({"low_margin": -1, "high_margin": 1, "y": None}, "There are 0 values in y"),
    ],
)
def test_margins_have_to_make_sense(options, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        equivalence(**{"x": SLEEP_1, "y": SLEEP_2, **options})


def test_the_face_takes_one_margin_or_two():
    with pytest.raises(StatisticsError, match="not both"):
        analysis_named("equivalence").answer({"x": SLEEP_1, "y": SLEEP_2, "margin": 1, "low_margin": -1})
