"""What stands beside a baseline: strata, mix, rhythms, neighbours, open cases; kept with the signature."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic.define.metrics import DataType, Direction
from dmaic.measure import baseline as tool
from dmaic.measure import datasets
from dmaic.measure.baseline import Assessment, Compare, Figure, assess, context_of
from dmaic.measure.baseline.beside import season_cautions
from dmaic.measure.baseline.context import Context, Short
from dmaic.measure.baseline.telling import told
from dmaic.measure.chart_settings import Choices
from dmaic.measure.charting import chart_of
from dmaic.measure.datasets import Readings
from dmaic.measure.points import Grouping
from dmaic.measure.service.adopting import adopt
from dmaic.measure.service.upkeep import bring_up_to_date
from dmaic.measure.special_causes import note_cause
from dmaic.measure.staging import StagePlan
from dmaic.projects.permissions import Role
from dmaic.statistics.intervals import clopper_pearson
from tests.factories import make_project
from tests.factories_charts import a_metric, bring_in, make_metric, readings
from tests.measure.service_exports import bring, export_of


def with_strata(own: Readings, **strata: Any) -> Readings:
    given = {name: getattr(own, name) for name in own.__dataclass_fields__}
    return Readings(**{**given, "strata": {name: np.array(words) for name, words in strata.items()}})


def noise(count: int, mean: float, seed: int = 1) -> list[float]:
    return np.random.default_rng(seed).normal(mean, 1.0, count).tolist()


def by_kind() -> Assessment:
    """Sixty claims of 20 h and twenty calls of 10 h against a target of 10 h."""
    values = [*noise(60, 20.0), *noise(20, 10.0, 2)]
    own = with_strata(readings(values), kind=["claim"] * 60 + ["call"] * 20)
    return assess(own, a_metric(target=10.0, direction=Direction.DOWN))


def test_the_gap_is_shared_out_among_the_groups_with_intervals() -> None:
    (table,) = by_kind().beside.strata
    claim, call = table.rows
    assert (claim.word, claim.count, claim.of_all) == ("claim", 60, 0.75)
    assert claim.share is not None
    assert call.share is not None
    assert claim.share.value + call.share.value == pytest.approx(1)
    assert claim.share.low < claim.share.value < claim.share.high
    assert claim.value.low < 20 < claim.value.high
    assert table.sentence.startswith("“claim” carries")
    assert "with 75 % of the cases" in table.sentence


def test_shares_are_sum_over_sum_with_the_exact_interval_and_small_groups_are_told() -> None:
    defects, sizes = [30.0, 1.0] * 20, [100.0, 5.0] * 20
    own = with_strata(readings(defects=defects, sizes=sizes), team=["A", "B"] * 20)
    metric = a_metric(DataType.PROPORTION, unit="%", target=10.0, direction=Direction.DOWN)
    (table,) = assess(own, metric, Choices(kind="laney_p")).beside.strata
    exact = clopper_pearson(600, 2000)
    assert table.rows[0].value.value == pytest.approx(30)
    assert table.rows[0].value.low == pytest.approx(100 * exact.low)
    assert table.counted_in == "Units"
    few = with_strata(readings(defects=[30.0, 0.0] * 6, sizes=sizes[:12]), team=["A", "B"] * 6)
    (table,) = assess(few, metric, Choices(kind="laney_p")).beside.strata
    assert table.rows[-1].small
    assert "Too small to judge: B" in table.sentence


def test_percentiles_are_not_shared_out_and_say_what_to_choose() -> None:
    values = [*noise(60, 20.0), *noise(20, 10.0, 2)]
    own = with_strata(readings(values), kind=["claim"] * 60 + ["call"] * 20)
    (table,) = assess(own, a_metric(target=10.0, upper_limit=15.0), figure=Figure.MEDIAN).beside.strata
    assert "Percentiles don't add up" in table.refused
    assert table.rows[0].value.name == "Median (p50)"
    (table,) = assess(own, a_metric(upper_limit=15.0), figure=Figure.OUTSIDE).beside.strata
    assert table.rows[0].share.value == pytest.approx(1)
    assert (table.rows[1].value.value, table.unit) == (0.0, "%")


@pytest.mark.parametrize(("target", "reason"), [(None, "Neither the goal nor the metric"), (40.0, "meets the target")])
def test_without_a_gap_nothing_is_shared_out(target: float | None, reason: str) -> None:
    own = with_strata(readings(noise(80, 20.0)), kind=["a", "b"] * 40)
    (table,) = assess(own, a_metric(target=target, direction=Direction.DOWN)).beside.strata
    assert reason in table.refused
    assert table.rows[0].share is None


def test_many_groups_are_gathered_and_codes_are_no_stratifier() -> None:
    own = with_strata(
        readings(noise(90, 20.0)),
        agent=[f"agent {at % 20:02d}" for at in range(90)],
        ticket=[f"T{at}" for at in range(90)],
    )
    tables = assess(own, a_metric()).beside.strata
    assert [one.name for one in tables] == ["agent"]
    assert len(tables[0].rows) == 12
    assert any(row.word == "all others" for row in tables[0].rows)


def more_claims(metric: Any = None, **given: Any) -> Assessment:
    """Claims take 20, calls 10, in both halves: only their mix changes, from a quarter to three quarters."""
    kinds = [*(["claim"] * 10 + ["call"] * 30), *(["claim"] * 30 + ["call"] * 10)]
    jitter = np.tile([-0.5, 0.5], 40)
    values = np.where(np.array(kinds) == "claim", 20.0, 10.0) + jitter
    own = with_strata(readings(values.tolist()), kind=kinds)
    return assess(own, metric or a_metric(direction=Direction.DOWN), **given)


def test_a_change_of_mix_alone_is_told_as_that() -> None:
    found = more_claims().beside.comparison
    assert found is not None
    (mix,) = found.mixes
    assert found.change.value == pytest.approx(5)
    assert (mix.mix, mix.rate.value, mix.interaction) == (pytest.approx(5), pytest.approx(0), pytest.approx(0))
    assert mix.adjusted_after == pytest.approx(12.5)
    assert mix.sentence.startswith("Practically all of the rise of 5 h comes from another mix of kind (more “claim”")
    assert "25 % before, 75 % after" in mix.sentence
    assert "compare like with like" in mix.caution
    assert mix.caution in more_claims().cautions


def test_a_change_of_the_work_alone_is_told_as_that() -> None:
    values = [*noise(40, 20.0), *noise(40, 24.0, 2)]
    own = with_strata(readings(values), kind=["a", "b"] * 40)
    (mix,) = assess(own, a_metric(direction=Direction.DOWN)).beside.comparison.mixes
    assert "from the work itself (worse within each group)" in mix.sentence
    assert mix.caution == ""
    assert mix.rate.low < mix.rate.value < mix.rate.high


def test_a_rise_is_told_in_its_parts() -> None:
    kinds = [*(["claim"] * 10 + ["call"] * 30), *(["claim"] * 30 + ["call"] * 10)]
    late = np.array([0.0] * 40 + [1.5] * 40)
    values = np.where(np.array(kinds) == "claim", 20.0, 10.0) + late + np.tile([-0.5, 0.5], 40)
    own = with_strata(readings(values.tolist()), kind=kinds)
    (mix,) = assess(own, a_metric(direction=Direction.DOWN)).beside.comparison.mixes
    assert mix.sentence == (
        "Of the rise of 6.5 h, 5 h come from another mix of kind (more “claim”: 25 % before, 75 % after), "
        "1.5 h from the work itself (worse within each group)."
    )


def late_ones(easy: tuple[float, float], hard: tuple[float, float], shares: tuple[int, int], each: int) -> Assessment:
    """Forty days in two halves, ``each`` cases a day; shares of easy ones and of late ones in per cent."""
    defects, sizes, kinds = [], [], []
    for half in (0, 1):
        for _ in range(20):
            for kind, rate, share in (("easy", easy, shares[half]), ("hard", hard, 100 - shares[half])):
                sizes.append(each * share / 100)
                defects.append(each * share / 100 * rate[half] / 100)
                kinds.append(kind)
    metric = a_metric(DataType.PROPORTION, unit="%", direction=Direction.DOWN)
    return assess(with_strata(readings(defects=defects, sizes=sizes), kind=kinds), metric, Choices(kind="laney_p"))


def test_groups_that_went_both_ways_are_named_and_both_together_is_not_called_mix() -> None:
    """Easy 10 to 5 %, hard 20 to 30 %, easy 80 % then 40 %: 12 to 20 %; mix +4, work -2, both +6, by hand."""
    (mix,) = late_ones((10, 5), (20, 30), (80, 40), 1000).beside.comparison.mixes
    assert (mix.mix, mix.rate.value, mix.interaction) == (pytest.approx(4), pytest.approx(-2), pytest.approx(6))
    assert "the work itself (worse in “hard”, better in “easy”)" in mix.sentence
    assert "other way" not in mix.sentence + mix.caution
    assert "Most of the change" not in mix.caution
    assert "+6 percentage points come from both together" in mix.caution


def test_within_each_group_is_said_only_when_no_group_stood_still() -> None:
    """Easy 10 to 20 %, hard 20 to 20 %, shares alike."""
    (mix,) = late_ones((10, 20), (20, 20), (50, 50), 1000).beside.comparison.mixes
    assert "(worse in “easy”, unchanged in the others)" in mix.sentence


def test_every_group_going_the_other_way_is_said_so() -> None:
    """Easy 10 to 8 %, hard 40 to 36 %, easy 80 % then 20 %: 16 to 30.4 %; mix +18, work -2.4, both -1.2."""
    (mix,) = late_ones((10, 8), (40, 36), (80, 20), 1000).beside.comparison.mixes
    assert mix.mix == pytest.approx(18)
    assert mix.sentence.endswith("Every group itself went the other way.")
    assert "within every group it went the other way" in mix.caution


def test_a_change_that_all_but_touches_nothing_is_not_taken_apart() -> None:
    """Ten cases a day, 200 a half, 10 to 16.5 %: 6.5 +- 6.61 is chance; 10 to 17 %: 7 +- 6.66 is loosely known."""
    (mix,) = late_ones((10, 17), (10, 17), (50, 50), 10).beside.comparison.mixes
    assert mix.sentence.startswith(
        "Too loosely known to take apart: the change of +7 percentage points may be anything"
    )
    assert mix.caution == ""


def test_the_stretch_where_an_export_holds_quick_tickets_only_is_left_out() -> None:
    """Ten days at 2 h, then thirty at 20 h: with the stretch a rise, without it nothing."""
    values = [*noise(10, 2.0), *noise(30, 20.0, 2)]
    own = with_strata(readings(values), kind=["a", "b"] * 20)
    first = own.time.astype("datetime64[D]").min().astype(object)
    metric = a_metric(direction=Direction.DOWN)
    assert assess(own, metric).beside.comparison.is_clear
    short = Short(first, first + timedelta(days=10))
    found = assess(own, metric, context=Context(short=short)).beside.comparison
    assert found is not None
    assert found.is_clear is False
    assert found.note.startswith("10 readings before")
    assert "the export begins on" in found.note
    late = Short(first, first + timedelta(days=34))
    refused = assess(own, metric, context=Context(short=late)).beside.comparison
    assert refused is not None
    assert "34 readings before" in refused.refused


def test_a_change_of_shares_is_in_percentage_points() -> None:
    own = with_strata(readings(defects=[10.0] * 20 + [30.0] * 20, sizes=[100.0] * 40), team=["A", "B"] * 20)
    found = assess(own, a_metric(DataType.PROPORTION, unit="%"), Choices(kind="laney_p")).beside.comparison
    assert found is not None
    assert found.change.unit == "percentage points"
    assert "20 percentage points" in found.mixes[0].sentence


def test_a_gap_spread_evenly_is_said_to_be() -> None:
    own = with_strata(readings(noise(80, 20.0)), kind=["a", "b"] * 40)
    (table,) = assess(own, a_metric(target=10.0, direction=Direction.DOWN)).beside.strata
    assert table.sentence.startswith("No group carries more of the gap")


def test_the_gap_is_as_sure_as_the_overall_value() -> None:
    """Two kinds far apart: the gap's interval is that of the mean, not that within the kinds."""
    values = [*noise(300, 10.0), *noise(300, 18.0, 2)]
    own = with_strata(readings(values), kind=["a"] * 300 + ["b"] * 300)
    (table,) = assess(own, a_metric(target=9.0, direction=Direction.DOWN)).beside.strata
    assert table.gap is not None
    reach = 1.96 * float(np.std(values)) / 600**0.5
    assert table.gap.high - table.gap.value == pytest.approx(reach, rel=1e-3)


