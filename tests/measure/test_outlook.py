"""Where the next points will lie: told only as far as the limits bear it, in the unit of the readings."""

import numpy as np
import pytest

from dmaic.define.metrics import DataType
from dmaic.measure.chart_settings import Choices
from dmaic.measure.chart_words import false_alarm_words, limit_rows, verdict_of
from dmaic.measure.charting import chart_of
from dmaic.measure.outlook import outlook
from tests.factories_charts import a_metric, readings


def noise(count: int, mean: float = 50.0, sd: float = 2.0, seed: int = 8) -> list[float]:
    return np.random.default_rng(seed).normal(mean, sd, count).tolist()


def test_level_limits_are_told_as_they_are() -> None:
    found = chart_of(readings([10.0, 12.0, 11.0, 13.0, 12.5, 14.0, 11.0, 12.0] * 3), a_metric())
    panel = found.chart.panels[0]
    said = outlook(found)
    assert f"will lie between {panel.lcl[0]:.3f} and {panel.ucl[0]:.3f} h." in said


def test_unequal_subgroups_name_the_size_the_range_is_for() -> None:
    sizes = [2, 3, 5, 8] * 6
    labels = [f"S{at:02d}" for at, n in enumerate(sizes) for _ in range(n)]
    found = chart_of(readings(noise(len(labels)), subgroups=labels, days=False), a_metric())
    panel = found.chart.panels[0]
    said = outlook(found)
    assert "averages of 3 will lie between" in said
    assert f"{panel.lcl[1]:.3f}" in said
    assert f"{panel.lcl[3]:.3f}" not in said
    assert "smaller ones in a wider range" in said


def test_unequal_areas_do_not_promise_the_last_ones_limits() -> None:
    sizes = [1.0, 4.0, 2.0, 8.0] * 6
    counts = np.random.default_rng(4).poisson(np.array(sizes) * 3).astype(float).tolist()
    said = outlook(chart_of(readings(defects=counts, sizes=sizes), a_metric(DataType.RATE, unit="")))
    assert "points of 2 will lie" in said


def test_logarithms_are_raised_back() -> None:
    values = np.exp(noise(40, 2.0, 0.8)).tolist()
    found = chart_of(readings(values), a_metric(), Choices(kind="imr_log"))
    panel = found.chart.panels[0]
    said = outlook(found)
    assert "ln" not in said
    low, high = np.exp(panel.lcl[0]), np.exp(panel.ucl[0])
    told = [float(one) for one in said.replace("between ", "|").split("|")[1].removesuffix(" h.").split(" and ")]
    assert told == [pytest.approx(low, abs=0.05), pytest.approx(high, abs=0.05)]


def test_no_negative_time_and_no_share_above_all_is_promised() -> None:
    below = outlook(chart_of(readings([abs(one) for one in noise(40, 3, 2)]), a_metric()))
    assert "will lie below" in below
    assert "-" not in below
    above = outlook(chart_of(readings([min(99.9, one) for one in noise(40, 97, 2)]), a_metric(unit="%")))
    assert "will lie above" in above


def test_steps_of_a_scale_get_no_range() -> None:
    stars = np.random.default_rng(3).integers(1, 6, 60).astype(float).tolist()
    said = outlook(chart_of(readings(stars), a_metric(unit="points")))
    assert "between" not in said
    assert "steps of a scale" in said


@pytest.mark.parametrize(
    ("series", "metric"),
    [
        (readings([5.0] * 30), a_metric()),
        (readings(defects=[0.0] * 30, sizes=[50.0] * 30), a_metric(DataType.PROPORTION, unit="%")),
    ],
)
def test_what_never_varies_is_not_called_stable_and_no_limits_are_frozen_on_it(series, metric) -> None:
    found = verdict_of(chart_of(series, metric))
    assert found.stable is None
    assert found.headline == "Nothing varies"
    assert "freeze no limits" in found.next_step


def test_the_limits_of_a_t_chart_stand_in_days_with_the_centre_that_is_drawn() -> None:
    days = np.random.default_rng(5).exponential(10, 40).tolist()
    found = chart_of(readings(days), a_metric(DataType.TIME_BETWEEN, unit="days"))
    row, panel = limit_rows(found)[0], found.chart.panels[0]
    assert float(row.center) == pytest.approx(panel.center[0], abs=0.01)
    assert float(row.upper) == pytest.approx(panel.ucl[0], abs=0.01)
    assert float(row.center) == pytest.approx(np.mean(np.array(days) ** (1 / 3.6)) ** 3.6, abs=0.01)
    assert row.sigma == "–"
    assert "power 1/3.6" in row.estimator


def _leaning() -> list[float]:
    values, shocks = [0.0], noise(119, 0, 1)
    for one in shocks:
        values.append(0.8 * values[-1] + one)
    return [50 + one for one in values]


def test_the_chance_of_a_false_signal_names_what_it_holds_for() -> None:
    said = false_alarm_words(chart_of(readings(noise(60)), a_metric()))
    assert "independent and nearly normal" in said
    assert "% of stable processes" in said


@pytest.mark.parametrize(
    ("series", "metric", "why"),
    [
        (readings([5.0] * 30), a_metric(), "do not vary"),
        (readings(defects=[0.0] * 30, sizes=[50.0] * 30), a_metric(DataType.PROPORTION, unit="%"), "do not vary"),
        (readings(defects=[0.0, 1.0, 0.0] * 10, sizes=[9.0] * 30), a_metric(DataType.PROPORTION), "fewer than 5"),
        (readings(_leaning()), a_metric(), "lean on each other"),
        (readings(np.exp(noise(80, 1, 1)).tolist()), a_metric(), "skewed"),
    ],
)
def test_the_chance_of_a_false_signal_is_withheld_where_it_does_not_hold(series, metric, why) -> None:
    said = false_alarm_words(chart_of(series, metric))
    assert why in said
    assert "% of stable" not in said


def test_times_between_events_are_judged_on_the_scale_of_their_limits() -> None:
    days = np.random.default_rng(5).exponential(10, 60).tolist()
    said = false_alarm_words(chart_of(readings(days), a_metric(DataType.TIME_BETWEEN, unit="days")))
    assert "% of stable processes" in said
