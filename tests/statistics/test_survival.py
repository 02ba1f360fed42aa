"""Kaplan-Meier and log-rank on Freireich's leukaemia data, as printed in every textbook of survival analysis."""

import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.registry import analysis_named
from dmaic.statistics.result import State
from dmaic.statistics.survival import Bounds, kaplan_meier, log_rank
from dmaic.statistics.verdict import Conclusion, Terms

# Freireich et al. (1963), weeks in remission; False: still in remission when last seen.
SIX_MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
ENDED = [bool(flag) for flag in (1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0)]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_curve_is_that_of_the_textbooks():
    found = kaplan_meier(SIX_MP, ENDED, bounds=Bounds.LOG)
    curve = {step.time: step.open_share for step in found.steps if step.events}
    assert curve == pytest.approx(
        {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}, abs=5e-5
    )
    at_ten = next(step for step in found.steps if step.time == 10)  # R: 0.586 to 0.968
    assert (at_ten.low, at_ten.high) == (pytest.approx(0.586, abs=5e-4), pytest.approx(0.968, abs=5e-4))
    assert (at_ten.at_risk, at_ten.events, at_ten.censored) == (15, 1, 1)


def test_medians_and_their_bounds_are_rs():
    treated, placebo = (
        kaplan_meier(SIX_MP, ENDED, bounds=Bounds.LOG),
        kaplan_meier(PLACEBO, [True] * 21, bounds=Bounds.LOG),
    )
    median = treated.quantiles[0]  # R survfit: 23, 0.95LCL 16, 0.95UCL NA
    assert (median.value, median.low, median.high) == (23, 16, None)
    assert median.state is State.CAUTION
    median = placebo.quantiles[0]  # R survfit: 8, 4 to 12
    assert (median.value, median.low, median.high) == (8, 4, 12)
    assert treated.quantiles[1].state is State.WITHHELD
    assert "follow the cases longer" in treated.sentence


def test_the_scales_of_the_interval_differ_and_stay_between_nothing_and_all():
    for bounds in Bounds:
        steps = kaplan_meier(PLACEBO, [True] * 21, bounds=bounds).steps
        assert all(0 <= step.low <= step.open_share <= step.high <= 1 for step in steps)
    widths = {b: kaplan_meier(SIX_MP, ENDED, bounds=b).steps[0] for b in Bounds}
    assert widths[Bounds.PLAIN].low != widths[Bounds.LOG].low != widths[Bounds.LOG_LOG].low
    assert widths[Bounds.LOG_LOG].low == pytest.approx(0.620, abs=5e-4)  # R conf.type = "log-log"


def test_without_open_cases_the_curve_is_the_empirical_share():
    found = kaplan_meier([4, 1, 3, 2], [True] * 4)
    assert [step.open_share for step in found.steps] == pytest.approx([0.75, 0.5, 0.25, 0])
    assert found.quantiles[0].value == 2.5  # the curve rests on one half between 2 and 3


def test_leaving_open_cases_out_would_shorten_the_median():
    closed_only = [time for time, ended in zip(SIX_MP, ENDED, strict=True) if ended]
    assert kaplan_meier(closed_only, [True] * 9).quantiles[0].value < 23


def test_the_log_rank_test_is_the_published_one():
    found = log_rank({"6-MP": (SIX_MP, ENDED), "placebo": (PLACEBO, [True] * 21)})
    assert found.statistic == pytest.approx(16.793, abs=5e-4)
    assert found.df == (1,)
    assert found.conclusion is Conclusion.SUPPORTS
    assert found.effect.value == pytest.approx(0.194, abs=5e-4)
    turned = log_rank({"placebo": (PLACEBO, [True] * 21), "6-MP": (SIX_MP, ENDED)})
    assert turned.statistic == pytest.approx(found.statistic)
    assert turned.effect.value == pytest.approx(1 / found.effect.value)


def test_more_groups_have_more_degrees_of_freedom():
    halves = {"a": (SIX_MP[::2], ENDED[::2]), "b": (SIX_MP[1::2], ENDED[1::2]), "c": (PLACEBO, [True] * 21)}
    found = log_rank(halves)
    assert found.df == (2,)
    assert found.effect is None


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: kaplan_meier([1, 2], [True]), "one for each"),
        (lambda: kaplan_meier([1, 2], [True, "yes"]), "true .resolved. or false"),
        (lambda: kaplan_meier([1, -2], [True, True]), "negative"),
        (lambda: kaplan_meier([], []), "at least 1"),
        (lambda: kaplan_meier([1], [True], shares=[2]), "between 0 and 1"),
        (lambda: log_rank({"a": ([1], [True])}), "two groups"),
        (lambda: log_rank({"a": ([1], [False]), "b": ([2], [False])}), "No case is resolved"),
        (lambda: log_rank({"a": ([1], [False]), "b": ([2], [True])}), "can't be compared"),
    ],
)
def test_cases_that_can_not_be_followed_are_refused(call, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        call()


def test_nothing_resolved_yet_withholds_the_median():
    found = kaplan_meier([3, 4], [False, False], terms=Terms(unit="days"))
    assert found.quantiles[0].value is None
    assert "100 % were still open" in found.sentence


def test_the_face_splits_groups():
    answer = analysis_named("survival").answer(
        {
            "times": SIX_MP + PLACEBO,
            "resolved": ENDED + [True] * 21,
            "groups": ["6-MP"] * 21 + ["placebo"] * 21,
            "bounds": "log",
            "unit": "weeks",
        }
    )
    assert answer["groups"]["placebo"]["median_ci"] == [4, 12]
    assert answer["log_rank"]["stat"] == pytest.approx(16.793, abs=5e-4)
    alone = analysis_named("survival").answer({"times": SIX_MP, "resolved": ENDED, "shares": [0.25]})
    assert alone["median"] is None
    assert alone["quantiles"][0]["value"] == 13
