"""A monitored chart: kept limits, cases that open by themselves, people who close them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dmaic.control.monitor import acknowledge, cases_of, close_case, median_hours, period_of, take_reading
from dmaic.define.metrics import DataType, define_metric
from dmaic.errors import BadInput, RuleBroken
from dmaic.measure.datasets import append_reading
from dmaic.measure.limits import freeze_present
from dmaic.projects.permissions import Role
from dmaic.projects.project import ProjectState
from dmaic.projects.rollup import Level, keep_sigma, level_now
from tests.factories import make_project, whole_team

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
CALM = [10.0, 12.0, 11.0, 9.0, 10.5, 11.5, 10.2, 9.6, 11.1, 10.4] * 2


@pytest.fixture
def project(session):
    project = make_project(session)
    whole_team(session, project)
    return project


@pytest.fixture
def lead(project):
    return project.people_as(Role.LEAD)[0]


@pytest.fixture
def metric(session, project, lead):
    facts = {
        "code": "RT",
        "name": "Resolution time",
        "data_type": DataType.CONTINUOUS,
        "unit": "h",
        "upper_limit": 16.0,
    }
    metric = define_metric(session, project, facts)
    for day, value in enumerate(CALM):
        append_reading(session, metric, value=value, at=START + timedelta(days=day), by=lead)
    return metric


def next_readings(session, project, metric, lead, values):
    opened = []
    for number, value in enumerate(values):
        _seq, cases = take_reading(
            session, project, metric, value=value, by=lead, at=START + timedelta(days=len(CALM) + number)
        )
        opened.append(len(cases))
    return opened


def test_without_kept_limits_no_case_opens(session, project, metric, lead):
    assert next_readings(session, project, metric, lead, [40.0]) == [0]
    assert not period_of(session, metric).kept


def test_a_reading_beyond_kept_limits_opens_one_case_and_reaches_the_wall(session, project, metric, lead):
    freeze_present(session, project, metric, by=lead, reason="Baseline")
    assert next_readings(session, project, metric, lead, [10.1, 40.0, 10.2]) == [0, 1, 0]
    case = cases_of(session, metric)[0]
    assert case.seq == len(CALM) + 1
    assert project.signals >= 1
    assert project.wall_chart["arrays"]["points"][-2] == 40.0


def test_a_signal_where_good_lies_is_counted_as_better(session, project, metric, lead):
    freeze_present(session, project, metric, by=lead, reason="Baseline")
    next_readings(session, project, metric, lead, [10.1, 2.0, 2.1])
    assert project.signals_better >= 1
    assert project.wall_chart["signals"][0]["side"] == "below"


def test_a_change_for_the_better_is_listed_and_raises_no_alarm(session, project, metric, lead, client):
    """On an individuals chart the jump in range only repeats the good value: it is no alarm either."""
    freeze_present(session, project, metric, by=lead, reason="Baseline")
    next_readings(session, project, metric, lead, [2.0])
    assert project.signals == project.signals_better > 0
    assert [case.is_better for case in cases_of(session, metric)] == [True]
    session.commit()
    client.sign_in(lead)
    for address in (f"control/monitor/{metric.id}", f"measure/metrics/{metric.id}/chart"):
        page = client.get(f"/projects/{project.id}/{address}").text
        assert "Changed for the better" in page
        assert 'class="verdict info"' in page
        assert "Not stable" not in page
    assert "for the better" in client.get(f"/projects/{project.id}").text
    next_readings(session, project, metric, lead, [40.0])
    session.commit()
    page = client.get(f"/projects/{project.id}/measure/metrics/{metric.id}/chart").text
    assert "Not stable" in page
    assert "For the better" in page


def test_the_sigma_level_of_today_is_withheld_once_the_process_is_unstable(session, project, metric, lead):
    freeze_present(session, project, metric, by=lead, reason="Baseline")
    next_readings(session, project, metric, lead, CALM)
    assert project.sigma_now is not None
    next_readings(session, project, metric, lead, [60.0])
    assert project.sigma_now is None


def test_a_run_that_grows_stays_one_case(session, project, metric, lead):
    freeze_present(session, project, metric, by=lead, reason="Baseline")
    opened = next_readings(
        session, project, metric, lead, [11.2, 11.0, 11.3, 11.1, 10.9, 11.4, 11.2, 11.0, 11.1, 11.2, 11.3]
    )
    assert sum(opened) == 1
    assert cases_of(session, metric)[0].seq == len(CALM) + 10


def test_a_case_is_closed_with_cause_action_and_checked_effect(session, project, metric, lead):
    freeze_present(session, project, metric, by=lead, reason="Baseline")
    next_readings(session, project, metric, lead, [40.0])
    case = cases_of(session, metric)[0]
    with pytest.raises(BadInput, match="what was done"):
        close_case(session, case, by=lead, cause="Portal down", action="", effect="")
    acknowledge(session, case, by=lead)
    with pytest.raises(RuleBroken):
        acknowledge(session, case, by=lead)
    assert not period_of(session, metric).is_proved
    close_case(
        session, case, by=lead, cause="Portal down", action="Restarted, alarm added", effect="Next 5 points inside"
    )
    assert median_hours([case]) == pytest.approx(0, abs=0.01)
    assert not case.is_open


def test_a_false_alarm_needs_only_its_reason(session, project, metric, lead):
    freeze_present(session, project, metric, by=lead, reason="Baseline")
    next_readings(session, project, metric, lead, [40.0])
    close_case(
        session, cases_of(session, metric)[0], by=lead, cause="Typed 40 for 10", action="", effect="", false_alarm=True
    )
    assert cases_of(session, metric)[0].false_alarm


def test_readings_go_on_after_the_project_is_closed_and_the_owner_is_told(client, session, project, metric, lead):
    freeze_present(session, project, metric, by=lead, reason="Baseline")
    project.state = ProjectState.CLOSED
    session.commit()
    owner = project.people_as(Role.PROCESS_OWNER)[0]
    client.sign_in(owner)
    base = f"/projects/{project.id}/control"
    assert (
        client.post(f"{base}/monitor/{metric.id}/reading", data={"value": "41,5", "note": "Portal down"}).status_code
        == 303
    )
    page = client.get(f"{base}/monitor")
    assert "Waiting" in page.text
    assert "Resolution time" in client.get("/notices").text
    case = cases_of(session, metric)[0]
    session.commit()
    assert client.post(f"{base}/signals/{case.id}/acknowledge").status_code == 303
    refused = client.post(f"{base}/signals/{case.id}", data={"cause": "Portal down"})
    assert refused.status_code == 422
    assert "Portal down" in refused.text
    done = {"cause": "Portal down", "action": "Restarted", "effect": "Back inside"}
    assert client.post(f"{base}/signals/{case.id}", data=done).status_code == 303


def test_a_reading_that_is_no_number_is_refused_at_its_place(client, session, project, metric, lead):
    session.commit()
    client.sign_in(lead)
    answer = client.post(f"/projects/{project.id}/control/monitor/{metric.id}/reading", data={"value": "ten"})
    assert answer.status_code == 422
    assert "“ten” is not a number" in answer.text
    empty = client.post(f"/projects/{project.id}/control/monitor/{metric.id}/reading", data={"value": ""})
    assert empty.status_code == 422


def test_the_points_that_set_the_limits_prove_nothing_about_the_control_period(session, project, metric, lead):
    freeze_present(session, project, metric, by=lead, reason="Baseline")
    assert (period_of(session, metric).points, period_of(session, metric).is_proved) == (0, False)
    next_readings(session, project, metric, lead, CALM[:12])
    assert (period_of(session, metric).points, period_of(session, metric).is_proved) == (12, True)


def test_signals_of_imported_readings_open_their_cases_when_somebody_asks(client, session, project, metric, lead):
    freeze_present(session, project, metric, by=lead, reason="Baseline")
    for number, value in enumerate([10.0, 40.0, 10.2]):
        append_reading(session, metric, value=value, at=START + timedelta(days=len(CALM) + number), by=lead)
    session.commit()
    client.sign_in(lead)
    page = f"/projects/{project.id}/control/monitor/{metric.id}"
    assert "1 signal has no case yet" in client.get(page).text
    assert client.post(f"{page}/judge").status_code == 303
    session.commit()
    assert [case.seq for case in cases_of(session, metric)] == [len(CALM) + 1]
    assert "no case yet" not in client.get(page).text


def test_a_subgroup_beyond_its_limits_has_one_case_however_many_readings_it_holds(client, session, project, lead):
    weight = define_metric(
        session, project, {"code": "W", "name": "Weight", "data_type": DataType.CONTINUOUS, "unit": "g"}
    )

    def take(subgroup, values):
        return [
            len(take_reading(session, project, weight, value=value, subgroup=subgroup, by=lead)[1]) for value in values
        ]

    for number in range(24):
        for value in (10.0, 11.0 + number % 2, 12.0):
            append_reading(session, weight, value=value, subgroup=f"late shift {number}", by=lead)
    freeze_present(session, project, weight, by=lead, reason="Baseline")
    opened = take("night shift", [30.0, 31.0, 32.0])
    assert sum(opened) == 1
    session.commit()
    client.sign_in(lead)
    page = client.get(f"/projects/{project.id}/control/monitor/{weight.id}").text
    assert "Waiting" in page
    assert "no case yet" not in page


def test_the_sigma_level_of_the_page_has_its_interval_and_that_of_the_baseline(client, session, project, metric, lead):
    freeze_present(session, project, metric, by=lead, reason="Baseline")
    next_readings(session, project, metric, lead, CALM)
    keep_sigma(project, Level(2.5, 2.25, 2.75))
    session.commit()
    today = level_now(project)
    assert today.span
    page = client.sign_in(lead).get(f"/projects/{project.id}/control/monitor").text
    assert today.words in page
    assert f"{today.span}; baseline 2.50 (2.25 to 2.75)" in page
