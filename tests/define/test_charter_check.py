"""What is still missing from a charter, and what should be thought about twice."""

from __future__ import annotations

from datetime import date, timedelta

from werkzeug.datastructures import MultiDict

from dmaic.define.charter import (
    cautions_of,
    counter_metrics_of,
    day_cautions,
    missing_of,
    record_baseline,
    write_charter,
)
from dmaic.define.charter.fields import GOAL_NEEDED, LABELS, NEEDED, SECTIONS
from dmaic.define.charter.record import Charter
from dmaic.define.forms.charter import CharterForm
from dmaic.define.forms.customers import VoiceForm
from dmaic.define.metrics import Direction
from dmaic.projects.project import ProjectState
from dmaic.projects.rows import remove_row
from dmaic.projects.study import keep_study
from tests.factories import make_project, whole_team
from tests.factories_define import filled_charter, make_metric


def test_an_empty_charter_is_asked_for_everything_in_the_order_of_the_page(session):
    project = make_project(session)
    asks = missing_of(session, project, Charter())
    fields = [ask.field for ask in asks]
    assert {*NEEDED, "goal_metric_id", "goal_target", "goal_by", "counter_metrics", "sponsor", "finance"} <= set(fields)
    assert fields.index("business_case") < fields.index("problem_what") < fields.index("goal_target")
    elsewhere = [ask.endpoint for ask in asks if ask.endpoint]
    assert [ask.endpoint for ask in asks][-len(elsewhere) :] == elsewhere


def test_a_filled_charter_of_a_whole_team_misses_nothing(session):
    project = make_project(session)
    whole_team(session, project)
    assert missing_of(session, project, filled_charter(session, project)) == []


def test_the_stars_of_the_form_are_what_submission_asks():
    starred = {field.name for field in CharterForm() if getattr(field.flags, "starred", False)}
    assert starred == {*NEEDED, *GOAL_NEEDED}


def test_every_field_has_a_label_and_its_help():
    form = CharterForm()
    names = {field.name for field in form} - {"version"}
    assert names == set(form.help)
    assert names - {"why"} <= set(LABELS)
    assert {name for _, names in SECTIONS for name in names} <= set(LABELS)


def test_example_wording_has_to_be_replaced_before_submission(session):
    project = make_project(session)
    charter = write_charter(session, project, version=None, values={"problem_what": "[17] % are late"})
    sentence = next(ask.sentence for ask in missing_of(session, project, charter) if ask.field == "problem_what")
    assert "replace what stands in [brackets]" in sentence


def test_a_charter_without_counter_metric_is_asked_for_one(session):
    project = make_project(session)
    whole_team(session, project)
    charter = filled_charter(session, project)
    remove_row(session, counter_metrics_of(session, project)[0], reason="Not ours")
    assert [ask.endpoint for ask in missing_of(session, project, charter)] == ["define.counter_metrics"]


def test_a_cause_in_the_problem_is_a_caution_and_blocks_nothing(session):
    project = make_project(session)
    whole_team(session, project)
    charter = filled_charter(session, project, problem_what="Late because of holidays")
    assert missing_of(session, project, charter) == []
    assert any("“because”" in caution for caution in cautions_of(project, charter))


def test_words_that_fill_a_field_and_a_scope_of_one_step_are_cautioned(session):
    project = make_project(session)
    whole_team(session, project)
    words = {"scope_out": "nothing", "problem_source": "gut feeling", "scope_first_step": "ticket"}
    charter = filled_charter(session, project, **words, scope_last_step="Ticket.")
    assert missing_of(session, project, charter) == []
    said = " ".join(cautions_of(project, charter))
    assert "“Out of scope” says only “nothing”" in said
    assert "“Source of the figure” says “gut feeling”" in said
    assert "First and last step are both “ticket”" in said


def test_a_good_charter_is_cautioned_for_nothing(session):
    project = make_project(session)
    assert cautions_of(project, filled_charter(session, project)) == []


def test_a_goal_whose_date_has_passed_is_a_caution_while_the_project_is_open(session):
    project = make_project(session)
    charter = filled_charter(session, project)
    assert charter.goal_by == date(2026, 8, 15)
    assert day_cautions(project, charter, date(2026, 8, 15)) == []
    assert "15 Aug 2026 has passed" in day_cautions(project, charter, date(2026, 8, 16))[0]
    project.state = ProjectState.CLOSED
    assert day_cautions(project, charter, date(2026, 8, 16)) == []
    assert day_cautions(make_project(session), Charter(), date(2026, 8, 16)) == []


def test_a_problem_is_not_seen_and_a_voice_not_heard_on_a_day_to_come():
    tomorrow = f"{date.today() + timedelta(days=1)}"
    charter = CharterForm(MultiDict({"problem_when_from": tomorrow, "problem_when_to": tomorrow}))
    voice = VoiceForm(MultiDict({"verbatim": "Nobody calls back", "said_on": tomorrow}))
    assert not charter.validate()
    assert not voice.validate()
    for field in (charter.problem_when_from, charter.problem_when_to, voice.said_on):
        assert "still to come" in field.errors[0]


def test_a_project_longer_than_nine_months_is_a_caution(session):
    project = make_project(session, target_on=date(2026, 10, 3))
    assert any("271 days" in caution for caution in cautions_of(project, Charter()))
    project.target_on = date(2026, 10, 2)
    assert cautions_of(project, Charter()) == []


def test_a_goal_beside_its_problem_is_a_caution(session):
    project = make_project(session)
    charter = filled_charter(
        session, project, problem_magnitude=40.0, practical_threshold=30.0, goal_by=date(2026, 9, 30)
    )
    said = " ".join(cautions_of(project, charter))
    assert "after the target close 31 Aug 2026" in said
    assert "The problem is 40 h large, but the goal starts from 52 h" in said
    assert "30 h, is larger than the change" in said


def test_a_goal_against_its_metric_is_a_caution(session):
    project = make_project(session)
    metric = make_metric(session, project, direction=Direction.UP, unit="%")
    charter = filled_charter(session, project, goal_metric_id=metric.id)
    said = " ".join(cautions_of(project, charter))
    assert "told in h, the goal's metric is in %" in said
    assert "The goal says decrease, but of Median resolution time higher is better" in said


def test_a_signed_baseline_past_the_target_is_a_caution(session):
    project = make_project(session)
    charter = filled_charter(session, project)
    facts = {"analysis": "summary", "stage": "baseline", "title": "Baseline", "fingerprint": "0" * 64, "rows_used": 9}
    study = keep_study(session, project, by=project.members[0].person, options={}, result={}, **facts)
    record_baseline(session, charter, 20.0, study)
    assert any(
        "Since the baseline was signed: the target 24 h lies above" in one for one in cautions_of(project, charter)
    )
