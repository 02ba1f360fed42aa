"""What the JSON faces say beside the published figures: intervals, methods, and sentences instead of a bare p."""

import json
import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import beta, binomtest, shapiro

from dmaic.statistics.normality import anderson_darling, normality_words
from dmaic.statistics.registry import analysis_named
from tests.statistics.gage_data import AIAG
from tests.statistics.test_bias import READINGS, REFERENCE

BATTERY = {
    # Montgomery, Design and Analysis of Experiments, table 5.1: battery life by material and temperature.
    "life": [130, 155, 74, 180, 34, 40, 80, 75, 20, 70, 82, 58, 150, 188, 159, 126, 136, 122, 106, 115, 25, 70, 58, 45,
             138, 110, 168, 160, 174, 120, 150, 139, 96, 104, 82, 60],
    "material": ["1"] * 12 + ["2"] * 12 + ["3"] * 12,
    "temp": (["15"] * 4 + ["70"] * 4 + ["125"] * 4) * 3,
}  # fmt: skip


def ask(name, **given):
    return analysis_named(name).answer(given)


def test_a_table_of_several_factors_names_what_moves_the_mean():
    found = ask("doe_anova", formula="life ~ C(material)*C(temp)", data=BATTERY)
    # Partial eta squared from the published sums of squares: 39118.72 / (39118.72 + 18230.75).
    assert found["temp"]["effect"]["value"] == pytest.approx(39118.72 / (39118.72 + 18230.75), abs=1e-6)
    assert found["temp"]["effect"]["low"] < 0.6821 < found["temp"]["effect"]["high"]
    told = found["sentence"]
    assert told.index("temp (") < told.index("material (") < told.index("material:temp (")
    none = ask("doe_anova", formula="y ~ C(a)", data={"y": [1, 2, 3, 1, 2, 3.1], "a": list("xxxyyy")})
    assert none["sentence"].startswith("No term is shown to move the mean of y")
    empty = ask("doe_anova", formula="y ~ C(a)*C(b)", data={"y": [1, 2, 3, 4.5], "a": list("xxyy"), "b": list("pqpq")})
    assert empty["sentence"].startswith("Nothing is left to judge")


def test_a_response_surface_bounds_its_coefficients():
    rng = np.random.default_rng(1)
    x = rng.uniform(-1, 1, (20, 2))
    y = 5 + x[:, 0] - x[:, 1] ** 2 + rng.normal(0, 0.1, 20)
    found = ask("doe_rsm", x=x.tolist(), y=y.tolist(), confidence=0.9)
    columns = [np.ones(20), x[:, 0], x[:, 1], x[:, 0] * x[:, 1], x[:, 0] ** 2, x[:, 1] ** 2]
    expected = sm.OLS(y, np.stack(columns, axis=1)).fit().conf_int(alpha=0.1)
    assert np.array(found["ci"]) == pytest.approx(expected)


def test_a_reduced_factorial_bounds_its_coefficients():
    # Montgomery, the chemical process of table 6.1: 3 replicates of a 2^2.
    design = {"A": [-1, -1, -1, 1, 1, 1] * 2, "B": [-1] * 6 + [1] * 6}
    y = [28, 25, 27, 36, 32, 32, 18, 19, 23, 31, 30, 29]
    found = ask("doe_factorial", design=design, y=y, reduced_terms=["A", "B"])["reduced"]
    table = np.column_stack([np.ones(12), design["A"], design["B"]])
    expected = sm.OLS(y, table).fit().conf_int()
    assert np.array(list(found["ci"].values())) == pytest.approx(expected)


def test_centre_points_asked_for_have_to_be_there():
    design, y = {"A": [-1, 1, -1, 1], "B": [-1, -1, 1, 1]}, [1, 2, 3, 4.5]
    with pytest.raises(Exception, match="no centre points"):
        ask("doe_factorial", design=design, y=y, centre_points=True)
    assert "unread_fields" not in ask("doe_factorial", design=design, y=y, centre_points=False)


def test_a_design_without_results_is_held_against_its_generators():
    design = {"A": [-1, 1, -1, 1], "B": [-1, -1, 1, 1], "C": [1, -1, -1, 1]}
    assert ask("doe_fractions", base_factors=2, generators=["C=AB"], design=design)["runs"] == 4
    with pytest.raises(Exception, match="does not follow its generator"):
        ask("doe_fractions", base_factors=2, generators=["C=AB"], design={**design, "C": [1, 1, -1, 1]})


