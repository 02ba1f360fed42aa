"""Which rhythms are real: cells and not cases, Holm over the cycles, reasons where nothing is compared."""

import numpy as np
import pytest
from scipy.stats import kruskal
from scipy.stats import t as student

from dmaic.errors import StatisticsError
from dmaic.statistics.registry import analysis_named
from dmaic.statistics.rhythms import Profile, rhythms, said_of
from dmaic.statistics.seasonality import Rhythm
from dmaic.statistics.verdict import Terms

MONDAY = np.datetime64("2026-01-05", "us")
DAY, HOUR = np.timedelta64(1, "D"), np.timedelta64(1, "h")


def by_day(count: int) -> np.ndarray:
    return MONDAY + np.arange(count) * DAY


def profile(found: tuple[Profile, ...], rhythm: Rhythm) -> Profile:
    return next(one for one in found if one.rhythm is rhythm)


def busy_mondays(count: int) -> np.ndarray:
    values = 10 + np.random.default_rng(5).normal(0, 0.5, count)
    values[::7] *= 1.4
    return values


def test_busy_mondays_are_told_as_people_say_it() -> None:
    found = profile(rhythms(busy_mondays(70), by_day(70)), Rhythm.WEEKDAY)
    assert found.real
    assert (found.peak, found.cells) == ("Mon", 70)
    assert found.sentence.startswith("Mondays are 39 % higher")
    assert "% higher than the other weekdays" in found.sentence


def test_the_statistic_is_that_of_scipy_on_the_cells() -> None:
    values = busy_mondays(84)
    found = profile(rhythms(values, by_day(84)), Rhythm.WEEKDAY)
    theirs = kruskal(*[values[day::7] for day in range(7)])
    assert (found.statistic, found.p) == (pytest.approx(theirs.statistic), pytest.approx(theirs.pvalue))
    assert found.effect.value == pytest.approx((theirs.statistic - 6) / 77)


def test_many_cases_of_one_day_are_one_witness() -> None:
    random = np.random.default_rng(11)
    days = np.repeat(np.arange(35), 400)
    values = random.normal(0, 1, 35)[days] + random.normal(10, 1, days.size)
    found = profile(rhythms(values, MONDAY + days * DAY), Rhythm.WEEKDAY)
    assert found.cells == 35
    assert not found.real
    naive = kruskal(*[values[days % 7 == day] for day in range(7)])
    assert naive.pvalue < 1e-6


def test_sizes_weigh_within_a_cell() -> None:
    moments = np.repeat(by_day(35), 2)
    found = profile(rhythms([1.0, 0.0] * 35, moments, weights=[1, 9] * 35), Rhythm.MONTH)
    assert "2 months of data" in found.withheld
    with pytest.raises(StatisticsError, match="above 0"):
        rhythms([1.0, 2.0, 3.0], by_day(3), weights=[1, 0, 1])
    weekday = profile(
        rhythms([*([1.0, 0.0] * 35), 5.0], [*moments, by_day(36)[-1]], weights=[1, 9] * 35 + [1]), Rhythm.WEEKDAY
    )
    assert weekday.profile[1].mean == pytest.approx(0.1)


def test_hours_are_compared_where_there_is_a_clock() -> None:
    moments = np.concatenate([by_day(20) + hour * HOUR for hour in (9, 14, 17)])
    values = np.concatenate([np.full(20, level) + np.random.default_rng(level).normal(0, 1, 20) for level in (5, 5, 9)])
    found = rhythms(values, moments)
    assert profile(found, Rhythm.HOUR).peak == "17"
    assert profile(found, Rhythm.HOUR).real
    assert said_of(profile(found, Rhythm.HOUR)).startswith("Readings stamped 17:00 to 17:59 are")


def test_holm_is_over_the_cycles_that_were_tested() -> None:
    moments = np.concatenate([by_day(42) + hour * HOUR for hour in (9, 14)])
    values = np.random.default_rng(2).normal(50, 5, 84)
    hour, weekday, _ = rhythms(values, moments)
    first, second = sorted((hour, weekday), key=lambda one: one.p)
    assert first.p_adjusted == pytest.approx(min(1, 2 * first.p))
    assert second.p_adjusted == pytest.approx(max(min(1, 2 * first.p), second.p))
    assert "Holm over 2 profiles" in hour.sentence


