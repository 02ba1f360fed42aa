"""Control-chart constants against printed tables (Montgomery, appendix VI; Duncan's d2*) and closed forms."""

import math
import subprocess
import sys

import numpy as np
import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics import constants

# n: d2, d3, c4, A2, A3, B3, B4, D3, D4 as printed (three or four digits)
PRINTED = {
    2: (1.128, 0.853, 0.7979, 1.880, 2.659, 0, 3.267, 0, 3.267),
    3: (1.693, 0.888, 0.8862, 1.023, 1.954, 0, 2.568, 0, 2.575),
    5: (2.326, 0.864, 0.9400, 0.577, 1.427, 0, 2.089, 0, 2.114),
    7: (2.704, 0.833, 0.9594, 0.419, 1.182, 0.118, 1.882, 0.076, 1.924),
    10: (3.078, 0.797, 0.9727, 0.308, 0.975, 0.284, 1.716, 0.223, 1.777),
    25: (3.931, 0.708, 0.9896, 0.153, 0.606, 0.565, 1.435, 0.459, 1.541),
}
FACTORS = ("d2", "d3", "c4", "A2", "A3", "B3", "B4", "D3", "D4")


@pytest.mark.parametrize("n", PRINTED)
def test_constants_round_to_the_printed_table(n):
    for name, printed in zip(FACTORS, PRINTED[n], strict=True):
        assert getattr(constants, name)(n) == pytest.approx(printed, abs=6e-4), name


def test_closed_forms_of_small_samples():
    assert constants.d2(2) == 2 / math.sqrt(math.pi)
    assert constants.d2(3) == pytest.approx(3 / math.sqrt(math.pi), rel=1e-12)
    assert constants.d2(4) == pytest.approx(6 / math.pi**1.5 * math.acos(-1 / 3), rel=1e-12)
    assert constants.d3(3) ** 2 == pytest.approx(2 + math.sqrt(27) / math.pi - 9 / math.pi, rel=1e-10)
    assert constants.c4(2) == pytest.approx(math.sqrt(2 / math.pi), rel=1e-14)
    assert constants.E2(2) == pytest.approx(2.6586807763582736, rel=1e-14)


def test_large_samples_agree_with_independent_quadrature():
    from scipy import integrate
    from scipy.stats import norm

    for n in (25, 100, 1000):
        mean = integrate.quad(
            lambda x, n=n: 1 - norm.cdf(x) ** n - norm.sf(x) ** n, -12, 12, epsabs=1e-13, epsrel=1e-13, limit=400
        )[0]
        assert constants.d2(n) == pytest.approx(mean, rel=1e-9)


def test_the_series_of_c4_joins_the_gamma_form():
    for n in (299, 300, 301, 302):
        half = (n - 1) / 2
        exact = math.exp(math.lgamma(half + 0.5) - math.lgamma(half)) / math.sqrt(half)
        assert constants.c4(n) == pytest.approx(exact, rel=1e-12)
    assert constants.c4(10**7) == pytest.approx(1 - 1 / (4 * 10**7), rel=1e-13)


def test_duncan_divisors():
    assert [round(constants.d2_star(n, 1), 5) for n in (2, 3, 10)] == [1.41421, 1.91154, 3.17905]
    assert constants.d2_star(5, 10**6) == pytest.approx(constants.d2(5), rel=1e-6)


def test_constants_by_size_leave_single_values_unknown():
    found = constants.per_size(constants.d2, np.array([2, 1, 5, 0, 2]))
    assert found.tolist()[0] == constants.d2(2)
    assert found[2] == constants.d2(5)
    assert np.isnan(found[[1, 3]]).all()


@pytest.mark.parametrize("n", [1, 0, -3, 2.5, True, 1001])
def test_a_size_without_a_range_is_refused(n):
    with pytest.raises(StatisticsError):
        constants.d2(n)


def test_a_number_of_ranges_below_one_is_refused():
    with pytest.raises(StatisticsError, match="number of ranges"):
        constants.d2_star(3, 0)


def test_the_constants_and_the_individuals_chart_load_no_scipy():
    code = (
        "import sys\n"
        "from dmaic.statistics.individuals import imr\n"
        "from dmaic.statistics.rules import evaluate\n"
        "evaluate(imr([1, 2, 3, 2, 1]))\n"
        "print(any(name.partition('.')[0] in {'scipy', 'statsmodels', 'flask'} for name in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
