"""The right chart by itself, judged by limits that stay where they were put."""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from dmaic.define.metrics import DataType
from dmaic.errors import BadInput, StatisticsError
from dmaic.measure.chart_settings import Choices
from dmaic.measure.charting import chart_of, kept_limits
from dmaic.measure.points import Grouping
from dmaic.measure.staging import StagePlan
from tests.factories_charts import a_metric, readings

MEASURED = a_metric()
SHARE = a_metric(DataType.PROPORTION, unit="%")


def normal(count: int, seed: int = 1, mean: float = 10.0, sd: float = 1.0) -> list[float]:
    return np.random.default_rng(seed).normal(mean, sd, count).tolist()


def test_single_values_are_charted_by_their_moving_range() -> None:
    values = [10.0, 12.0, 11.0, 13.0, 12.0, 14.0]
    found = chart_of(readings(values), MEASURED)
    assert found.kind == "imr"
    panel = found.chart.panels[0]
    ranges = np.abs(np.diff(values)).mean()
    assert panel.center[0] == pytest.approx(12.0)
    assert panel.ucl[0] == pytest.approx(12.0 + 2.6586807763582734 * ranges)
    assert any("Provisional" in caution for caution in found.cautions)


@pytest.mark.parametrize(("size", "kind"), [(5, "xbar_r"), (8, "xbar_r"), (9, "xbar_s")])
def test_rational_subgroups_choose_ranges_up_to_eight_and_standard_deviations_above(size: int, kind: str) -> None:
    values = normal(30 * size)
    labels = [f"S{at // size + 1}" for at in range(len(values))]
    found = chart_of(readings(values, subgroups=labels, days=False), MEASURED)
    assert (found.kind, len(found.chart)) == (kind, 30)
    assert found.labels[:2] == ("S1", "S2")