@pytest.mark.parametrize(
    ("moments", "rhythm", "reason"),
    [
        (by_day(40), Rhythm.HOUR, "no clock"),
        (by_day(40) + 9 * HOUR, Rhythm.HOUR, "one hour of the day"),
        (MONDAY + np.arange(40) * 7 * DAY, Rhythm.WEEKDAY, "All readings fall on Mondays"),
        (MONDAY + np.arange(40) * 10 * DAY, Rhythm.WEEKDAY, "too seldom"),
        (by_day(20), Rhythm.WEEKDAY, "Fewer than two weekdays"),
        (by_day(400), Rhythm.MONTH, "two whole years"),
    ],
)
def test_what_can_not_be_compared_is_withheld_with_the_reason(moments, rhythm, reason) -> None:
    found = profile(rhythms(np.arange(len(moments), dtype=float) % 7, moments), rhythm)
    assert reason in found.withheld
    assert found.p is None


def test_rare_weekdays_are_left_out_by_name() -> None:
    moments = by_day(60)
    keep = np.array([(at % 7 != 5) or at < 14 for at in range(60)])
    found = profile(rhythms(busy_mondays(60)[keep], moments[keep]), Rhythm.WEEKDAY)
    assert found.left_out == ("Sat",)
    assert "Sat" not in [one.name for one in found.profile]


def test_months_need_two_years_and_signed_values_are_told_in_their_unit() -> None:
    moments = by_day(1096)
    month = moments.astype("datetime64[M]").astype(int) % 12
    values = 15 * np.cos(month * np.pi / 6) + np.random.default_rng(3).normal(0, 1, moments.size)
    found = profile(rhythms(values, moments, terms=Terms(unit="°C")), Rhythm.MONTH)
    assert found.real
    assert found.lift.name == "difference of means"
    assert "°C" in found.sentence
    assert found.peak in {"Jan", "Jul"}


def test_bad_moments_are_refused() -> None:
    with pytest.raises(StatisticsError, match="no date"):
        rhythms([1, 2, 3], ["2026-01-05", "31.3.2026", "2026-01-07"])
    with pytest.raises(StatisticsError, match="one for each"):
        rhythms([1, 2, 3], by_day(2))


def test_the_face_answers_in_plain_json() -> None:
    answer = analysis_named("rhythms").answer(
        {"values": busy_mondays(70).tolist(), "at": [str(one) for one in by_day(70)], "unit": "h"}
    )
    weekday = next(one for one in answer["profiles"] if one["rhythm"] == "weekday")
    assert weekday["real"] is True


def test_without_a_rhythm_the_effect_is_nothing_on_average_and_seldom_notable() -> None:
    random = np.random.default_rng(1)
    found = [profile(rhythms(random.normal(50, 5, 70), by_day(70)), Rhythm.WEEKDAY).effect.value for _ in range(80)]
    assert np.mean([one > 0.04 for one in found]) < 0.35  # H / (n - 1) exceeds it in 85 % of such runs
    assert np.median(found) < 0.02


def test_the_lift_has_an_interval_that_pays_for_the_choice_of_the_peak() -> None:
    found = profile(rhythms(busy_mondays(70), by_day(70)), Rhythm.WEEKDAY)
    values = busy_mondays(70)
    own, others = values[::7], [values[day::7] for day in range(1, 7)]
    ratio = own.mean() / np.mean(others)
    assert found.lift.value == pytest.approx(ratio - 1)
    parts = [own.var(ddof=1) / 10 / own.mean() ** 2] + [
        one.var(ddof=1) / 10 / 36 / np.mean(others) ** 2 for one in others
    ]
    df = sum(parts) ** 2 / sum(part**2 / 9 for part in parts)
    reach = student.ppf(1 - 0.025 / 7, df) * sum(parts) ** 0.5
    assert (found.lift.low, found.lift.high) == (
        pytest.approx(ratio * np.exp(-reach) - 1),
        pytest.approx(ratio * np.exp(reach) - 1),
    )
    assert f"95 % interval {100 * found.lift.low:.0f} %" in found.sentence


def test_a_lift_whose_side_is_open_is_withheld() -> None:
    found = profile(rhythms(np.random.default_rng(6).normal(50, 5, 70), by_day(70)), Rhythm.WEEKDAY)
    assert found.lift.value is None
    assert "not clear" in said_of(found)
