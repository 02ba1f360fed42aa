"""NIST StRD certified values, typed from the published tables, against least squares, ANOVA and moments."""

import math

import numpy as np
import pytest

from dmaic.statistics.autocorrelation import lag_correlation
from dmaic.statistics.moments import moments
from dmaic.statistics.one_way import anova_table
from dmaic.statistics.regression import predict, regress, regress_polynomial
from tests.statistics.nist_data import (
    ATMWTAG,
    FILIP,
    LEW,
    LONGLEY_X,
    LONGLEY_Y,
    MAVRO,
    MICHELSO,
    NOINT1,
    NORRIS,
    PONTIUS,
    SIRSTV,
    WAMPLER3,
)


def columns(table):
    y, x = zip(*table, strict=True)
    return list(y), list(x)


def judged(found):
    return [row.value for row in found.coefficients], [row.standard_error for row in found.coefficients]


def test_norris_calibration_line():
    y, x = columns(NORRIS)
    found = regress(y, {"x": x})
    values, errors = judged(found)
    assert values == pytest.approx([-0.262323073774029, 1.00211681802045], rel=1e-12)
    assert errors == pytest.approx([0.232818234301152, 0.429796848199937e-03], rel=1e-12)
    assert found.residual_sd == pytest.approx(0.884796396144373, rel=1e-12)
    assert found.r_squared == pytest.approx(0.999993745883712, rel=1e-14)
    assert found.rss == pytest.approx(26.6173985294224, rel=1e-12)
    assert found.f == pytest.approx(5436385.54079785, rel=1e-12)


def test_filip_polynomial_of_degree_ten_keeps_fourteen_digits():
    y, x = columns(FILIP)
    found = regress_polynomial(y, x, degree=10)
    values, errors = judged(found)
    certified = [
        -1467.48961422980,
        -2772.17959193342,
        -2316.37108160893,
        -1127.97394098372,
        -354.478233703349,
        -75.1242017393757,
        -10.8753180355343,
        -1.06221498588947,
        -0.670191154593408e-01,
        -0.246781078275479e-02,
        -0.402962525080404e-04,
    ]
    deviations = [
        298.084530995537,
        559.779865474950,
        466.477572127796,
        227.204274477751,
        71.6478660875927,
        15.2897178747400,
        2.23691159816033,
        0.221624321934227,
        0.142363763154724e-01,
        0.535617408889821e-03,
        0.896632837373868e-05,
    ]
    assert values == pytest.approx(certified, rel=2e-14)
    assert errors == pytest.approx(deviations, rel=2e-14)
    assert found.r_squared == pytest.approx(0.996727416185620, rel=1e-14)
    assert found.residual_sd == pytest.approx(0.334801051324544e-02, rel=1e-13)
    assert found.f == pytest.approx(2162.43954511489, rel=1e-12)


def test_filip_by_columns_keeps_every_column():
    y, x = columns(FILIP)
    powers = {f"x{d}": [value**d for value in x] for d in range(1, 11)}
    found = regress(y, powers)
    assert len(found.coefficients) == 11
    assert found.coefficients[0].value == pytest.approx(-1467.4896, rel=1e-4)


def test_pontius_load_cell():
    y, x = columns(PONTIUS)
    found = regress_polynomial(y, x, degree=2)
    values, errors = judged(found)
    assert values == pytest.approx([0.673565789473684e-03, 0.732059160401003e-06, -0.316081871345029e-14], rel=1e-13)
    assert errors == pytest.approx([0.107938612033077e-03, 0.157817399981659e-09, 0.486652849992036e-16], rel=1e-13)
    assert found.residual_sd == pytest.approx(0.205177424076185e-03, rel=1e-12)