def test_a_change_within_chance_says_so() -> None:
    own = with_strata(readings(noise(80, 20.0)), kind=["a", "b"] * 40)
    found = assess(own, a_metric()).beside.comparison
    assert found is not None
    assert found.is_clear is False
    assert found.mixes[0].sentence.startswith("Nothing to take apart: chance explains")


def test_the_periods_are_months_quarters_or_stages() -> None:
    days = 31 + 28 + 31 + 30 + 31 + 30 - 4
    own = with_strata(readings(noise(days, 20.0)), kind=[("a", "b")[at % 2] for at in range(days)])
    months = assess(own, a_metric(), compare=Compare.MONTHS).beside.comparison
    assert months is not None
    assert (months.first, months.second) == ("1 May 2026 to 31 May 2026", "1 Jun 2026 to 30 Jun 2026")
    quarters = assess(own, a_metric(), compare=Compare.QUARTERS).beside.comparison
    assert quarters is not None
    assert quarters.second == "1 Apr 2026 to 30 Jun 2026"
    stage = [StagePlan(), StagePlan(name="After", start_seq=100)]
    staged = assess(own, a_metric(), compare=Compare.STAGES, stages=stage).beside.comparison
    assert staged is not None
    assert staged.second.startswith("15 Apr 2026")
    alone = assess(own, a_metric(), compare=Compare.STAGES).beside.comparison
    assert alone is not None
    assert "Only one stage" in alone.refused


