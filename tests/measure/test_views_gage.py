"""Measurement studies as pages: from a pasted table to a signed verdict, and the sheet filled in every way."""

from __future__ import annotations

import re

import pytest

from dmaic.measure.gage import StudyType, keep_verdict, readings_of, standing_for, studies_for
from dmaic.projects.notices import unread_count
from dmaic.projects.permissions import Role
from tests.factories import make_member, make_project
from tests.factories_gage import aiag_reading, aiag_table, filled_study, lead_of, make_gage_metric, make_study


@pytest.fixture
def project(session, client):
    project = make_project(session)
    make_gage_metric(session, project)
    session.commit()
    client.sign_in(lead_of(project))
    return project


def address(project, *rest):
    return "/".join([f"/projects/{project.id}/measure/gage", *map(str, rest)])


def test_the_manuals_study_from_pasted_text_to_a_signature_and_a_retest(session, client, project):
    metric_id = "1"
    plan = {
        "metric_id": metric_id,
        "done_on": "2026-03-02",
        "tolerance": "8",
        "is_blinded": "y",
        "table": aiag_table(delimiter="\t"),
    }
    answer = client.post(address(project, "new", "crossed"), data=plan)
    assert answer.status_code == 303, answer.text
    page = client.get(answer.location)
    assert "Conditionally fit" in page.text
    assert "Distinct categories: 4 (1.41 PV/GRR = 4.86" in page.text
    cells = re.findall(
        r"<th scope=\"row\">Gage R&amp;R \(GRR\)</th><td class=\"num\">[\d.]+</td><td class=\"num\">([\d.]+)</td>",
        page.text,
    )
    assert cells == ["0.3024", "0.3132", "0.3058"]
    assert "Analysis of variance, interaction kept" in page.text
    assert "Analysis of variance, interaction pooled" in page.text

    keep = address(project, 1, "keep")
    version = re.search(r'name="version" type="hidden" value="(\d+)"', page.text)[1]
    assert client.post(keep, data={"version": version, "remediation": ""}).status_code == 422
    assert client.post(keep, data={"version": "0", "remediation": "Train"}).status_code == 409
    coach = make_member(session, project, Role.COACH)
    session.commit()
    remedy = {"version": version, "remediation": "Ana writes one method by 1 May"}
    assert client.post(keep, data=remedy).status_code == 303
    session.commit()
    assert unread_count(session, coach) == 1
    assert client.post(address(project, 1, "sign")).status_code == 303
    page = client.get(address(project, 1))
    assert "signed" in page.text
    assert "Ana writes one method" in page.text
    assert client.post(address(project, 1, "sign")).status_code == 409
    assert client.post(address(project, 1, "sheet"), data={"value-1": "5"}).status_code == 409

    retest = client.get(address(project, "new", "crossed") + "?retest_of=1").text
    assert '<option selected value="1">Length, 2 Mar 2026: conditional</option>' in retest
    form = {
        "metric_id": metric_id,
        "done_on": "2026-05-15",
        "parts": "10",
        "appraisers": "3",
        "trials": "3",
        "retest_of_id": "1",
    }
    assert client.post(address(project, "new", "crossed"), data=form).status_code == 303
    session.commit()
    newest, first = studies_for(session, project)
    assert newest.retest_of_id == first.id
    assert standing_for(session, project, first.metric).may_be_used
    listed = client.get(address(project)).text
    assert "retest" in listed
    assert "Conditionally fit" in listed


@pytest.mark.parametrize("kind", list(StudyType))
def test_each_type_has_its_plan_sheet_and_paper(session, client, project, kind):
    slug = kind.value.replace(" ", "-")
    page = client.get(address(project, "new", slug))
    assert page.status_code == 200
    typed = dict(re.findall(r'<input[^>]*name="(trials|allowed_percent)"[^>]* value="([^"]*)">', page.text))
    areas = dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\r?\n?([^<]*)</textarea>', page.text))
    form = {**typed, **areas, "metric_id": "1", "done_on": "2026-03-02", "table": ""}
    if kind in (StudyType.TYPE_ONE, StudyType.BIAS):
        form |= {"parts": "Block 3; 4,0012", "tolerance": "2"}
    if kind == StudyType.LINEARITY:
        form |= {"parts": "a; 1\nb; 2\nc; 3"}
    if kind == StudyType.AGREEMENT:
        form |= {"parts": "T1; good\nT2; bad", "appraisers": "Ana\nBen"}
    answer = client.post(address(project, "new", slug), data=form)
    assert answer.status_code == 303, answer.text
    study_id = answer.location.split("/")[-2]
    for rest in ("sheet", "entry", "print", "readings.csv", "plan"):
        assert client.get(address(project, study_id, rest)).status_code == 200, rest
    assert client.get(address(project, study_id)).status_code == 200