@pytest.mark.parametrize(
    ("table", "slope", "error", "sd", "r_squared"),
    [
        (NOINT1, 2.07438016528926, 0.165289256198347e-01, 3.56753034006338, 0.999365492298663),
        ([(3, 4), (4, 5), (4, 6)], 0.727272727272727, 0.420827318078432e-01, 0.369274472937998, 0.993348115299335),
    ],
)
def test_lines_through_the_origin(table, slope, error, sd, r_squared):
    y, x = columns(table)
    found = regress(y, x, intercept=False)
    assert judged(found)[0] == pytest.approx([slope], rel=1e-14)
    assert judged(found)[1] == pytest.approx([error], rel=1e-13)
    assert found.residual_sd == pytest.approx(sd, rel=1e-13)
    assert found.r_squared == pytest.approx(r_squared, rel=1e-14)


def test_longley_employment():
    found = regress(LONGLEY_Y, LONGLEY_X)
    values, errors = judged(found)
    assert values == pytest.approx(
        [
            -3482258.63459582,
            15.0618722713733,
            -0.358191792925910e-01,
            -2.02022980381683,
            -1.03322686717359,
            -0.511041056535807e-01,
            1829.15146461355,
        ],
        rel=1e-11,
    )
    assert errors == pytest.approx(
        [
            890420.383607373,
            84.9149257747669,
            0.334910077722432e-01,
            0.488399681651699,
            0.214274163161675,
            0.226073200069370,
            455.478499142212,
        ],
        rel=1e-11,
    )
    assert found.r_squared == pytest.approx(0.995479004577296, rel=1e-13)
    assert found.f == pytest.approx(330.285339234588, rel=1e-11)
    names = {check.name: check.ok for check in found.diagnostics.checks}
    assert names["separable predictors"] is False


def test_longley_through_the_origin():
    # Certified nowhere, agreed by R and by the rational arithmetic of others (published to 14 digits in Commons Math).
    found = regress(LONGLEY_Y, LONGLEY_X, intercept=False)
    assert judged(found)[0] == pytest.approx(
        [
            -52.99357013868291,
            0.07107319907358,
            -0.42346585566399,
            -0.57256866841929,
            -0.41420358884978,
            48.41786562001326,
        ],
        rel=1e-10,
    )


WAMPLER_X = list(range(21))
# The errors Wampler laid on the exact polynomial, in units of 1, 100 and 10000.
LAID_ON = [y - sum(x**d for d in range(6)) for x, y in zip(WAMPLER_X, WAMPLER3, strict=True)]


@pytest.mark.parametrize("base", [1, 10])
def test_wampler_1_and_2_fit_without_residual(base):
    y = [sum((x / base) ** d for d in range(6)) for x in WAMPLER_X]
    y = [round(value, 5) for value in y]
    found = regress_polynomial(y, WAMPLER_X, degree=5)
    values, errors = judged(found)
    assert values == pytest.approx([base**-d for d in range(6)], rel=1e-14)
    assert errors == [0] * 6
    assert found.r_squared == 1
    assert math.isnan(found.f)
    assert "exactly" in found.sentence


@pytest.mark.parametrize(
    ("times", "r_squared", "f", "first_error"),
    [
        (1, 0.999995559025820, 675524.458240122, 2152.32624678170),
        (100, 0.957478440825662, 67.5524458240122, 215232.624678170),
        (10_000, 0.224668921574940e-02, 0.675524458240122e-02, 21523262.4678170),
    ],
)
def test_wampler_3_to_5_under_growing_noise(times, r_squared, f, first_error):
    y = [sum(x**d for d in range(6)) + times * error for x, error in zip(WAMPLER_X, LAID_ON, strict=True)]
    found = regress_polynomial(y, WAMPLER_X, degree=5)
    values, errors = judged(found)
    assert values == pytest.approx([1] * 6, rel=1e-14)
    assert errors[0] == pytest.approx(first_error, rel=1e-13)
    assert found.r_squared == pytest.approx(r_squared, rel=1e-12)
    assert found.f == pytest.approx(f, rel=1e-12)


