"""May the data be used? Every type of study judged against published or hand-made answers."""

from __future__ import annotations

import pytest

from dmaic.errors import RuleBroken, StatisticsError
from dmaic.measure.gage import (
    Entry,
    StudyType,
    Verdict,
    clear_reading,
    judge,
    readings_of,
    save_readings,
)
from tests.factories import make_project
from tests.factories_gage import GOOD_BAD, fill_study, filled_study, lead_of, make_gage_metric, make_study


def test_the_manuals_study_gives_the_manuals_figures(session):
    project = make_project(session)
    judged = judge(session, filled_study(session, project, tolerance=8.0))
    models = judged.figures["models"]
    assert judged.figures["use"] == "without_interaction"
    assert models["without_interaction"]["components"]["gage_rr"]["stddev"] == pytest.approx(0.3024, abs=5e-5)
    assert models["with_interaction"]["components"]["gage_rr"]["stddev"] == pytest.approx(0.3132, abs=5e-5)
    assert models["average_range"]["components"]["gage_rr"]["stddev"] == pytest.approx(0.3058, abs=5e-5)
    assert [models[name]["ndc"] for name in ("without_interaction", "with_interaction", "average_range")] == [4, 4, 5]
    assert judged.verdict == Verdict.CONDITIONAL
    titles = [table.title for table in judged.tables]
    assert "Analysis of variance, interaction pooled" in titles
    assert "Analysis of variance, interaction kept" in titles
    bands = next(table for table in judged.tables if table.title == "Bands")
    assert {row[0]: row[-1] for row in bands.rows}["% study variation"] == "conditional"
    # the borders of a share of variance are 1 and 9, never 10 and 30
    assert next(row for row in bands.rows if row[0] == "% contribution")[4] == "under 1"


def test_without_a_tolerance_the_verdict_says_what_it_is_missing(session):
    project = make_project(session)
    judged = judge(session, filled_study(session, project))
    assert any("No tolerance" in caution for caution in judged.cautions)
    assert not any("tolerance" in one.name for one in judged.statistics)


def test_a_missing_reading_is_named(session):
    project = make_project(session)
    study = filled_study(session, project)
    clear_reading(session, study, 7, reason="Slipped")
    with pytest.raises(RuleBroken, match="1 of 90 readings are missing, the first is run 7"):
        judge(session, study)


def test_a_nested_study_is_judged(session):
    project = make_project(session)
    study = make_study(session, project, kind=StudyType.NESTED, parts=("1", "2", "3"), appraisers=("A", "B"), trials=2)
    fill_study(session, study, lambda row: 10 * int(row.part[-1]) + (row.appraiser == "B") + 0.01 * row.trial)
    judged = judge(session, study)
    assert judged.verdict == Verdict.UNDECIDED  # two appraisers and six parts
    assert judged.words.startswith("Not decided: the study is too small")
    assert judged.figures["use"] == "nested"


def test_a_type_one_study_needs_cg_and_cgk(session):
    project = make_project(session)
    plan = {
        "kind": StudyType.TYPE_ONE,
        "parts": ("master",),
        "trials": 30,
        "references": {"master": 5.0},
        "tolerance": 6.0,
    }
    fine, off = (
        make_study(session, project, **plan),
        make_study(session, project, make_gage_metric(session, project), **plan),
    )
    fill_study(session, fine, lambda row: 5 + 0.1 * (-1) ** row.run)
    fill_study(session, off, lambda row: 5.55 + 0.1 * (-1) ** row.run)
    assert judge(session, fine).verdict == Verdict.OK
    judged = judge(session, off)
    assert judged.verdict == Verdict.FAIL
    assert "adjust" in judged.advice[0]
    assert {one.name for one in judged.statistics} >= {"Cg", "Cgk", "Bias"}


@pytest.mark.parametrize(
    ("shift", "tolerance", "verdict"),
    [
        (0.0, 8.0, Verdict.OK),
        (0.5, 8.0, Verdict.CONDITIONAL),
        (0.5, None, Verdict.CONDITIONAL),
        (2.0, 8.0, Verdict.FAIL),
    ],
)
def test_a_bias_counts_by_its_share_of_the_tolerance(session, shift, tolerance, verdict):
    project = make_project(session)
    study = make_study(
        session, project, kind=StudyType.BIAS, parts=("m",), trials=12, references={"m": 5.0}, tolerance=tolerance
    )
    fill_study(session, study, lambda row: 5 + shift + 0.1 * (-1) ** row.run)
    assert judge(session, study).verdict == verdict


