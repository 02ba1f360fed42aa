"""A pasted or uploaded table becomes the readings of a study, or every problem is named."""

from __future__ import annotations

import pytest

from dmaic.measure.gage import (
    Plan,
    StudyType,
    judge,
    match_table,
    plan_from,
    plan_study,
    read_table,
    readings_of,
    save_readings,
)
from tests.factories import make_project
from tests.factories_gage import GOOD_BAD, aiag_table, lead_of, make_gage_metric, make_study


def test_the_shared_study_file_reads_as_the_manual_prints_it(session, shared):
    pasted = read_table((shared / "data" / "gage_study_long.csv").read_text(), StudyType.CROSSED)
    assert pasted.problems == []
    plan, runs, entries = plan_from(pasted, Plan(StudyType.CROSSED, ()))
    project = make_project(session)
    study = plan_study(session, project, make_gage_metric(session, project), plan, by=lead_of(project), runs=runs)
    save_readings(session, study, entries, by=lead_of(project))
    assert not study.is_randomised
    models = judge(session, study).figures["models"]
    assert models["without_interaction"]["components"]["gage_rr"]["stddev"] == pytest.approx(0.3024, abs=5e-5)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_pasted_table_matches_the_planned_sheet(session, delimiter):
    project = make_project(session)
    study = make_study(session, project)
    sheet = readings_of(session, study)
    pasted = read_table(aiag_table(delimiter=delimiter), StudyType.CROSSED)
    entries = match_table(pasted, sheet)
    assert pasted.problems == []
    save_readings(session, study, entries, by=lead_of(project))
    assert judge(session, study).figures["models"]["without_interaction"]["ndc"] == 4


def test_a_decimal_comma_is_read_by_the_whole_column():
    pasted = read_table("Teil;Prüfer;Messung;Messwert\n1;A;1;0,29\n1;B;1;1,5\n", StudyType.CROSSED)
    assert pasted.problems == []
    assert [line.entry.value for line in pasted.lines] == [0.29, 1.5]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Paste a table"),
        ("part,appraiser\n1,A\n", "no column for measurement"),
        ("1,A,1,0.29\n", "no column for part and appraiser and measurement"),
        ("part,appraiser,measurement\n", "no reading below"),
        ("part,appraiser,measurement\n1,A,oops\n", "Row 2, measurement: “oops” is not a number"),
        ("part,appraiser,measurement\n1,A,\n", "Row 2, measurement: “” is no figure"),
        ("part,appraiser,measurement\n,A,1\n", "Row 2 names no part"),
        ("part,appraiser,measurement\n1,,1\n", "Row 2 names no appraiser"),
        ("part,appraiser,trial,measurement\n1,A,zero,1\n", "Row 2, trial"),
        ('part,appraiser,measurement\n1,A,"1,234"\n', "two ways"),
        ("part,appraiser,measurement\n" + "1,A,1\n" * 2001, "2000 readings at most"),
    ],
)
def test_every_problem_of_a_table_is_named(text, words):
    assert any(words in problem for problem in read_table(text, StudyType.CROSSED).problems)


def test_many_problems_are_not_all_told():
    text = "part,appraiser,measurement\n" + "1,A,x\n" * 80
    problems = read_table(text, StudyType.CROSSED).problems
    assert len(problems) == 51
    assert "mend these first" in problems[-1]


def test_lines_the_plan_does_not_know_are_problems(session):
    project = make_project(session)
    sheet = readings_of(session, make_study(session, project))
    text = "part,appraiser,trial,measurement\n11,A,1,0.3\n1,D,1,0.3\n1,A,4,0.3\n1,a,1,0.3\n1,A,1,0.4\n"
    pasted = read_table(text, StudyType.CROSSED)
    entries = match_table(pasted, sheet)
    assert len(entries) == 1
    assert [problem.split(":")[0] for problem in pasted.problems] == ["Row 2", "Row 3", "Row 4", "Row 6"]


def test_trials_without_numbers_are_counted_and_twice_the_same_is_a_problem(session):
    pasted = read_table("part,appraiser,measurement\n1,A,1\n1,A,2\n1,B,3\n2,A,4\n", StudyType.CROSSED)
    plan, runs, entries = plan_from(pasted, Plan(StudyType.CROSSED, ()))
    assert (plan.parts, plan.appraisers, plan.trials) == (("1", "2"), ("A", "B"), 2)
    assert runs[:4] == [("1", "A", 1), ("1", "A", 2), ("1", "B", 1), ("2", "A", 1)]
    assert len(runs) == 8
    assert len(entries) == 4
    twice = read_table("part,appraiser,trial,measurement\n1,A,1,1\n1,A,1,2\n", StudyType.CROSSED)
    plan_from(twice, Plan(StudyType.CROSSED, ()))
    assert twice.problems == ["Row 3: 1 by A, trial 1 is there already, in row 2."]


def test_columns_that_look_exchanged_are_cautioned():
    lines = "".join(f"A,{number},1.{number}\nB,{number},1.{number}\n" for number in range(1, 11))
    pasted = read_table("part,appraiser,measurement\n" + lines, StudyType.CROSSED)
    assert any("swapped" in caution for caution in pasted.cautions)


def test_references_travel_in_the_table():
    pasted = read_table("part,trial,measurement,reference\nm1,1,2.1,2\nm1,2,2.2,2\nm2,1,4.1,4\n", StudyType.LINEARITY)
    plan, _, _ = plan_from(pasted, Plan(StudyType.LINEARITY, ()))
    assert plan.references == {"m1": 2.0, "m2": 4.0}
    odd = read_table("part,measurement,reference\nm1,2.1,2\nm1,2.2,3\n", StudyType.LINEARITY)
    plan_from(odd, Plan(StudyType.LINEARITY, ()))
    assert "reference 3, before 2" in odd.problems[0]


def test_ratings_and_records_are_read_from_tables():
    pasted = read_table("item,appraiser,rating,standard\n1,Ana,good,good\n2,Ana,bad,good\n", StudyType.AGREEMENT)
    plan, _, entries = plan_from(pasted, Plan(StudyType.AGREEMENT, ()))
    assert plan.categories == ("good", "bad")
    assert plan.references == {"1": "good", "2": "good"}
    assert [entry.rating for entry in entries] == ["good", "bad"]
    odd = read_table("item,appraiser,rating\n1,Ana,ugly\n1,Ana,\n", StudyType.AGREEMENT, categories=GOOD_BAD)
    assert len(odd.problems) == 2
    records = read_table(
        "record,source,report,finding\nT1,5,5,\nT2,5,,\nT3,5,5,duplicate\nT4,1,2,odd\n", StudyType.AUDIT
    )
    assert [line.entry.rating for line in records.lines] == ["right", "missing", "duplicate"]
    assert "odd" in records.problems[0]