def test_a_rhythm_is_a_caution_and_a_calm_week_is_not() -> None:
    values = np.array(noise(70, 20.0))
    values[::7] += 8
    found = assess(readings(values.tolist()), a_metric())
    assert any(one.startswith("Mondays are") and "compare like with like" in one for one in found.cautions)
    calm = assess(readings(noise(70, 20.0)), a_metric())
    assert not any("compare like with like" in one for one in calm.cautions)
    assert "no clock" in next(one.withheld for one in calm.beside.rhythms if one.rhythm == "hour")


def test_leaning_neighbours_are_a_caution_on_the_chart_and_once_on_the_baseline() -> None:
    values = 20 + np.cumsum(np.random.default_rng(3).normal(0, 1, 80))
    found = assess(readings(values.tolist()), a_metric())
    assert found.beside.neighbours is not None
    assert found.beside.neighbours.is_significant
    assert found.charted is not None
    said = [one for one in found.cautions if "resemble each other" in one]
    assert len(said) == 1
    assert said[0] in found.charted.cautions


def test_rows_without_a_value_and_cases_left_out_as_open_are_warned_about() -> None:
    values = [*noise(40, 20.0), float("nan"), float("nan")]
    assert any("2 rows have no value" in one for one in assess(readings(values), a_metric()).cautions)
    left = assess(readings(noise(40, 20.0)), a_metric(), left_out={"still open": 1})
    assert any("1 case is still open" in one for one in left.cautions)
    assert assess(readings(noise(40, 20.0)), a_metric()).beside.open is None