def test_large_tables_go_through_qr_with_the_same_answer():
    rng = np.random.default_rng(5)
    x = rng.normal(1000, 1, 4000)
    z = x + rng.normal(0, 1e-3, 4000)
    y = 3 + 2 * x - z + rng.normal(0, 0.1, 4000)
    whole = regress(y, {"x": x, "z": z})
    assert whole.method == "least squares by Householder QR"
    part = regress(y[:1000], {"x": x[:1000], "z": z[:1000]})
    assert part.coefficients[1].value == pytest.approx(2, abs=6 * part.coefficients[1].standard_error)
    assert predict(whole, [[1000, 1000]])[0].value == pytest.approx(1003, abs=0.02)


def test_sirstv_silicon_resistivity():
    table = anova_table([np.array(group) for group in SIRSTV])
    assert (table.df_between, table.df_within) == (4, 20)
    assert table.ss_between == pytest.approx(0.511462616000000e-01, rel=1e-13)
    assert table.ss_within == pytest.approx(0.216636560000000, rel=1e-13)
    assert table.f == pytest.approx(1.18046237440255, rel=1e-13)
    assert table.r_squared == pytest.approx(0.190999039051129, rel=1e-13)
    assert table.residual_sd == pytest.approx(0.104076068334656, rel=1e-13)


def test_atmwtag_atomic_weight_of_silver():
    table = anova_table([np.array(group) for group in ATMWTAG])
    assert (table.df_between, table.df_within) == (1, 46)
    assert table.ss_between == pytest.approx(3.63834187500000e-09, rel=1e-13)
    assert table.ss_within == pytest.approx(1.04951729166667e-08, rel=1e-13)
    assert table.f == pytest.approx(15.9467335677930, rel=1e-13)
    assert table.r_squared == pytest.approx(0.257426544538321, rel=1e-13)
    assert table.residual_sd == pytest.approx(1.51048314446410e-05, rel=1e-13)


@pytest.mark.parametrize("repeats", [21, 201, 2001])
@pytest.mark.parametrize("offset", [1, 10**6, 10**12])
def test_simon_and_lesage_with_thirteen_leading_digits(repeats, offset):
    groups = []
    for middle in (4, 3, 5, 3, 5, 3, 5, 3, 5):
        pattern = [middle, *([middle - 1, middle + 1] * (repeats // 2))]
        groups.append(np.array([float(f"{offset}.{digit}") for digit in pattern]))
    table = anova_table(groups)
    assert table.ss_between == pytest.approx(0.08 * repeats, rel=1e-13)
    assert table.ss_within == pytest.approx(0.09 * (repeats - 1), rel=1e-13)
    assert table.f == pytest.approx(float(repeats), rel=1e-12)
    assert table.residual_sd == pytest.approx(0.1, rel=1e-13)


@pytest.mark.parametrize(
    ("values", "mean", "sd", "lag"),
    [
        ([10000001, 10000003, 10000002], 10000002, 1, -0.5),
        ([1.2, *([1.1, 1.3] * 500)], 1.2, 0.1, -0.999),
        ([1000000.2, *([1000000.1, 1000000.3] * 500)], 1000000.2, 0.1, -0.999),
        ([10000000.2, *([10000000.1, 10000000.3] * 500)], 10000000.2, 0.1, -0.999),
        (MICHELSO, 299.852400000000, 0.0790105478190518, 0.535199668621283),
        (LEW, -177.435000000000, 277.332168044316, -0.307304800605679),
        (MAVRO, 2.00185600000000, 0.000429123454003053, 0.937989183438248),
    ],
    ids=["NumAcc1", "NumAcc2", "NumAcc3", "NumAcc4", "Michelso", "Lew", "Mavro"],
)
def test_univariate_summaries(values, mean, sd, lag):
    found = moments(np.array(values, dtype=float))
    assert found.mean == pytest.approx(mean, rel=1e-15)
    assert found.sd == pytest.approx(sd, rel=1e-13)
    assert lag_correlation(values) == pytest.approx(lag, rel=1e-6)