def test_linearity_bounds_its_line_and_each_reference():
    found = ask("bias_linearity", kind="linearity", reference=REFERENCE, readings=READINGS)
    off = np.array(READINGS) - np.array(REFERENCE)
    expected = sm.OLS(off, sm.add_constant(np.array(REFERENCE, dtype=float))).fit().conf_int()
    assert [found["intercept_ci"], found["slope_ci"]] == pytest.approx(expected)
    # AIAG MSA, reference 2.00: bias 0.4917 with t = 13.734 on 11 df, so -/+ 2.20099 x 0.4917 / 13.734.
    first = found["per_reference"][0]
    assert (first["low"], first["high"]) == pytest.approx((0.49167 - 0.07880, 0.49167 + 0.07880), abs=2e-4)
    alone = ask("bias_linearity", kind="linearity", reference=[1, 2, 3], readings=[1.1, 2, 3.2])["per_reference"][0]
    assert (alone["low"], alone["high"]) == (None, None)


def test_average_and_range_carries_verdict_and_method():
    found = ask("gage_rr", measurements=AIAG, method="average_range", tolerance=8)
    assert found["method"]["repeatability"] == "mean range / d2"
    assert found["verdict"]["level"] == "conditional"  # the manual's 26.68 % lies between 10 and 30
    assert {one["state"] for one in found["intervals"]} == {"withheld"}
    starred = ask("gage_rr", measurements=AIAG, method="average_range", ev_constant="d2_star")
    assert starred["method"]["repeatability"] == "mean range / d2*"


def test_the_percentile_method_bounds_its_index():
    values = np.random.default_rng(3).lognormal(1, 0.4, 150).tolist()
    found = ask("capability_nonnormal", method="percentile", distribution="lognormal", values=values, usl=14)
    assert found["ppk_ci"][0] < found["ppk"] < found["ppk_ci"][1]
    assert found["expected_ppm_ci"][0] < found["expected_ppm"] < found["expected_ppm_ci"][1]
    assert found["interval_method"] == "percentile bootstrap of 500 seeded draws"
    again = ask("capability_nonnormal", method="percentile", distribution="lognormal", values=values, usl=14)
    assert again == found
    # Logarithms of lognormal values are normal, so the exact interval is known: Ppk of ln x against ln 14.
    exact = ask("capability", values=np.log(values).tolist(), usl=math.log(14))
    log_scale = (math.log(14) - np.mean(np.log(values))) / (3 * np.std(np.log(values)))
    assert log_scale == pytest.approx(exact["ppk"], rel=0.01)


def test_values_that_are_nearly_all_equal_get_no_bootstrap():
    values = [2.0] * 40 + [3.0]
    found = ask("capability_nonnormal", method="percentile", distribution="normal", values=values[-4:], usl=9)
    assert found["ppk_ci"] is None or found["ppk_ci"][0] <= found["ppk_ci"][1]


def test_box_cox_bounds_all_its_indices():
    values = np.random.default_rng(3).lognormal(1, 0.4, 150).tolist()
    found = ask("capability_nonnormal", method="box_cox", values=values, lsl=0.5, usl=14, **{"lambda": 0})
    logs = ask("capability", values=np.log(values).tolist(), lsl=math.log(0.5), usl=math.log(14))
    for name in ("pp", "ppl", "ppu", "ppk"):
        assert found[name] == pytest.approx(logs[name])
        assert found[f"{name}_ci"] == pytest.approx(logs[f"{name}_ci"])


def test_the_capability_face_bounds_z_bench_and_the_share_outside():
    values = np.random.default_rng(7).normal(10, 1, 100).tolist()
    found = ask("capability", values=values, lsl=6, usl=13, target=9.8)
    low, high = found["z_bench_overall_ci"]
    assert low < found["z_bench_overall"] < high
    assert found["expected_ppm_overall_ci"][0] < found["expected_ppm_overall"]["total"]
    assert found["cpmk_ci"][0] < found["cpmk"] < found["cpmk_ci"][1]