def test_what_stands_beside_is_signed_with_the_figures(session: Session) -> None:
    project = make_project(session)
    lead = project.people_as(Role.LEAD)[0]
    metric = make_metric(session, project, target=15.0, lower_limit=5.0, upper_limit=35.0)
    bring_in(session, project, metric, value=noise(40, 20.0), strata={"kind": ["a", "b"] * 20})
    datasets.exclude_reading(session, project, metric, 3, reason="Power cut", by=lead)
    note_cause(session, project, metric, 7, cause="New colleague", action="Shown how", by=lead)
    found = assess(
        datasets.read_all(session, metric), metric, context=context_of(session, metric, first_seq=0, last_seq=39)
    )
    study = tool.sign_baseline(session, project, metric, found, by=lead, note="As it is")
    kept = study.result
    assert kept["excluded"][0]["by"] == lead.name
    assert kept["events"][0]["what"] == "New colleague. Done: Shown how"
    printed = told(kept["beside"])
    assert printed == told(found.result()["beside"])
    assert [line.word for line in printed.strata[0].lines] == ["b", "a"] or printed.strata[0].shared
    assert printed.comparison is not None
    assert printed.comparison.mixes[0].name == "kind"
    assert "Lag-1 correlation" in printed.neighbours


def test_open_tickets_are_told_beside_the_closed_ones_with_the_kaplan_meier_median(
    session: Session, client: Any, tmp_path: Path
) -> None:
    project = make_project(session)
    lead = project.people_as(Role.LEAD)[0]
    still_open = dict.fromkeys(range(0, 160, 5), "")
    source = bring(session, None, export_of(40, changes=still_open), project, by=lead, folder=tmp_path)
    adopted = adopt(session, project, source, "resolution_time", {}, by=lead)
    bring_up_to_date(session, project, source, by=lead)
    count = datasets.count_of(session, adopted.metric)
    context = context_of(session, adopted.metric, first_seq=0, last_seq=count)
    found = context.waiting
    assert found is not None
    # nine of ten take up to 30 hours, told as 1 day, and the days are rounded
    assert context.short == Short(date(2026, 1, 5), date(2026, 1, 7))
    assert found.open >= 32
    assert found.with_open["value"] >= found.closed_only
    first, last = found.begun
    assert first == "5 Jan 2026"
    session.commit()
    client.sign_in(lead)
    page = client.get(f"/projects/{project.id}/measure/metrics/{adopted.metric.id}/baseline").text
    assert "Cases still open are not in it" in page
    assert f"Of the tickets begun from {first} to {last}: median with the open ones (Kaplan-Meier)" in page
    assert source.name in page


