"""Numbers of a baseline that a Master Black Belt worked out by hand, by simulation or by the exact distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from dmaic.charts.text import fixed
from dmaic.define.metrics import DataType
from dmaic.measure.baseline import Assessment, assess
from dmaic.measure.baseline.figures import effective_number, named
from dmaic.measure.baseline.lines import options_in_words
from dmaic.measure.baseline.pictures import capability_picture
from dmaic.measure.chart_settings import Choices
from dmaic.statistics.result import State, Statistic
from tests.factories_charts import a_metric, readings


def shown(assessment: Assessment, name: str) -> Statistic:
    found = named(assessment.groups, name)
    assert found is not None, name
    return found


def shares(p: Any, sizes: Any, seed: int) -> dict[str, Any]:
    sizes = np.asarray(sizes)
    return {
        "defects": np.random.default_rng(seed).binomial(sizes, p).astype(float).tolist(),
        "sizes": sizes.astype(float).tolist(),
    }


def test_the_first_time_yield_of_a_share_is_what_is_not_defective() -> None:
    given = shares(0.3, np.random.default_rng(4).integers(150, 301, 30), seed=5)
    found = assess(readings(**given), a_metric(DataType.PROPORTION))
    bad, units = sum(given["defects"]), sum(given["sizes"])
    first = shown(found, "First-time yield")
    exact = stats.binomtest(int(bad), int(units)).proportion_ci()
    assert first.value == pytest.approx(1 - bad / units)
    assert (first.low, first.high) == pytest.approx((1 - exact.high, 1 - exact.low))


def test_a_failed_gauge_withholds_every_level_of_counted_things() -> None:
    found = assess(readings(**shares(0.1, [200] * 30, seed=6)), a_metric(DataType.PROPORTION), gage="fail")
    for name in ("Process Z", "Z.lt", "Z.st"):
        assert (shown(found, name).value, shown(found, name).state) == (None, State.WITHHELD)
        assert "failed its study" in shown(found, name).note
    assert found.no_sigma == "gauge failed"


def skewed(count: int = 150, seed: int = 7) -> list[float]:
    """Lognormal values, one from each of ``count`` equal parts of the distribution, in the order of chance."""
    logs = stats.norm(2, 0.8).ppf((np.arange(count) + 0.5) / count)
    return np.exp(np.random.default_rng(seed).permutation(logs)).tolist()


TIMED: dict[str, Any] = {"lower_limit": 0.0, "lower_is_boundary": True, "upper_limit": 48.0}
LOGNORMAL_PPK = (48 - np.exp(2)) / (np.exp(2 + 2.4) - np.exp(2))
"""Percentile Ppk of the distribution the values are drawn from: ln x is N(2, 0.8), and ISO 22514-4 takes 3 sigma."""


def test_of_skewed_values_the_percentile_index_speaks_and_not_the_normal_one() -> None:
    found = assess(readings(skewed()), a_metric(**TIMED), Choices(kind="imr_log"), gage="ok")
    assert found.stable
    normal, fitted = found.group("capability"), found.group("percentiles")
    assert normal is not None
    assert fitted is not None
    ppk = next(one for one in normal.statistics if one.name == "Ppk")
    assert (ppk.value, ppk.state) == (None, State.WITHHELD)
    assert "percentile" in ppk.note
    spoken = next(one for one in fitted.statistics if one.name == "Ppk")
    assert spoken.low < LOGNORMAL_PPK < spoken.high
    drawing = capability_picture(found)
    assert drawing is not None
    assert f"{spoken.value:.2f}" in drawing.verdict
    assert "below the 1.33" in drawing.verdict


def test_an_unstable_process_gets_no_index_of_any_kind_and_no_picture() -> None:
    values = np.array(skewed())
    values[100:] *= 4
    found = assess(readings(values.tolist()), a_metric(**TIMED), Choices(kind="imr_log"), gage="ok")
    assert found.stable is False
    indices = [
        one for group in found.groups for one in group.statistics if one.name in {"Cpk", "Ppk", "Z.bench overall"}
    ]
    assert len(indices) == 5
    assert {one.value for one in indices} == {None}
    assert capability_picture(found) is None


def test_the_level_of_skewed_values_carries_its_interval() -> None:
    found = assess(readings(skewed()), a_metric(**TIMED, shift=0.0), Choices(kind="imr_log"), gage="ok")
    level = shown(found, "Z.st")
    truth = (np.log(48) - 2) / 0.8
    assert level.low < truth < level.high
    assert level.low < level.value < level.high
    assert "bootstrap" in level.method


def test_z_bench_carries_its_interval_and_box_cox_the_cautions_of_its_neighbours() -> None:
    calm = np.random.default_rng(9).normal(50, 4, 120).tolist()
    bench = shown(assess(readings(calm), a_metric(upper_limit=60.0), gage="ok"), "Z.bench overall")
    ppk = shown(assess(readings(calm), a_metric(upper_limit=60.0), gage="ok"), "Ppk")
    assert (bench.low, bench.high) == pytest.approx((3 * ppk.low, 3 * ppk.high), rel=0.01)
    found = assess(readings(skewed(60)), a_metric(**TIMED), Choices(kind="imr_log"))
    assert found.stable
    power = next(one for one in found.group("box_cox").statistics if one.name == "Ppk")
    assert power.state is State.CAUTION
    assert "under 100" in power.note
    assert "has not been studied" in power.note


def wandering(days: int = 40, size: int = 8000, seed: int = 3) -> dict[str, Any]:
    """Shares whose rate itself moves from day to day by 0.8 percentage points about 7.9 %."""
    return shares(np.random.default_rng(seed).normal(0.079, 0.008, days), [size] * days, seed=seed + 100)


def test_the_interval_of_shares_that_scatter_more_than_chance_is_that_of_the_days() -> None:
    given = wandering()
    found = assess(readings(**given), a_metric(DataType.PROPORTION, unit="%"), Choices(kind="laney_p"))
    daily = 100 * np.array(given["defects"]) / 8000
    reach = stats.t.ppf(0.975, 39) * daily.std(ddof=1) / np.sqrt(40)
    share = shown(found, "Defective")
    assert (share.low, share.high) == pytest.approx((daily.mean() - reach, daily.mean() + reach), abs=0.01)
    assert "between" in share.method
    dpmo, level = shown(found, "DPMO"), shown(found, "Z.st")
    assert (dpmo.low, dpmo.high) == pytest.approx((1e4 * share.low, 1e4 * share.high))
    bounds = -stats.norm.ppf(np.array([share.high, share.low], dtype=float) / 100) + 1.5
    assert (level.low, level.high) == pytest.approx(bounds)
    assert "between" in level.method


def test_counts_that_scatter_as_chance_explains_keep_the_exact_interval() -> None:
    given = shares(0.079, [800] * 40, seed=8)
    found = assess(readings(**given), a_metric(DataType.PROPORTION))
    exact = stats.binomtest(int(sum(given["defects"])), 32_000).proportion_ci()
    assert (shown(found, "Defective").low, shown(found, "DPMO").high) == pytest.approx((exact.low, 1e6 * exact.high))


def test_the_interval_of_a_rate_that_scatters_more_than_chance_is_that_of_the_periods() -> None:
    random = np.random.default_rng(2)
    counts = random.poisson(100 * random.gamma(16, 1 / 16, 60)).astype(float)
    found = assess(
        readings(defects=counts.tolist(), sizes=[100.0] * 60), a_metric(DataType.RATE), Choices(kind="laney_u")
    )
    dpu = shown(found, "DPU")
    reach = stats.t.ppf(0.975, 59) * (counts / 100).std(ddof=1) / np.sqrt(60)
    assert (dpu.low, dpu.high) == pytest.approx((dpu.value - reach, dpu.value + reach), abs=0.005)


def leaning(r: float = 0.7, count: int = 120, seed: int = 11) -> list[float]:
    random = np.random.default_rng(seed)
    values = [random.normal(0, 4)]
    for step in random.normal(0, 4 * np.sqrt(1 - r * r), count - 1):
        values.append(r * values[-1] + step)
    return (50 + np.array(values)).tolist()


def test_the_mean_of_points_that_lean_on_each_other_has_fewer_points_behind_it() -> None:
    values = leaning()
    found = assess(readings(values), a_metric())
    r = found.beside.neighbours.r
    worth = 120 * (1 - r) / (1 + r)
    reach = stats.t.ppf(0.975, worth - 1) * np.std(values, ddof=1) / np.sqrt(worth)
    mean = shown(found, "Mean")
    assert (mean.low, mean.high) == pytest.approx((np.mean(values) - reach, np.mean(values) + reach))
    assert f"{worth:.1f} effective values" in mean.method
    assert "too narrow" in shown(found, "Median (p50)").note
    assert shown(found, "Standard deviation").state is State.CAUTION


def test_the_interval_with_effective_values_covers_the_mean_where_the_plain_one_does_not() -> None:
    plain = wide = 0
    for seed in range(200):
        values = np.array(leaning(0.6, 120, seed))
        spread, away = values.std(ddof=1), values - values.mean()
        worth = effective_number(120, float((away[1:] @ away[:-1]) / (away @ away)))
        plain += abs(values.mean() - 50) < stats.t.ppf(0.975, 119) * spread / np.sqrt(120)
        wide += abs(values.mean() - 50) < stats.t.ppf(0.975, worth - 1) * spread / np.sqrt(worth)
    assert plain / 200 < 0.8
    assert wide / 200 > 0.88


def test_independent_points_keep_the_plain_interval_of_the_mean() -> None:
    values = np.random.default_rng(12).normal(50, 4, 120)
    mean = shown(assess(readings(values.tolist()), a_metric()), "Mean")
    reach = stats.t.ppf(0.975, 119) * values.std(ddof=1) / np.sqrt(120)
    assert mean.low == pytest.approx(values.mean() - reach)


def test_days_that_lean_on_each_other_are_a_caution_beside_the_mean_of_their_cases() -> None:
    cases = np.repeat(leaning(0.8, 40, seed=4), 5) + np.random.default_rng(1).normal(0, 1, 200)
    names = [f"day {at // 5:02d}" for at in range(200)]
    mean = shown(assess(readings(cases.tolist(), subgroups=names, days=False), a_metric()), "Mean")
    assert mean.state is State.CAUTION
    assert "too narrow" in mean.note


def test_values_that_do_not_vary_carry_no_interval_and_no_advice_to_freeze() -> None:
    found = assess(readings([5.0] * 30), a_metric())
    for name in ("Mean", "Median (p50)", "p90", "Standard deviation"):
        one = shown(found, name)
        assert (one.low, one.high) == (None, None)
        assert one.state is not State.SHOWN
        assert "do not vary" in one.note
    assert shown(found, "Mean").value == 5
    assert "then freeze" not in found.verdict.next_step
    none = assess(readings(defects=[0.0] * 30, sizes=[50.0] * 30), a_metric(DataType.PROPORTION))
    assert "then freeze" not in none.verdict.next_step


def test_limits_are_printed_to_the_digit() -> None:
    found = assess(readings([1e6 + 1e5 * value for value in leaning(0.0)]), a_metric(unit="EUR", upper_limit=1234567.0))
    about = found.group("promise").about
    assert f"at most {fixed(1234567, 0)} EUR" in about
    kept = dict(options_in_words({"upper_specification": 1000000000010.0, "target": 0.125}))
    assert (kept["Upper specification"], kept["Target"]) == (fixed(1000000000010, 0), "0.125")


def test_ratings_and_coarse_scales_are_no_continuous_distribution() -> None:
    marks = np.random.default_rng(6).choice([1, 2, 3, 4, 5], 60, p=[0.1, 0.1, 0.2, 0.35, 0.25]).astype(float)
    found = assess(readings(marks.tolist()), a_metric(lower_limit=3.0), gage="ok")
    group = found.group("percentiles")
    assert group is not None
    assert {one.value for one in group.statistics} == {None}
    assert "5 different values" in group.statistics[0].note
    assert found.sigma is None


def test_the_percentile_method_never_falls_back_on_the_normal_curve() -> None:
    values = np.array(skewed()) - 3
    found = assess(readings(values.tolist()), a_metric(upper_limit=48.0), gage="ok")
    group = found.group("percentiles")
    assert group is not None
    assert not any("normal by" in one.method and "lognormal" not in one.method for one in group.statistics)
    assert "0 or below" in group.statistics[0].note


def test_medians_of_a_day_say_nothing_of_cases_so_there_is_no_sigma_of_them() -> None:
    values = np.random.default_rng(9).normal(50, 4, 120).tolist()
    words = "Hours until the ticket is closed: the median of the tickets closed on a working day."
    found = assess(readings(values), a_metric(upper_limit=62.0, description=words), gage="ok")
    assert found.sigma is None
    assert "median" in shown(found, "Z.st").note
    assert found.no_sigma == "readings are medians"
    promise, where = found.group("promise"), found.group("location")
    assert promise is not None
    assert where is not None
    assert "medians within the specification" in promise.about
    assert "case meets" not in where.about
    plain = a_metric(upper_limit=62.0, description="Hours of each ticket. The goal speaks of the median.")
    assert assess(readings(values), plain, gage="ok").sigma is not None
