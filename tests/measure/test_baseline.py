"""Which figures does a baseline show, with which interval, and why is one withheld?"""

from __future__ import annotations

import csv
import math
from itertools import groupby
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from dmaic.define.metrics import DataType
from dmaic.errors import StatisticsError
from dmaic.measure import baseline as tool
from dmaic.measure.baseline import Assessment, Figure, assess
from dmaic.measure.baseline.figures import named
from dmaic.measure.baseline.lines import headline_words, options_in_words, printed
from dmaic.measure.chart_settings import Choices
from dmaic.statistics.result import State, Statistic
from tests.factories_charts import a_metric, calm, readings


def shown(assessment: Assessment, name: str) -> Statistic:
    found = named(assessment.groups, name)
    assert found is not None, name
    return found


def test_a_stable_capable_process_shows_every_index_with_its_interval() -> None:
    metric = a_metric(lower_limit=30.0, upper_limit=70.0, target=50.0)
    found = assess(readings(calm(120, seed=9)), metric, gage="ok")
    assert found.stable
    for name in ("Cp", "Cpk", "Pp", "Ppk"):
        index = shown(found, name)
        assert index.state == State.SHOWN
        assert index.low is not None
        assert index.low < index.value < index.high
    assert shown(found, "Cpk").method.startswith("within sigma: mean moving range")
    assert shown(found, "Z.st").value == pytest.approx(shown(found, "Z.lt").value + 1.5)
    assert found.sigma == shown(found, "Z.st").value


def test_the_short_term_sigma_is_the_charts_own_across_gaps_and_exclusions() -> None:
    values = calm(40, seed=3)
    values[12] = math.nan
    found = assess(readings(values, excluded=(25,)), a_metric(lower_limit=30.0, upper_limit=70.0), gage="ok")
    assert found.charted is not None
    assert shown(found, "SD within").value == pytest.approx(found.charted.present.sigma, rel=1e-12)


def test_one_specification_gives_no_two_sided_index() -> None:
    found = assess(readings(calm(120, seed=9)), a_metric(upper_limit=70.0), gage="ok")
    assert shown(found, "Cp").state == State.WITHHELD
    assert "no tolerance width" in shown(found, "Cp").note
    assert shown(found, "CPU").value == shown(found, "Cpk").value
    assert shown(found, "CPL").state == State.WITHHELD


def test_a_natural_boundary_is_no_specification() -> None:
    metric = a_metric(lower_limit=0.0, lower_is_boundary=True, upper_limit=70.0)
    found = assess(readings(calm(120, seed=9)), metric, gage="ok")
    assert shown(found, "Cp").state == State.WITHHELD
    assert "at most 70" in found.group("promise").about


def test_without_a_specification_nothing_says_what_is_good_enough() -> None:
    found = assess(readings(calm(30)), a_metric())
    group = found.group("capability")
    assert group is not None
    assert (group.statistics, "Set one at the metric" in group.remarks[0]) == ((), True)
    assert (found.group("promise"), found.sigma) == (None, None)


def test_an_unstable_process_gets_no_capability_but_what_happened_is_shown() -> None:
    values = [*calm(30, seed=21), *calm(30, seed=22, mean=75)]
    found = assess(readings(values), a_metric(lower_limit=30.0, upper_limit=90.0), gage="ok")
    assert found.stable is False
    assert shown(found, "Cpk").state == State.WITHHELD
    assert "not stable" in shown(found, "Cpk").note
    assert shown(found, "Mean").state == State.SHOWN
    assert shown(found, "Within specification").value is not None
    assert (found.sigma, found.no_sigma) == (None, "not stable")
    assert "not stable" in shown(found, "Z.st").note


def test_averages_out_of_control_have_no_sigma_level() -> None:
    random = np.random.default_rng(6)
    values = [float(random.normal(50 if at < 60 else 56, 2)) for at in range(120)]
    samples = [f"sample {at // 4:02d}" for at in range(120)]
    found = assess(
        readings(values, subgroups=samples, days=False), a_metric(lower_limit=30.0, upper_limit=70.0), gage="ok"
    )
    assert found.charted is not None
    assert found.charted.kind.startswith("xbar")
    assert (found.stable, found.sigma) == (False, None)


def test_the_sigma_level_of_measured_values_carries_its_interval() -> None:
    metric = a_metric(upper_limit=60.0, shift=0.0)
    found = assess(readings(calm(120, seed=9)), metric, gage="ok")
    level, index = shown(found, "Z.st"), shown(found, "Ppk")
    assert level.value == pytest.approx(3 * index.value, rel=1e-6)
    assert level.low == pytest.approx(3 * index.low, rel=0.01)
    assert "delta method" in level.method
    assert found.no_sigma == ""