def test_open_tickets_are_those_begun_in_the_period_of_the_baseline(
    session: Session, client: Any, tmp_path: Path
) -> None:
    """Forty days of four tickets; of the first twenty days none is open, of the last twenty every fifth."""
    project = make_project(session)
    lead = project.people_as(Role.LEAD)[0]
    still_open = dict.fromkeys(range(80, 160, 5), "")
    source = bring(session, None, export_of(40, changes=still_open), project, by=lead, folder=tmp_path)
    adopted = adopt(session, project, source, "resolution_time", {}, by=lead)
    bring_up_to_date(session, project, source, by=lead)
    readings = datasets.read_all(session, adopted.metric)
    days = readings.time.astype("datetime64[D]")
    early = int(readings.seq[days <= days.min() + 9][-1])
    before = context_of(session, adopted.metric, first_seq=0, last_seq=early)
    assert before.has_source
    assert before.waiting is None
    calm = assess(readings.kept(readings.seq <= early), adopted.metric, left_out={"still open": 16}, context=before)
    assert calm.beside.open is None
    assert "still open" not in calm.left_out
    whole = context_of(session, adopted.metric, first_seq=0, last_seq=int(readings.seq[-1]))
    late = context_of(session, adopted.metric, first_seq=early + 1, last_seq=int(readings.seq[-1]))
    assert whole.waiting is not None
    assert late.waiting is not None
    assert late.waiting.open == whole.waiting.open
    assert late.waiting.tickets < whole.waiting.tickets
    assert late.waiting.sentence.startswith(f"{late.waiting.open} of {late.waiting.tickets} tickets")
    found = assess(readings, adopted.metric, left_out={"still open": 99}, context=whole)
    assert found.left_out["still open"] == whole.waiting.open
    said = next(one for one in found.cautions if "still open" in one)
    assert f"{whole.waiting.open} of the {whole.waiting.tickets} tickets begun in this period (5 Jan 2026 to" in said


def test_a_rhythm_within_one_point_is_not_told_on_the_chart() -> None:
    hours = np.tile([9, 11, 14], 40)
    days = np.repeat(np.arange(40), 3)
    values = np.where(hours == 11, 2.0, 8.0) + np.random.default_rng(2).normal(0, 0.5, 120)
    series = readings(values.tolist())
    moments = np.datetime64("2026-01-05", "us") + days * np.timedelta64(1, "D") + hours * np.timedelta64(1, "h")
    series = replace(series, time=moments.astype("datetime64[us]"))
    single = season_cautions(chart_of(series, a_metric()), a_metric())
    assert any("stamped 11:00" in one and "time stamp" in one for one in single)
    by_day = chart_of(series, a_metric(), Choices(grouping=Grouping.DAY))
    assert season_cautions(by_day, a_metric()) == []