def test_records_of_an_audit_are_drawn_from_the_whole_list(session, client, project):
    form = {"metric_id": "1", "done_on": "2026-03-02", "parts": "30", "population": "12000", "allowed_percent": "5"}
    assert client.post(address(project, "new", "audit"), data=form).status_code == 303
    session.commit()
    records = studies_for(session, project)[0].parts
    assert len(set(records)) == 30
    assert max(int(record.split()[1]) for record in records) > 1000
    refused = client.post(address(project, "new", "audit"), data={**form, "parts": "T1\nT2"})
    assert refused.status_code == 422
    assert "as a number" in refused.text


def test_a_plan_that_does_not_hold_stays_on_the_page(session, client, project):
    given = {"metric_id": "1", "done_on": "2026-03-02", "appraisers": "A\nB", "trials": "2"}
    assert "Fill this in" in client.post(address(project, "new", "crossed"), data={}).text
    for form, words in (
        ({"parts": ""}, "paste the readings below"),
        ({"parts": "1"}, "at least 2 parts"),
        ({"parts": "2", "trials": ""}, "how often"),
        ({"parts": "2", "table": "part,appraiser\n1,A\n"}, "no column for measurement"),
        ({"parts": "99999", "trials": "2"}, "too many"),
        ({"parts": "A; 1,234\nB; 2"}, "may mean"),
        ({"parts": "A; x\nB; 2"}, "is not a number"),
    ):
        answer = client.post(address(project, "new", "crossed"), data={**given, **form})
        assert answer.status_code == 422, words
        assert words in answer.text
    session.commit()
    assert studies_for(session, project) == []


def test_an_unknown_type_is_not_found_and_no_metric_is_said(session, client):
    project = make_project(session)
    session.commit()
    client.sign_in(lead_of(project))
    assert client.get(address(project, "new", "x")).status_code == 404
    assert "No metric yet" in client.get(address(project, "new", "crossed")).text
    assert "No metric yet" in client.get(address(project)).text


def test_the_sheet_saves_what_can_be_read_and_names_the_rest(session, client, project):
    study = make_study(session, project, is_blinded=False)
    session.commit()
    sheet = address(project, study.id, "sheet")
    answer = client.post(sheet, data={"value-1": "0,29", "value-2": "oops", "value-3": "", "value-4": "1,234"})
    assert answer.status_code == 200
    assert "1 reading saved. Look at the rows that are marked." in answer.text
    assert "“oops” is not a number" in answer.text
    assert "may mean" in answer.text
    assert 'value="oops"' in answer.text
    assert client.post(sheet, data={"value-2": "oops"}).status_code == 422
    session.commit()
    assert [row.value for row in readings_of(session, study)[:3]] == [0.29, None, None]
    assert client.post(sheet, data={"value-2": "0.5", "seen-2": "0"}).status_code == 303


def test_somebody_elses_reading_is_not_written_over(session, client, project):
    study = make_study(session, project, is_blinded=False)
    session.commit()
    sheet = address(project, study.id, "sheet")
    client.post(sheet, data={"value-1": "0.29", "seen-1": "0"})
    answer = client.post(sheet, data={"value-1": "0.31", "seen-1": "0"})
    assert answer.status_code == 422
    assert "Somebody else saved 0.29 here meanwhile. Yours (0.31) is not saved." in answer.text


def test_a_blinded_sheet_shows_no_saved_reading_until_all_are_in(session, client, project):
    study = make_study(session, project, parts=("1", "2"), appraisers=("A", "B"), trials=1)
    session.commit()
    sheet, history = address(project, study.id, "sheet"), f"/projects/{project.id}/history"
    client.post(sheet, data={"value-1": "7.71"})
    client.post(sheet, data={"value-1": "7.77"})
    for page in (
        sheet,
        address(project),
        address(project, study.id),
        address(project, study.id, "readings.csv"),
        address(project, study.id, "print"),
        history,
    ):
        assert "7.77" not in client.get(page).text, page
    assert "hidden until the verdict is kept" in client.get(history).text
    client.post(sheet, data={"value-2": "8", "value-3": "9", "value-4": "8.5"})
    assert "7.77" in client.get(sheet).text
    client.post(address(project, study.id, "keep"), data={"version": "1", "remediation": "Ana writes one method."})
    told = client.get(history).text
    assert "<del>7.71</del>" in told
    assert "<ins>7.77</ins>" in told
    assert "7.77" in client.get(address(project, study.id, "readings.csv")).text