@pytest.mark.parametrize(("slope", "verdict"), [(0.0, Verdict.OK), (0.3, Verdict.FAIL)])
def test_a_bias_that_changes_over_the_range_fails(session, slope, verdict):
    project = make_project(session)
    masters = {"m1": 2.0, "m2": 4.0, "m3": 6.0, "m4": 8.0, "m5": 10.0}
    study = make_study(session, project, kind=StudyType.LINEARITY, parts=tuple(masters), trials=4, references=masters)
    fill_study(session, study, lambda row: masters[row.part] * (1 + slope) + 0.1 * (-1) ** row.trial)
    judged = judge(session, study)
    assert judged.verdict == verdict
    assert len(judged.tables[1].rows) == 5


@pytest.mark.parametrize("trials", [1, 3])
def test_an_instrument_that_drifts_fails(session, trials):
    project = make_project(session)
    times = tuple(f"week {number}" for number in range(1, 25))
    study = make_study(
        session, project, kind=StudyType.STABILITY, parts=times, trials=trials, references={times[0]: 5.0}
    )
    noise = (0.3, -0.2, 0.1, -0.3, 0.2, -0.1, 0.25)
    steady = make_study(session, project, study.metric, kind=StudyType.STABILITY, parts=times, trials=trials)
    fill_study(session, study, lambda row: 5 + noise[row.run % 7] + 0.2 * int(row.part.split()[1]))
    fill_study(session, steady, lambda row: 5 + noise[row.run % 7])
    assert judge(session, study).verdict == Verdict.FAIL
    assert judge(session, steady).verdict == Verdict.OK
    assert len(judge(session, study).tables[1].rows) == 24


def test_judgements_are_read_beside_chance(session):
    project = make_project(session)
    items = tuple(str(number) for number in range(1, 31))
    standard = {item: GOOD_BAD[int(item) % 2] for item in items}
    study = make_study(
        session, project, kind=StudyType.AGREEMENT, parts=items, appraisers=("Ana", "Ben"), trials=2,
        references=standard, categories=GOOD_BAD, accepting="good",
    )  # fmt: skip
    accepted_once = ("3", "Ben", 1)
    fill_study(
        session,
        study,
        lambda row: "good" if (row.part, row.appraiser, row.trial) == accepted_once else standard[row.part],
    )
    judged = judge(session, study)
    assert judged.verdict == Verdict.CONDITIONAL
    assert judged.figures["effectiveness"]["Ana"]["level"] == "ok"
    effectiveness = next(table for table in judged.tables if table.title == "Effectiveness")
    assert dict(zip(effectiveness.head, effectiveness.rows[1], strict=True))["Misses"] == ("3 %, 1 of 30 (0 to 17 %)")
    assert any(one.name == "Kappa of Ben with the standard" for one in judged.statistics)
    assert all(one.value == round(one.value, 2) for one in judged.statistics)
    kappas = next(table for table in judged.tables if table.title == "Kappa")
    assert all(row[2] is None or row[2] == round(row[2], 2) for row in kappas.rows)


def test_ordered_judgements_add_the_order(session):
    project = make_project(session)
    items = tuple(str(number) for number in range(1, 13))
    study = make_study(
        session, project, kind=StudyType.AGREEMENT, parts=items, appraisers=("Ana", "Ben"), trials=1,
        categories=("1", "2", "3"), is_ordered=True,
    )  # fmt: skip
    fill_study(session, study, lambda row: str(int(row.part) % 3 + 1))
    assert any("Kendall" in table.title for table in judge(session, study).tables)


def test_ratings_with_nothing_to_compare_give_no_verdict(session):
    project = make_project(session)
    study = make_study(
        session, project, kind=StudyType.AGREEMENT, parts=("1", "2", "3"), appraisers=("Ana",), trials=1,
        categories=GOOD_BAD,
    )  # fmt: skip
    fill_study(session, study, lambda _: "good")
    with pytest.raises(StatisticsError, match="nor a second appraiser"):
        judge(session, study)


def test_an_audit_lists_its_records_in_error(session):
    project = make_project(session)
    records = tuple(f"T-{number}" for number in range(100))
    study = make_study(session, project, kind=StudyType.AUDIT, parts=records, trials=1, allowed_percent=5.0)
    entries = [
        Entry(row.run, in_source="12.0", in_report="" if row.run == 3 else "12") for row in readings_of(session, study)
    ]
    save_readings(session, study, entries, by=lead_of(project))
    judged = judge(session, study)
    assert judged.verdict == Verdict.CONDITIONAL
    assert judged.tables[1].rows == (("T-2", "missing", "12.0", "", ""),)
    assert "more records without an error" in judged.advice[0]