def test_why_there_is_no_level_is_said_in_a_word() -> None:
    assert assess(readings(calm(30)), a_metric()).no_sigma == "no specification"
    few = assess(readings(calm(15, seed=8)), a_metric(lower_limit=30.0, upper_limit=70.0))
    assert few.no_sigma == "too few values"


def test_few_values_are_withheld_with_the_way_to_earn_them() -> None:
    found = assess(readings(calm(15, seed=8)), a_metric(lower_limit=30.0, upper_limit=70.0))
    assert "needs 10 more" in shown(found, "Cpk").note


def test_a_failed_gauge_withholds_capability_and_says_so() -> None:
    metric = a_metric(lower_limit=30.0, upper_limit=70.0)
    found = assess(readings(calm(120, seed=9)), metric, gage="fail")
    assert shown(found, "Cpk").state == State.WITHHELD
    assert any("failed its study" in caution for caution in found.cautions)
    assert tool.objections_to(found)
    assert not tool.objections_to(found, "Only the trend is read from it")


def test_zero_defects_are_a_bound_and_not_an_infinite_level() -> None:
    metric = a_metric(DataType.PROPORTION, unit="%")
    found = assess(readings(defects=[0.0] * 30, sizes=[50.0] * 30), metric)
    level = shown(found, "Z.st")
    assert (level.value, level.state) == (None, State.WITHHELD)
    assert "at most 1995" in level.note
    assert level.low is not None
    assert found.headline.value == 0.0
    assert found.headline.high == pytest.approx(100 * (1 - 0.025 ** (1 / 1500)))


def test_a_share_is_sum_over_sum_in_the_metrics_unit() -> None:
    defects, sizes = [5.0, 60.0] * 15, [100.0, 400.0] * 15
    found = assess(
        readings(defects=defects, sizes=sizes), a_metric(DataType.PROPORTION, unit="%"), Choices(kind="laney_p")
    )
    assert found.headline.value == pytest.approx(100 * 65 / 500)
    assert found.headline.unit == "%"
    assert shown(found, "DPMO").value == pytest.approx(1e6 * 65 / 500)


def test_the_shift_is_the_metrics_and_may_be_nothing() -> None:
    defects, sizes = np.random.default_rng(23).binomial(200, 0.1, 40).astype(float).tolist(), [200.0] * 40
    plain = assess(readings(defects=defects, sizes=sizes), a_metric(DataType.PROPORTION, shift=0.0))
    shifted = assess(readings(defects=defects, sizes=sizes), a_metric(DataType.PROPORTION, shift=1.5))
    assert shown(plain, "Z.st").value == shown(plain, "Z.lt").value
    assert shifted.sigma == pytest.approx(plain.sigma + 1.5)
    assert "shift 1.5, added once" in shown(shifted, "Z.st").method


def test_opportunities_come_from_the_definition_and_defectives_stand_beside() -> None:
    series = readings(defects=[4.0, 6.0, 5.0, 5.0] * 8, sizes=[10.0] * 32)
    one = assess(series, a_metric(DataType.RATE))
    ten = assess(series, a_metric(DataType.RATE, opportunities=10))
    assert shown(ten, "DPMO").value == pytest.approx(shown(one, "DPMO").value / 10)
    assert shown(ten, "DPU").value == shown(one, "DPU").value
    assert "10 opportunities a unit" in ten.group("sigma").about


def test_more_defects_than_opportunities_is_a_sentence() -> None:
    found = assess(readings(defects=[30.0] * 15, sizes=[10.0] * 15), a_metric(DataType.RATE))
    group = found.group("sigma")
    assert group is not None
    assert "Count the opportunities" in group.remarks[0]


def test_skewed_times_bring_percentiles_and_box_cox_beside_the_normal_curve() -> None:
    values = np.random.default_rng(24).lognormal(2, 0.6, 150).tolist()
    metric = a_metric(lower_limit=0.0, lower_is_boundary=True, upper_limit=60.0)
    found = assess(readings(values), metric, Choices(kind="imr_log"), gage="ok")
    assert found.shape is not None
    assert not found.shape.is_normal
    assert [group.code for group in found.groups if group.code in {"percentiles", "box_cox"}] == [
        "percentiles",
        "box_cox",
    ]
    power = shown(found, "Lambda")
    assert power.low < 0.1 < power.high + 0.3