def test_a_page_that_saves_as_it_goes_is_answered_in_json(session, client, project):
    study = make_study(session, project)
    session.commit()
    sheet = address(project, study.id, "sheet")
    answer = client.post(sheet, data={"value-1": "0.29", "seen-1": "0"}, headers={"Accept": "application/json"})
    assert answer.get_json() == {
        "filled": 1,
        "total": 90,
        "seen": {"1": 1},
        "problems": {},
        "words": "1 reading saved.",
    }
    pressed = client.post(sheet, data={"value-1": "0.29", "seen-1": "1"}, follow_redirects=True)
    assert "1 of 90 readings are in." in pressed.text
    answer = client.post(sheet, data={"value-2": "x", "seen-2": "0"}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "is not a number" in answer.get_json()["problems"]["2"]


def test_one_reading_at_a_time_goes_on_to_the_next_of_the_appraiser(session, client, project):
    study = make_study(session, project, parts=("1", "2"), appraisers=("A", "B"), trials=1)
    session.commit()
    entry = address(project, study.id, "entry") + "?appraiser=B"
    runs = [row.run for row in readings_of(session, study) if row.appraiser == "B"]
    page = client.get(entry).text
    assert f"Run {runs[0]}" in page
    assert f"go on to run {runs[1]}" in page
    assert client.post(entry, data={f"value-{runs[0]}": "x"}).status_code == 422
    answer = client.post(entry, data={f"value-{runs[0]}": "3.5", f"seen-{runs[0]}": "0"})
    assert f"done={runs[0]}" in answer.location
    assert f"Run {runs[0]} is saved" in client.get(answer.location).text
    client.post(entry, data={f"value-{runs[1]}": "3.5"})
    assert "All readings are in" in client.get(entry).text


def test_a_table_is_saved_whole_or_not_at_all(session, client, project):
    study = make_study(session, project)
    session.commit()
    answer = client.post(address(project, study.id, "table"), data={"table": aiag_table() + "11,A,1,0.5\n"})
    assert answer.status_code == 422
    assert "Row 92: the plan has no 11 by A." in answer.text
    session.commit()
    assert not any(row.is_filled for row in readings_of(session, study))
    answer = client.post(address(project, study.id, "table"), data={"table": aiag_table()}, follow_redirects=True)
    assert "90 readings saved." in answer.text
    assert "Conditionally fit" in answer.text


def test_the_empty_sheet_filled_in_a_spreadsheet_comes_back(session, client, project):
    study = make_study(session, project)
    session.commit()
    lines = client.get(address(project, study.id, "readings.csv")).text.strip().splitlines()
    rows = {(row.part, row.appraiser, str(row.trial)): aiag_reading(row) for row in readings_of(session, study)}
    filled = [lines[0], *(f"{','.join(line.split(',')[:3])},{rows[tuple(line.split(',')[:3])]}," for line in lines[1:])]
    answer = client.post(address(project, study.id, "table"), data={"table": "\n".join(filled)}, follow_redirects=True)
    assert "Distinct categories: 4" in answer.text


def test_readings_are_taken_back_plans_changed_and_studies_dropped_with_reasons(session, client, project):
    study = make_study(session, project)
    session.commit()
    plan = {"version": str(study.version), "done_on": "2026-03-02", "parts": "4", "appraisers": "2", "trials": "2"}
    assert client.post(address(project, study.id, "plan"), data=plan).status_code == 303
    assert client.post(address(project, study.id, "plan"), data=plan).status_code == 422
    client.post(address(project, study.id, "sheet"), data={"value-1": "1"})
    assert client.post(address(project, study.id, "clear", 1), data={"reason": ""}).status_code == 422
    assert client.post(address(project, study.id, "clear", 1), data={"reason": "Wrong part"}).status_code == 303
    assert client.post(address(project, study.id, "drop"), data={"reason": "Wrong metric"}).status_code == 303
    assert "Dropped (1)" in client.get(address(project)).text
    assert "was dropped" in client.get(address(project, study.id)).text
    assert client.get(address(project, study.id, "entry")).status_code == 409


def test_a_kept_study_is_reopened_with_a_reason(session, client, project):
    study = filled_study(session, project)
    keep_verdict(session, project, study, by=lead_of(project), version=study.version, remediation="Train")
    session.commit()
    assert client.post(address(project, study.id, "reopen"), data={"reason": ""}).status_code == 422
    assert client.post(address(project, study.id, "reopen"), data={"reason": "Part 7 was damaged"}).status_code == 303
    assert "Not kept yet" in client.get(address(project, study.id)).text


def test_charts_leave_as_files(session, client, project):
    study = filled_study(session, project, tolerance=8.0)
    session.commit()
    for name in ("components", "by-part", "by-appraiser"):
        assert client.get(address(project, study.id, f"{name}.svg")).mimetype == "image/svg+xml"
    assert "0.29" in client.get(address(project, study.id, "by-part.csv")).text
    assert client.get(address(project, study.id, "other.svg")).status_code == 404
    assert client.get(address(project, study.id, "by-part.exe")).status_code == 404


def test_whoever_signs_holds_the_role(session, client, project):
    study = filled_study(session, project)
    keep_verdict(session, project, study, by=lead_of(project), version=study.version, remediation="Train")
    finance, owner = make_member(session, project, Role.FINANCE), make_member(session, project, Role.PROCESS_OWNER)
    session.commit()
    client.sign_in(finance)
    assert client.post(address(project, study.id, "sign")).status_code == 403
    assert client.post(address(project, study.id, "sheet"), data={"value-1": "1"}).status_code == 403
    client.sign_in(owner)
    assert "Sign" in client.get(address(project, study.id)).text
    assert client.post(address(project, study.id, "sign")).status_code == 303


def test_the_list_does_not_ask_more_for_more_readings(session, client, project, count_queries):
    filled_study(session, project)
    session.commit()
    before = count_queries()
    client.get(address(project))
    assert count_queries() - before < 30