def test_a_service_level_comes_with_its_percentiles():
    values = list(range(1, 101))
    found = ask("service_level", values=values, limit=90)
    assert [one["fraction"] for one in found["percentiles"]] == [0.5, 0.9, 0.95]
    assert [one["value"] for one in found["percentiles"]] == pytest.approx([50.5, 90.1, 95.05])
    assert found["percentiles"][0]["low"] == 40  # order statistics 40 and 61 of 100 (Hahn & Meeker, table A.15a)
    assert ask("service_level", within=90, n=100)["percentiles"] is None


def test_a_count_of_defective_units_gives_first_time_yield_with_bounds():
    found = ask("sigma_level", defects=40, units=200, opportunities=5, defectives=30)
    assert found["first_time_yield"] == pytest.approx(0.85)
    exact = binomtest(30, 200).proportion_ci()
    assert found["first_time_yield_ci"] == pytest.approx([1 - exact.high, 1 - exact.low])
    assert found["throughput_yield"] == pytest.approx(math.exp(-0.2))
    assert found["throughput_yield_ci"] == pytest.approx([math.exp(-found["dpu_ci"][1]), math.exp(-found["dpu_ci"][0])])
    assert ask("sigma_level", defects=4, units=200)["first_time_yield"] is None


def test_normality_is_told_in_words():
    few = ask("normality", values=[1, 2, 4, 5, 9.0])
    w = shapiro([1, 2, 4, 5, 9.0])
    assert few["sentence"].startswith(
        f"No departure from a normal curve is shown (Shapiro-Wilk, n = 5, p = {w.pvalue:.2f}"
    )
    assert "only a gross one" in few["sentence"]
    skewed = ask("normality", values=np.random.default_rng(2).exponential(1, 60).tolist())
    assert skewed["sentence"].startswith("The values depart from a normal curve (Anderson-Darling, n = 60")
    assert skewed["skew"] > 1
    many = anderson_darling(beta(3, 5).rvs(4000, random_state=1))
    assert "harmless departures are seen too" in normality_words(many)


def test_an_outlier_is_told_in_words_and_its_assumption_checked():
    # Grubbs (1969), breaking strength of 10 wires: T = (596 - 575.2) / 8.70 = 2.39 against 2.18 at 5 %, one-sided.
    strength = [568, 570, 570, 570, 572, 572, 572, 578, 584, 596]
    found = ask("outliers", values=strength, side="high")
    assert found["g"] == pytest.approx(2.39, abs=5e-3)
    assert found["critical"] == pytest.approx(2.176, abs=1e-3)
    assert found["sentence"].startswith("The value 596, number 10 of 10, lies further out than chance explains")
    assert found["assumptions"][0]["name"] == "normality of the other values"
    assert ask("outliers", values=strength[:-3])["sentence"].startswith("No value lies further out")


def test_neighbours_are_told_in_words():
    drift = np.linspace(0, 5, 40) + np.random.default_rng(1).normal(0, 0.3, 40)
    said = ask("autocorrelation", values=drift.tolist())["sentence"]
    assert "Each value resembles the one before" in said
    assert "too few, as after a shift or in a trend" in said
    saw = [1, 5, 2, 6, 1, 7, 2, 8, 1, 9, 2, 5, 1, 6]
    said = ask("autocorrelation", values=saw)["sentence"]
    assert "swings against the one before" in said
    assert "too many" in said
    still = ask("autocorrelation", values=np.random.default_rng(6).normal(size=60).tolist())["sentence"]
    assert still.startswith("No link between neighbouring values is shown")


def test_degrees_of_freedom_are_whole_where_they_are():
    found = ask("two_sample", x=[1, 2, 4, 3.0], y=[2, 3, 5, 9.0])
    assert json.dumps(found["t_pooled"]["df"]) == "6"
    assert isinstance(found["t_welch"]["df"], float)
    assert found["f_variances"]["df"] == [3, 3]
    assert json.dumps(ask("k_sample", groups=[[1, 2, 4.0], [2, 3, 5.0]])["anova"]["df"]) == "[1, 4]"


def test_an_exact_fit_has_no_t_rather_than_an_endless_one():
    found = ask("regression", y=[1, 2, 3, 4], x={"a": [1, 2, 3, 4]})
    assert found["t"] == [None, None]
    assert found["f"] is None