def test_the_piston_rings_have_montgomerys_limits(shared: Path) -> None:
    with (shared / "data" / "pistonrings_long.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["trial"].lower() == "true"]
    found = chart_of(
        readings([float(row["diameter"]) for row in rows], subgroups=[row["sample"] for row in rows], days=False),
        a_metric(unit="mm"),
    )
    stage = found.present
    assert found.kind == "xbar_r"
    assert stage.center == pytest.approx(74.001176, abs=5e-7)
    averages = [[float(row["diameter"]) for row in own] for _, own in groupby(rows, key=lambda row: row["sample"])]
    assert stage.sigma == pytest.approx(np.mean([max(own) - min(own) for own in averages]) / 2.3259289472810604)
    assert stage.sigma == pytest.approx(0.02276 / 2.3259289, abs=1e-7)
    assert found.signals == ()


def test_shares_of_unequal_numbers_have_stepped_limits_and_a_pooled_centre() -> None:
    defects, sizes = [5.0, 12.0, 8.0, 20.0] * 6, [100.0, 200.0, 150.0, 400.0] * 6
    found = chart_of(readings(defects=defects, sizes=sizes), SHARE)
    panel = found.chart.panels[0]
    assert found.kind == "p"
    assert panel.center[0] == pytest.approx(sum(defects) / sum(sizes))
    assert panel.ucl[0] > panel.ucl[1] > panel.ucl[3]


def test_thousands_a_day_lead_to_a_proposal_of_the_primed_chart_and_not_to_a_silent_switch() -> None:
    rng = np.random.default_rng(3)
    rates = np.clip(rng.normal(0.28, 0.013, 60), 0, 1)
    defects = [float(rng.binomial(8000, rate)) for rate in rates]
    found = chart_of(readings(defects=defects, sizes=[8000.0] * 60), SHARE)
    assert found.kind == "p"
    assert [one.kind for one in found.proposals] == ["laney_p"]
    assert "sigma Z" in found.proposals[0].figure
    taken = chart_of(readings(defects=defects, sizes=[8000.0] * 60), SHARE, Choices(kind="laney_p"))
    assert taken.chart.kind == "laney_p"
    assert not taken.proposals
    assert len(taken.signals) < len(found.signals) / 5


def test_a_share_that_scatters_as_chance_does_gets_no_proposal() -> None:
    rng = np.random.default_rng(4)
    defects = [float(one) for one in rng.binomial(200, 0.1, 40)]
    assert chart_of(readings(defects=defects, sizes=[200.0] * 40), SHARE).proposals == ()


def test_np_is_drawn_only_when_asked_and_refused_for_unequal_numbers() -> None:
    equal = readings(defects=[3.0, 4.0, 5.0] * 6, sizes=[50.0] * 18)
    assert chart_of(equal, SHARE).kind == "p"
    assert chart_of(equal, SHARE, Choices(kind="np")).chart.kind == "np"
    with pytest.raises(StatisticsError, match="Use a p chart"):
        chart_of(readings(defects=[3.0, 4.0], sizes=[50.0, 60.0]), SHARE, Choices(kind="np"))


def test_counts_rates_and_times_between_have_their_own_charts() -> None:
    counts = [4.0, 6.0, 3.0, 5.0] * 5
    assert chart_of(readings(defects=counts), a_metric(DataType.COUNT)).kind == "c"
    uneven = chart_of(readings(defects=counts, sizes=[1.0, 2.0, 1.5, 2.0] * 5), a_metric(DataType.COUNT))
    assert (uneven.kind, "areas of opportunity differ" in uneven.why) == ("u", True)
    assert chart_of(readings(defects=counts, sizes=[10.0, 12.0] * 10), a_metric(DataType.RATE)).kind == "u"
    assert chart_of(readings(normal(20, mean=30)), a_metric(DataType.TIME_BETWEEN)).kind == "t"


def test_shares_without_their_numbers_are_single_values() -> None:
    found = chart_of(readings([12.0, 14.0, 11.0, 13.0]), SHARE)
    assert (found.kind, "without the numbers" in found.why) == ("imr", True)


def test_units_recorded_one_by_one_are_counted_by_the_day() -> None:
    series = readings(defects=[0.0, 1.0] * 30, sizes=[1.0] * 60)
    by_day = series.kept(slice(None))
    day = np.repeat(series.time[:20], 3)
    by_day = type(series)(**{**{n: getattr(series, n) for n in series.__dataclass_fields__}, "time": day})
    found = chart_of(by_day, SHARE)
    assert (found.points.grouping, len(found.chart)) == (Grouping.DAY, 20)
    assert found.chart.sizes is not None
    assert set(found.chart.sizes.tolist()) == {3.0}


def test_a_shift_does_not_hide_inside_its_own_limits() -> None:
    values = [*normal(20, seed=5, mean=0), *normal(20, seed=6, mean=3)]
    found = chart_of(readings(values), MEASURED)
    assert np.std(values, ddof=1) > 1.6
    assert found.present.sigma < 1.25
    assert found.signals


def test_frozen_limits_do_not_move_with_new_readings() -> None:
    calm = normal(25, seed=7)
    frozen = kept_limits(chart_of(readings(calm), MEASURED))
    plan = StagePlan(
        0,
        "Baseline",
        24,
        frozen=True,
        kind="imr",
        center=frozen.center,
        sigma=frozen.sigma,
        estimator="mean_mr",
        used=25,
    )
    wild = chart_of(readings([*calm, *normal(25, seed=8, mean=16)]), MEASURED, stages=[plan])
    assert wild.present.center == frozen.center
    assert set(wild.chart.panels[0].ucl.tolist()) == {frozen.center + 3 * frozen.sigma}
    assert (wild.present.baseline_stop, wild.present.used, wild.present.pre_specified) == (25, 25, False)
    assert min(signal.last for signal in wild.signals if signal.panel == 0) >= 25


def test_frozen_on_a_subset_gives_the_limits_of_that_subset_alone() -> None:
    values = normal(40, seed=9)
    alone = chart_of(readings(values[:20]), MEASURED)
    baseline = chart_of(readings(values), MEASURED, stages=[StagePlan(0, "Baseline", 19)])
    assert (baseline.present.center, baseline.present.sigma) == (alone.present.center, alone.present.sigma)


def test_limits_frozen_on_another_chart_are_not_read_and_the_page_is_told() -> None:
    series = readings(defects=[5.0, 7.0, 6.0, 4.0] * 6, sizes=[100.0] * 24)
    plan = StagePlan(0, "Baseline", 23, frozen=True, kind="p", center=0.5, used=24)
    assert chart_of(series, SHARE, stages=[plan]).present.center == 0.5
    other = chart_of(series, SHARE, Choices(kind="laney_p"), stages=[plan])
    assert other.present.center == pytest.approx(0.055)
    assert any("belong to another chart" in caution for caution in other.cautions)


def test_no_moving_range_crosses_an_excluded_reading_and_it_stays_on_the_chart() -> None:
    values = [10.0, 11.0, 10.0, 40.0, 11.0, 10.0, 11.0]
    found = chart_of(readings(values, excluded=[3]), MEASURED)
    assert found.chart.excluded == (3,)
    assert found.chart.panels[0].points[3] == 40.0
    assert np.isnan(found.chart.panels[1].points[[3, 4]]).all()
    assert found.present.sigma == pytest.approx(1.0 / 1.1283791670955126)


def test_no_moving_range_and_no_run_crosses_a_stage() -> None:
    values = [*normal(20, seed=10, mean=20), *normal(20, seed=11, mean=10)]
    found = chart_of(readings(values), MEASURED, stages=[StagePlan(0, "Before"), StagePlan(20, "After")])
    assert np.isnan(found.chart.panels[1].points[20])
    assert [stage.name for stage in found.chart.stages] == ["Before", "After"]
    assert [round(stage.center) for stage in found.chart.stages] == [20, 10]
    assert not [signal for signal in found.signals if signal.panel == 0]


def test_nine_on_one_side_under_nelson_and_eight_under_western_electric() -> None:
    values = [10, 11, 9, 12, 8, 11, 9, 10.5, 9.5, 11, 9, *([10.8, 10.6] * 4)]
    series = readings([float(one) for one in values])
    plan = [StagePlan(0, "", None, frozen=True, given=True, kind="imr", center=10.0, sigma=1.0)]
    assert not any(
        "run" in s.title or "row on one side" in s.title
        for s in chart_of(series, MEASURED, Choices(rule_set="nelson"), plan).signals
        if s.panel == 0
    )
    western = chart_of(series, MEASURED, Choices(rule_set="western_electric"), plan)
    assert [s.rule for s in western.signals if s.panel == 0 and "one side of the centre" in s.title] == ["we4"]


def test_long_tails_lead_to_a_proposal_of_logarithms() -> None:
    values = np.random.default_rng(12).lognormal(2, 0.9, 60).tolist()
    found = chart_of(readings(values), MEASURED)
    assert "imr_log" in [one.kind for one in found.proposals]
    logged = chart_of(readings(values), MEASURED, Choices(kind="imr_log"))
    assert logged.unit == "ln h"
    assert logged.chart.panels[0].points[0] == pytest.approx(np.log(values[0]))
    with pytest.raises(StatisticsError, match="no logarithm"):
        chart_of(readings([1.0, 0.0, 2.0]), MEASURED, Choices(kind="imr_log"))


def test_averages_that_vary_more_than_their_subgroups_explain_are_proposed_as_single_values() -> None:
    rng = np.random.default_rng(13)
    values = [value for day in rng.normal(10, 2, 30) for value in rng.normal(day, 0.5, 5)]
    labels = [f"S{at // 5}" for at in range(150)]
    series = readings(values, subgroups=labels, days=False)
    assert [one.kind for one in chart_of(series, MEASURED).proposals] == ["imr"]
    single = chart_of(series, MEASURED, Choices(kind="imr"))
    assert (len(single.chart), single.chart.kind) == (30, "imr")


def test_a_neighbours_resemblance_is_told() -> None:
    rng, level, values = np.random.default_rng(14), 0.0, []
    for step in rng.normal(0, 1, 80):
        level = 0.85 * level + step
        values.append(level)
    assert any("resemble each other" in caution for caution in chart_of(readings(values), MEASURED).cautions)


def test_readings_out_of_time_order_are_told_and_a_day_gathers_them() -> None:
    series = readings(normal(24, seed=15))
    mixed = series.kept(np.array([1, 0, *range(2, 24)]))
    assert any("earlier than the one before" in caution for caution in chart_of(mixed, MEASURED).cautions)
    by_day = chart_of(mixed, MEASURED, Choices(grouping=Grouping.DAY, kind="imr"))
    assert by_day.labels[0] == "2026-01-05"
    assert not any("earlier" in caution for caution in by_day.cautions)


def test_weeks_begin_on_monday_and_months_have_their_name() -> None:
    series = readings(normal(70, seed=16))
    weeks = chart_of(series, MEASURED, Choices(grouping=Grouping.WEEK))
    assert (weeks.kind, weeks.labels[:2], len(weeks.chart)) == ("xbar_r", ("2026-01-05", "2026-01-12"), 10)
    assert chart_of(series, MEASURED, Choices(grouping=Grouping.MONTH)).labels == ("2026-01", "2026-02", "2026-03")


def test_a_period_needs_times() -> None:
    with pytest.raises(BadInput, match="has a time"):
        chart_of(readings([1.0, 2.0], days=False), MEASURED, Choices(grouping=Grouping.DAY))


def test_no_readings_is_a_sentence() -> None:
    with pytest.raises(StatisticsError, match="no readings yet"):
        chart_of(readings([]), MEASURED)


def test_a_natural_boundary_cuts_the_limits() -> None:
    metric = a_metric(lower_limit=0.0, lower_is_boundary=True)
    found = chart_of(readings([0.1, 2.0, 0.2, 1.5, 0.1, 1.0]), metric)
    assert found.chart.panels[0].lcl[0] == 0.0


def test_a_missing_value_is_a_gap_and_not_a_zero() -> None:
    found = chart_of(readings([10.0, 11.0, float("nan"), 10.0, 11.0]), MEASURED)
    assert found.present.center == pytest.approx(10.5)
    assert np.isnan(found.chart.panels[1].points[[2, 3]]).all()


def test_one_odd_average_is_a_signal_and_no_reason_for_another_chart() -> None:
    values = normal(150, seed=17)
    values[75:80] = [value + 30 for value in values[75:80]]
    series = readings(values, subgroups=[f"S{at // 5}" for at in range(150)], days=False)
    found = chart_of(series, MEASURED)
    assert any(signal.last == 15 for signal in found.signals)
    assert found.proposals == ()


def test_kept_limits_are_not_questioned_by_a_proposal() -> None:
    defects = [float(one) for one in np.random.default_rng(18).normal(2200, 110, 40).round()]
    plan = StagePlan(0, "Baseline", 39, frozen=True, kind="p", center=0.275, used=40)
    series = readings(defects=defects, sizes=[8000.0] * 40)
    assert chart_of(series, SHARE).proposals
    assert chart_of(series, SHARE, stages=[plan]).proposals == ()
