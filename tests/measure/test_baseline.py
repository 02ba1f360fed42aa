"""A baseline: figures with their state, signed once, and honest about what changed since."""

from __future__ import annotations

import csv
import math
from itertools import groupby
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic.define.charter import charter_of, goal_of, write_charter
from dmaic.define.metrics import DataType, Metric, MetricRole
from dmaic.errors import NotAllowed, RuleBroken, StatisticsError
from dmaic.measure import baseline as tool
from dmaic.measure import datasets
from dmaic.measure.baseline import Assessment, Figure, assess
from dmaic.measure.baseline.figures import named
from dmaic.measure.baseline.lines import headline_words, options_in_words, printed
from dmaic.measure.chart_settings import Choices
from dmaic.measure.staging import stages_of
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.statistics.result import State, Statistic
from tests.factories import make_member, make_project
from tests.factories_charts import a_metric, bring_in, make_metric, readings


def calm(count: int, seed: int = 7, mean: float = 50.0, sd: float = 4.0) -> list[float]:
    return np.random.default_rng(seed).normal(mean, sd, count).tolist()


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
    assert "at most 1,995" in level.note
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


# Signing


@pytest.fixture
def project(session: Session) -> Project:
    return make_project(session)


@pytest.fixture
def lead(project: Project) -> Person:
    return project.people_as(Role.LEAD)[0]


@pytest.fixture
def finance(session: Session, project: Project) -> Person:
    return make_member(session, project, Role.FINANCE)


@pytest.fixture
def metric(session: Session, project: Project) -> Metric:
    found = make_metric(session, project, lower_limit=30.0, upper_limit=70.0)
    bring_in(session, project, found, value=calm(40))
    return found


def looked_at(session: Session, metric: Metric, **given: Any) -> Assessment:
    return assess(datasets.read_all(session, metric), metric, Choices(rule_set="limits_only"), **given)


def signed(session: Session, project: Project, metric: Metric, by: Person, **given: Any) -> Any:
    return tool.sign_baseline(session, project, metric, looked_at(session, metric), by=by, **given)


def test_the_first_signature_freezes_figures_data_and_limits(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    study = signed(session, project, metric, lead)
    assert study.fingerprint == datasets.read_all(session, metric).fingerprint
    assert (study.rows_used, study.options["first_seq"], study.options["last_seq"]) == (40, 0, 39)
    assert {"rule_set", "estimator", "shift", "confidence"} <= set(study.options)
    assert study.versions["numpy"]
    plan = stages_of(session, metric)[-1]
    assert (plan.frozen, plan.center) == (True, pytest.approx(np.mean(calm(40))))
    assert project.sigma_before == study.result["sigma_level"]
    assert project.wall_chart is not None


def test_after_signing_the_page_speaks_of_the_figure_that_was_signed(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    assert tool.signed_figure(session, project, metric) == Figure.AUTO
    tool.sign_baseline(session, project, metric, looked_at(session, metric, figure=Figure.MEDIAN), by=lead)
    assert tool.signed_figure(session, project, metric) == Figure.MEDIAN


def test_the_next_signature_goes_under_the_same_study(
    session: Session, project: Project, metric: Metric, lead: Person, finance: Person
) -> None:
    first = signed(session, project, metric, lead)
    second = signed(session, project, metric, finance)
    assert first.id == second.id
    assert [one.role for one in tool.signatures(session, project, first)] == ["lead", "finance"]
    assert {one.fingerprint for one in tool.signatures(session, project, first)} == {tool.content_fingerprint(first)}
    with pytest.raises(RuleBroken, match="already"):
        signed(session, project, metric, finance)


def test_other_figures_are_another_baseline(
    session: Session, project: Project, metric: Metric, lead: Person, finance: Person
) -> None:
    first = signed(session, project, metric, lead)
    datasets.correct_reading(session, project, metric, 5, reason="Typed wrongly", by=lead, value=52.0)
    second = signed(session, project, metric, finance)
    assert first.id != second.id
    assert tool.baseline_of(session, project, metric) is second
    assert [one.id for one in tool.baselines_of(session, project, metric)] == [second.id, first.id]


def test_who_has_no_role_does_not_sign(session: Session, project: Project, metric: Metric) -> None:
    for role in (Role.SPONSOR, Role.MEMBER, Role.COACH, Role.VIEWER):
        with pytest.raises(NotAllowed):
            signed(session, project, metric, make_member(session, project, role))


def test_an_unstable_baseline_needs_a_decision(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    bring_in(session, project, metric, value=[120.0, 118.0])
    with pytest.raises(RuleBroken, match="not stable"):
        signed(session, project, metric, lead)
    study = signed(session, project, metric, lead, note="Month end stays: it comes every month")
    assert study.options["note"].startswith("Month end")
    assert not stages_of(session, metric)
    assert study.result["stable"] is False


def test_too_few_points_are_not_signed(session: Session, project: Project, lead: Person) -> None:
    few = make_metric(session, project, code="few")
    bring_in(session, project, few, value=calm(8))
    with pytest.raises(RuleBroken, match="12 points at least"):
        signed(session, project, few, lead, note="We know")


def test_finance_hands_the_figure_back_to_the_charter(
    session: Session, project: Project, metric: Metric, lead: Person, finance: Person
) -> None:
    write_charter(session, project, version=None, values={"goal_metric_id": metric.id, "goal_baseline": 40.0})
    signed(session, project, metric, lead)
    charter = charter_of(session, project)
    assert charter is not None
    assert charter.signed_baseline is None
    study = signed(session, project, metric, finance)
    assert charter.signed_baseline == pytest.approx(np.mean(calm(40)))
    assert (charter.baseline_study_id, charter.goal_baseline) == (study.id, 40.0)
    assert goal_of(charter) is None


def test_a_counter_metric_hands_nothing_back(
    session: Session, project: Project, metric: Metric, lead: Person, finance: Person
) -> None:
    write_charter(session, project, version=None, values={"goal_metric_id": metric.id})
    other = make_metric(session, project, code="side", role=MetricRole.COUNTER)
    bring_in(session, project, other, value=calm(40))
    signed(session, project, other, finance)
    assert charter_of(session, project).signed_baseline is None
    assert project.sigma_before is None


def test_drift_is_told_after_a_correction_and_gone_when_it_is_taken_back(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    study = signed(session, project, metric, lead)
    assert tool.drift_of(session, metric, study).matches
    datasets.correct_reading(session, project, metric, 5, reason="Typed wrongly", by=lead, value=90.0)
    datasets.exclude_reading(session, project, metric, 6, reason="A test case", by=lead)
    drift = tool.drift_of(session, metric, study)
    assert (drift.matches, drift.changed) == (False, 2)
    assert drift.today is not None
    assert drift.today > drift.signed
    assert not tool.still_matches(session, metric, study)
    assert tool.signed_value(study) == drift.signed


def test_new_readings_are_no_drift(session: Session, project: Project, metric: Metric, lead: Person) -> None:
    study = signed(session, project, metric, lead)
    bring_in(session, project, metric, value=calm(20, seed=30, mean=20))
    assert tool.drift_of(session, metric, study).matches
    assert tool.still_matches(session, metric, study)


def test_a_withdrawn_import_is_drift(session: Session, project: Project, metric: Metric, lead: Person) -> None:
    study = signed(session, project, metric, lead)
    done = datasets.imports_of(session, metric)[0]
    datasets.withdraw_import(session, project, done.id, reason="Wrong file", by=lead)
    drift = tool.drift_of(session, metric, study)
    assert (drift.matches, drift.today, drift.changed) == (False, None, 40)