def test_the_figure_follows_the_metrics_name_and_can_be_chosen() -> None:
    series = readings(calm(40))
    assert assess(series, a_metric(name="Median resolution time")).headline.name == "Median (p50)"
    assert assess(series, a_metric(name="Waiting time, 90th percentile")).headline.name == "p90"
    assert assess(series, a_metric()).headline.name == "Mean"
    outside = assess(series, a_metric(upper_limit=52.0), figure=Figure.OUTSIDE).headline
    assert (outside.unit, outside.value) == ("%", pytest.approx(100 * np.mean(np.array(calm(40)) > 52)))
    assert assess(series, a_metric(), figure=Figure.OUTSIDE).headline.state == State.WITHHELD


def test_long_tailed_times_are_told_by_their_median_unless_the_metric_says_the_mean() -> None:
    # quantiles of a lognormal with log-sd 1: skewness far above 1, median e^2
    times = [
        float(np.exp(2 + NormalDist().inv_cdf((at + 0.5) / 100))) for at in np.random.default_rng(3).permutation(100)
    ]
    found = assess(readings(times), a_metric())
    assert (found.headline.name, found.options["figure"]) == ("Median (p50)", "median")
    assert found.headline.value == pytest.approx(np.median(times))
    assert assess(readings(times), a_metric(description="Told as the mean.")).headline.name == "Mean"
    assert assess(readings(times), a_metric(unit="EUR")).headline.name == "Mean"
    assert assess(readings(times[:12]), a_metric()).headline.name == "Mean"


def test_rows_are_accounted_for() -> None:
    values = [*calm(20), float("nan")]
    found = assess(readings(values, excluded=[3]), a_metric(), left_out={"still open": 4})
    assert (found.rows, found.used, found.missing, len(found.excluded)) == (21, 19, 1, 1)
    assert found.excluded[0].reason == "A known special cause"
    assert found.left_out == {"still open": 4}
    with pytest.raises(StatisticsError, match="No reading counts"):
        assess(readings([1.0, 2.0], excluded=[0, 1]), a_metric())


def test_groups_are_compared_by_the_same_figure() -> None:
    series = readings(calm(40))
    words = np.array(["Day", "Night"] * 20)
    own = type(series)(**{**{n: getattr(series, n) for n in series.__dataclass_fields__}, "strata": {"shift": words}})
    (found,) = assess(own, a_metric()).beside.strata
    assert (found.name, [(one.word, one.count) for one in found.rows]) == ("shift", [("Day", 20), ("Night", 20)])
    assert found.rows[0].value.value == pytest.approx(np.mean(calm(40)[::2]))


def test_the_piston_rings_give_the_published_figures(shared: Path) -> None:
    with (shared / "data" / "pistonrings_long.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["trial"].lower() == "true"]
    values = [float(row["diameter"]) for row in rows]
    samples = [row["sample"] for row in rows]
    metric = a_metric(unit="mm", lower_limit=73.95, upper_limit=74.05, target=74.0)
    found = assess(readings(values, subgroups=samples, days=False), metric, gage="ok")
    assert found.headline.value == pytest.approx(74.001176, abs=5e-7)
    assert shown(found, "SD within").value == pytest.approx(0.02276 / 2.3259289, abs=1e-7)
    assert shown(found, "SD within").method == "mean of R/d2"
    assert shown(found, "Cp").value == pytest.approx(1.7032, abs=2e-4)
    ranges = [
        np.ptp([float(row["diameter"]) for row in own]) for _, own in groupby(rows, key=lambda row: row["sample"])
    ]
    assert shown(found, "Cpk").value == pytest.approx((74.05 - 74.001176) / (3 * np.mean(ranges) / 2.3259289), abs=1e-4)
    assert headline_words(found.headline)[0] == "74.0012 mm"


def test_a_note_that_holds_for_several_figures_is_printed_once() -> None:
    found = assess(readings(calm(120, seed=9)), a_metric(lower_limit=30.0, upper_limit=70.0))
    group = found.group("capability")
    assert group is not None
    told = printed(group)
    assert told.cautions == ("The measurement system has not been studied.",)
    assert not any(line.note == told.cautions[0] for line in told.lines)
    assert dict(options_in_words(found.options))["Chart"].startswith("Individuals")


def test_the_result_is_plain_json() -> None:
    kept = assess(readings(calm(40)), a_metric(upper_limit=70.0)).result()
    assert kept["chart"]["kind"] == "imr"
    assert not any(isinstance(value, float) and math.isnan(value) for value in kept["chart"].values())
