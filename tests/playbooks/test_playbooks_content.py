"""Every template keeps the rules of the forms it feeds, and the figures of its example are those of its data."""

from __future__ import annotations

import re
from enum import Enum

import pytest
from werkzeug.datastructures import MultiDict

from dmaic.analyze.causes import CauseState, Origin
from dmaic.analyze.forms import CauseForm
from dmaic.define.charter import CounterMetric, Milestone, cautions_of, missing_of, write_charter
from dmaic.define.charter.wording import named_too_early
from dmaic.define.definitions import gaps_of
from dmaic.define.forms.charter import CharterForm, CounterMetricForm
from dmaic.define.forms.metric import MetricForm
from dmaic.define.metrics import CHARTS, Metric, define_metric
from dmaic.measure.chart_kinds import FITTING
from dmaic.measure.forms_collection import PlanForm
from dmaic.measure.service.measures import measure_named
from dmaic.playbooks import PLAYBOOKS, filled
from dmaic.playbooks.bringing import UNSEEN
from dmaic.playbooks.example import charter_values, computed, counter_values, example_metric, filled_values
from dmaic.projects.permissions import Role
from dmaic.projects.rows import add_row
from tests.factories import make_project, whole_team

every = pytest.mark.parametrize("playbook", PLAYBOOKS.values(), ids=PLAYBOOKS)
SHARES = ("problem_what", "problem_where", "problem_consequence", "business_case")


def typed(values):
    """The values as a browser would send them."""
    sent = {}
    for name, value in values.items():
        if value is True:
            sent[name] = "y"
        elif value is not False and value is not None:
            sent[name] = str(value.value if isinstance(value, Enum) else value)
    return MultiDict(sent)


def errors_of(form):
    form.validate()
    return form.errors


@every
def test_each_metric_passes_the_form_of_the_registry_as_it_comes_and_filled_in(playbook):
    for words in playbook.metrics:
        rest = {"code": "Y1", "role": words.role, "opportunities": 1, "shift": 1.5}
        for values in (words.values, filled_values(words.values)):
            form = MetricForm(typed({**rest, **values}))
            assert errors_of(form) == {}, (words.key, form.errors)
            if words.key == "primary":
                assert [one.name for one in form.missing()] == ["owner_id"]


@every
def test_the_definition_of_the_primary_metric_is_complete_but_for_its_owner(playbook):
    metric = example_metric(playbook, playbook.primary)
    assert gaps_of(metric) == ["Owner"]
    assert metric.data_type in CHARTS
    assert playbook.chart in FITTING[metric.data_type]


@every
def test_charter_plan_and_causes_pass_the_forms_that_own_them(playbook):
    assert errors_of(CharterForm(typed(playbook.charter))) == {}
    for row in counter_values(playbook):
        assert errors_of(CounterMetricForm(typed(row))) == {}
    for line in playbook.plan:
        form = PlanForm(typed({**line.values, "metric_id": 1, "pilot_done": "no"}))
        form.metric_id.choices = [(1, "Y1")]
        assert errors_of(form) == {}, line.question
    for cause in playbook.causes:
        how = f"{UNSEEN} Look at: {cause.look}"
        told = {"name": cause.name, "family": cause.family, "origin": Origin.FISHBONE, "state": CauseState.SUSPECTED}
        assert errors_of(CauseForm(typed({**told, "verified_how": how}))) == {}, cause.name


@every
def test_the_problem_names_no_cause_and_no_solution(playbook):
    for name, text in {**playbook.charter, **charter_values(playbook)}.items():
        if name in SHARES:
            assert named_too_early(str(text)) == ([], []), name


@every
def test_no_cause_blames_a_person(playbook):
    for cause in playbook.causes:
        assert not re.search(r"error of|careless|lack of|training|should|motivation", cause.name, re.IGNORECASE), cause
    names = [one.name for one in playbook.causes]
    assert len(set(names)) == len(names)


@every
def test_the_wording_asks_to_be_adapted(playbook):
    texts = [value for value in playbook.charter.values() if not isinstance(value, Enum)]
    assert sum("[" in text for text in texts) >= 8
    assert "[" in str(playbook.primary.values["worked_examples"])


@pytest.mark.parametrize("key", ["resolution", "sla", "fcr", "repeats"])
def test_a_metric_that_a_ticket_source_can_give_has_its_name_unit_and_kind(key):
    playbook = PLAYBOOKS[key]
    measure = measure_named(playbook.measure)
    values = playbook.primary.values
    assert filled(values["name"]) == measure.said(measure.title, measure.settled({}))
    assert values["data_type"] == measure.data_type
    assert values["unit"] == measure.unit
    assert values["unit_of_analysis"] == measure.unit_of_analysis
    assert values["direction"] == measure.direction


@every
def test_the_charter_of_the_example_could_be_submitted_and_asks_for_no_caution(playbook, session):
    example = playbook.example
    project = make_project(session, **example.facts)
    team = whole_team(session, project)
    metric = example_metric(playbook, playbook.primary)
    own = {column.key for column in Metric.__mapper__.column_attrs} - {"id", "project_id", "version"}
    kept = define_metric(
        session, project, {**{name: getattr(metric, name) for name in own}, "owner_id": team[Role.LEAD].id}
    )
    values = {**charter_values(playbook), "goal_metric_id": kept.id, "goal_metric_name": ""}
    charter = write_charter(session, project, version=None, values=values)
    for row in counter_values(playbook):
        add_row(session, project, CounterMetric, row)
    for name, on in example.milestones:
        add_row(session, project, Milestone, {"name": name, "plan_on": on})
    assert missing_of(session, project, charter) == []
    assert cautions_of(project, charter) == []
    assert "[" not in " ".join(str(getattr(charter, name)) for name in playbook.charter)
    days = [on for _, on in example.milestones]
    assert days == sorted(days)
    assert example.facts["start_on"] < days[0] <= days[-1] <= example.facts["target_on"]


@every
def test_the_baseline_of_the_charter_is_what_its_data_give(playbook):
    charter = charter_values(playbook)
    said = charter["goal_baseline"]
    digits = len(f"{said:g}".partition(".")[2])
    assessment = computed(playbook.key).assessment
    assert round(assessment.headline.value, digits) == said
    assert charter["problem_magnitude"] == said
    assert f"{said:g}" in charter["problem_what"]
    assert str(charter["problem_when_from"]) <= str(playbook.example.series.first)


@every
def test_the_baseline_of_the_example_is_stable_on_the_chart_that_the_template_names(playbook):
    assessment = computed(playbook.key).assessment
    assert assessment.charted.kind == playbook.chart
    assert len(assessment.charted.points) >= 20
    assert assessment.stable
