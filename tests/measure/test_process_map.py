"""The process map: what it adds up to, what a reviewer asks, and whether it is still what was seen on site."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dmaic.define.sipoc import SipocLine
from dmaic.errors import BadInput, Conflict
from dmaic.measure.process_flow import flow_of, map_facts, map_remarks, swim_lanes, value_stream
from dmaic.measure.process_map import (
    ProcessStep,
    StepKind,
    StepValue,
    follows,
    inputs_of,
    map_of,
    map_standing,
    write_map,
)
from dmaic.projects.rows import add_row, change_row, remove_row, rows_of
from tests.factories_gage import lead_of

STEPS = [
    ("Read", "First line", StepKind.STEP, StepValue.VA, 5.0, 120.0, 95.0),
    ("Clear?", "First line", StepKind.DECISION, StepValue.BNVA, 1.0, 0.0, 100.0),
    ("Ask again", "First line", StepKind.REWORK, StepValue.NVA, 4.0, 300.0, 90.0),
    ("Answer", "Second line", StepKind.STEP, StepValue.VA, 10.0, 60.0, 80.0),
]


def draw_map(session, project, steps=STEPS):
    for name, lane, kind, value, touch, wait, good in steps:
        values = {"name": name, "lane": lane, "kind": kind, "value_class": value, "touch_time": touch}
        ways = {"leads_to": "Ask again; Answer", "shares": "20; 80"} if kind == StepKind.DECISION else {}
        add_row(session, project, ProcessStep, {**values, "wait_time": wait, "first_time_yield": good, **ways})
    return rows_of(session, project, ProcessStep)


def validate(session, project, on=None, **more):
    version = found.version if (found := map_of(session, project)) else None
    given = {"time_unit": "min", "validated_with": "Two agents of the early shift"}
    return write_map(session, project, version=version, validated_on=on or date.today(), **{**given, **more})


def test_lead_time_efficiency_and_rolled_yield_follow_from_the_steps(session, project):
    draw_map(session, project)
    found = flow_of(session, project)
    # 20 % are asked again: 125 + 1 + 0.2 x 304 + 70 min; 15 of them add value.
    assert found.flow.lead_time == pytest.approx(256.8)
    assert found.flow.efficiency == pytest.approx(15 / 256.8)
    assert found.rolled.weighted == pytest.approx(0.95 * 0.8)
    told = dict(map_facts(session, project))
    assert told["Expected lead time of a case"] == "256.8 min"
    assert told["Process-cycle efficiency"] == "5.8 %"
    assert told["Rolled throughput yield"] == "76.0 % (87.2 % a step)"  # the root of two steps: no decision, no rework
    assert told["Longest wait"] == "before Read"
    assert told["Validated on site"] == ""


def branched(session, project, shares):
    """A -> decision -> C or D -> E: each case takes 10 + 100 + 10 min, whichever way it goes."""
    for name, kind, touch, good, leads, told in (
        ("A", StepKind.STEP, 10.0, 90.0, "", ""),
        ("Which?", StepKind.DECISION, 0.0, 100.0, "C; D", shares),
        ("C", StepKind.STEP, 100.0, 80.0, "E", ""),
        ("D", StepKind.STEP, 100.0, 90.0, "", ""),
        ("E", StepKind.STEP, 10.0, 100.0, "", ""),
    ):
        values = {"name": name, "kind": kind, "value_class": StepValue.VA, "touch_time": touch}
        add_row(
            session,
            project,
            ProcessStep,
            {**values, "first_time_yield": good, "leads_to": leads, "shares": told},
        )


def test_the_ways_out_of_a_decision_are_alternatives_and_are_not_added(session, project):
    branched(session, project, "50; 50")
    told = dict(map_facts(session, project))
    assert told["Expected lead time of a case"] == "120 min"
    assert told["Rolled throughput yield"] == "76.5 % of all cases (C 72.0 %; D 81.0 %)"
    stream, lanes = value_stream(session, project), swim_lanes(session, project)
    assert "Expected lead time 120 min; work 120 min" in stream.description
    assert "120 of 120 min lead time add value" in stream.verdict
    for picture in (stream, lanes):
        assert picture.table.rows[1][7] == "3 (50 %), 4 (50 %)"
        assert [row[8] for row in picture.table.rows] == pytest.approx([1, 1, 0.5, 0.5, 1])
        assert "50 %" in picture.narrow


def test_without_shares_lead_time_is_withheld_and_the_yield_is_told_by_way(session, project):
    branched(session, project, "")
    told = dict(map_facts(session, project))
    assert told["Lead time"].startswith("Withheld. “Which?” has 2 ways out. Say which share of the cases")
    assert "Process-cycle efficiency" not in told
    assert told["Rolled throughput yield"].startswith("C 72.0 %; D 81.0 %. One figure")
    stream = value_stream(session, project)
    assert "Lead time withheld" in stream.description
    assert "“Which?” has 2 ways out" in stream.verdict
    assert "of work in" not in swim_lanes(session, project).verdict


def test_a_case_may_end_before_the_last_step_and_a_step_off_every_way_is_told(session, project):
    branched(session, project, "50; 50")
    steps = rows_of(session, project, ProcessStep)
    steps[2].leads_to = "end"
    steps[1].leads_to, steps[1].shares = "C; end", "50; 50"
    session.flush()
    assert dict(map_facts(session, project))["Expected lead time of a case"] == "60 min"
    said = " ".join(map_remarks(session, project))
    assert "No way leads to “D”, so it is not counted." in said
    assert "No way leads to “E”, so it is not counted." in said


def test_nothing_is_added_up_before_every_step_has_its_class(session, project):
    assert flow_of(session, project).flow is None
    assert map_remarks(session, project) == []
    step = draw_map(session, project)[0]
    change_row(session, step, version=step.version, values={"value_class": None})
    assert flow_of(session, project).withheld == "Not every step has its value class yet."
    assert any("1 step has no value class" in one for one in map_remarks(session, project))


def test_a_map_without_any_time_has_no_stream(session, project):
    draw_map(session, project, [(name, lane, kind, value, None, None, None) for name, lane, kind, value, *_ in STEPS])
    assert flow_of(session, project).flow is None
    assert value_stream(session, project) is None
    assert any("4 steps have no times" in one for one in map_remarks(session, project))


def test_steps_lead_on_by_name_or_number(session, project):
    steps = draw_map(session, project)
    assert follows(steps, 0) == ((1,), [])
    assert follows(steps, 3) == ((None,), [])
    assert follows(steps, 1) == ((2, 3), [])
    steps[2].leads_to = "1, elsewhere"
    assert follows(steps, 2) == ((0,), ["elsewhere"])
    session.flush()
    remarks = map_remarks(session, project)
    assert "“Ask again” leads to “elsewhere”, which is not on the map." in remarks
    assert any("leads" not in one for one in remarks)


def test_a_decision_with_one_way_out_and_a_map_without_rework_are_asked_about(session, project):
    plain = [(f"Step {number}", "Desk", StepKind.STEP, StepValue.VA, 10.0, 0.0, 99.0) for number in range(1, 6)]
    steps = draw_map(session, project, plain)
    steps[0].kind, steps[0].leads_to = StepKind.DECISION, "Step 3"
    steps[1].lane = ""
    steps[2].first_time_yield = None
    session.flush()
    said = " ".join(map_remarks(session, project))
    assert "one way out" in said
    assert "no waiting, no rework" in said
    assert "exceptional" in said
    assert "1 step has no lane" in said
    assert "1 step has no first-time yield" in said


def test_the_map_is_valid_until_a_step_changes(session, project):
    steps = draw_map(session, project)
    assert not map_standing(session, project).is_valid
    validate(session, project)
    assert map_standing(session, project).is_valid
    change_row(session, steps[0], version=steps[0].version, values={"touch_time": 7.0})
    assert map_standing(session, project).changed_since == ("Read",)
    assert any("these steps changed: Read" in one for one in map_remarks(session, project))
    validate(session, project, date.today() - timedelta(days=1))
    assert map_standing(session, project).is_valid
    remove_row(session, steps[3], reason="Joined with the first")
    assert map_standing(session, project).changed_since == ("Answer",)


def test_a_validation_names_its_day_and_its_people(session, project):
    with pytest.raises(BadInput, match="future"):
        validate(session, project, date.today() + timedelta(days=1))
    with pytest.raises(BadInput, match="with whom"):
        validate(session, project, validated_with=" ")
    found = validate(session, project)
    with pytest.raises(Conflict):
        write_map(session, project, version=found.version - 1, time_unit="h", validated_on=None)


def test_inputs_are_read_line_by_line(session, project):
    step = draw_map(session, project)[0]
    step.inputs = "Completeness of the message; Noise\nTemplate used; SOP\n\nShift"
    session.flush()
    assert [(one.step, one.name, one.kind) for one in inputs_of(session, project)] == [
        ("Read", "Completeness of the message", "noise"),
        ("Read", "Template used", "sop"),
        ("Read", "Shift", ""),
    ]


def test_the_pictures_show_lanes_and_times(session, project):
    assert swim_lanes(session, project) is None
    draw_map(session, project)
    validate(session, project, time_unit="h")
    assert "2 lanes" in swim_lanes(session, project).description
    assert "Expected lead time 256.8 h" in value_stream(session, project).description
    assert "efficiency 5.8 %" in value_stream(session, project).verdict


def test_the_pages_of_the_map(session, client, project):
    draw_map(session, project)
    session.commit()
    client.sign_in(lead_of(project))
    address = f"/projects/{project.id}/measure/process-map"
    page = client.get(address).text
    assert "Process-cycle efficiency" in page
    assert 'id="value-stream"' in page
    assert "was not validated on site" in page
    assert client.get(f"{address}/validation").status_code == 200
    form = {"time_unit": "min", "validated_on": date.today().isoformat(), "validated_with": "", "validation_note": ""}
    assert client.post(f"{address}/validation", data=form).status_code == 422
    assert client.post(f"{address}/validation", data={**form, "validated_with": "Two agents"}).status_code == 303
    assert "was not validated on site" not in client.get(address).text
    stale = client.post(f"{address}/validation", data={**form, "validated_with": "Others", "version": "0"})
    assert stale.status_code == 409
    assert "Two agents" in stale.text
    added = client.post(
        f"{address}/add", data={"name": "File", "kind": "step", "value_class": "NVA", "touch_time": "2 h"}
    )
    assert added.status_code == 303
    assert rows_of(session, project, ProcessStep)[-1].touch_time == 120
    refused = client.post(f"{address}/add", data={"name": "File", "kind": "step", "touch_time": "2 pieces"})
    assert refused.status_code == 422
    assert "can&#39;t be turned into min. Type the number alone, in min." in refused.text
    wrong = client.post(
        f"{address}/add", data={"name": "Sort", "kind": "decision", "leads_to": "File; end", "shares": "90; 20"}
    )
    assert wrong.status_code == 422
    assert "add up to 110 %" in wrong.text
    page = client.get(address).text
    assert "Ask again (20 %); Answer (80 %)" in page
    assert "Two agents" in page.split("History")[1], "the walk belongs into the history of the map"
    tried = client.post(f"{address}/trial", data={"name": "File twice", "kind": "step", "touch_time": "2 h"})
    stream = tried.json["live"].split('id="value-stream"')[1]
    assert "File twice" in stream, "the value stream follows the form as the lanes do"
    assert "Work time (min)" in client.get(address).text
    assert "these steps changed: File" in client.get(address).text
    told = client.get(f"{address}.csv").text
    assert "First-time yield (%)" in told
    assert "Share of each way (%)" in told
    assert "20; 80" in told
    trial = client.post(
        f"{address}/trial", data={"name": "Send", "kind": "step", "leads_to": "Read; end", "shares": ""}
    )
    assert "“Send” has 2 ways out" in trial.json["live"]


def test_the_map_begins_with_the_steps_of_the_sipoc_and_takes_each_once(session, client, project):
    for step, output in (("Read", "Case"), ("Answer", "Letter"), ("Answer", "Note")):
        add_row(session, project, SipocLine, {"step": step, "output": output})
    session.commit()
    client.sign_in(lead_of(project))
    address = f"/projects/{project.id}/measure/process-map"
    page = client.get(address).text
    assert "Take over 2 steps of the SIPOC" in page
    assert '<datalist id="name-words">' in page
    taken = client.post(f"{address}/sipoc")
    session.commit()
    assert [one.name for one in rows_of(session, project, ProcessStep)] == ["Read", "Answer"]
    page = client.get(taken.location).text
    assert "2 steps taken over" in page
    assert "of the SIPOC</button>" not in page
    add_row(session, project, SipocLine, {"step": "File"})
    session.commit()
    client.post(f"{address}/sipoc")
    session.commit()
    assert [one.name for one in rows_of(session, project, ProcessStep)] == ["Read", "Answer", "File"]
