"""The verdict on the scatter of counts."""

import numpy as np
import pytest
from scipy import stats

from dmaic.errors import StatisticsError
from dmaic.statistics.overdispersion import overdispersion
from tests.statistics.textbook_charts import ALL_PATIENTS, CDI, COMPUTERS, WITHIN_FOUR_HOURS


def test_the_emergency_departments_are_overdispersed():
    found = overdispersion(WITHIN_FOUR_HOURS, ALL_PATIENTS)
    assert found.sigma_z == pytest.approx(10.6368463828685, rel=1e-9)
    assert (found.verdict, found.proposed) == ("overdispersed", "laney_p")
    assert "Use the p' chart" in found.words


def test_a_rate_that_fell_is_a_shift_and_not_overdispersion():
    found = overdispersion(CDI, kind="c")
    assert found.sigma_z < 1.2
    assert found.ratio > 3
    assert (found.verdict, found.proposed) == ("shifting", "c")


def test_stable_counts_scatter_as_chance_explains():
    found = overdispersion(COMPUTERS, 5, kind="u")
    assert (found.verdict, found.proposed) == ("as_expected", "u")
    assert found.p_over == pytest.approx(stats.chi2.sf(found.chi_square, 19), rel=1e-10)
    assert found.p_under == pytest.approx(stats.chi2.cdf(found.chi_square, 19), rel=1e-10)


def test_a_large_contact_centre_gets_the_primed_chart():
    generator = np.random.default_rng(4)
    resolved = generator.binomial(8000, np.clip(generator.normal(0.72, 0.013, 60), 0, 1))
    found = overdispersion(resolved, 8000)
    assert found.sigma_z == pytest.approx(2.8, abs=0.4)
    assert found.proposed == "laney_p"


def test_smoothed_counts_are_underdispersed():
    found = overdispersion([10, 10, 11, 10, 10, 9, 10, 10, 11, 10, 10, 10, 9, 10], kind="c")
    assert found.verdict == "underdispersed"
    assert "smoothed" in found.words


def test_few_counts_give_no_verdict():
    assert overdispersion([3, 30, 4, 40], kind="c").verdict == "too_few"
    with pytest.raises(StatisticsError, match="Fewer than three"):
        overdispersion([3, 30], kind="c")


@pytest.mark.parametrize(("counts", "words"), [([0, 0, 0], "No defect"), ([9, 9, 9], "Every unit")])
def test_counts_without_scatter_are_refused(counts, words):
    with pytest.raises(StatisticsError, match=words):
        overdispersion(counts, 9)
