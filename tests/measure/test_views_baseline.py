"""The baseline through the pages: what it says, who signs it, what shows that it moved."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dmaic.define.metrics import Metric
from dmaic.measure import baseline as tool
from dmaic.measure import datasets
from dmaic.people.accounts import Person
from dmaic.projects.notices import Mail
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from tests.factories_charts import bring_in, calm, make_metric, metric_page


@pytest.fixture
def metric(session: Session, project: Project, team: dict[Role, Person]) -> Metric:
    found = make_metric(session, project, lower_limit=30.0, upper_limit=70.0)
    bring_in(session, project, found, value=calm(30))
    session.commit()
    return found


def test_the_baseline_page_tells_it_in_ten_seconds_and_names_every_estimator(
    client: Any, metric: Metric, team: dict[Role, Person]
) -> None:
    page = client.sign_in(team[Role.FINANCE]).get(metric_page(metric, "baseline")).text
    for words in ("Baseline, mean", "Stability", "Performance (Ppk)", "Sigma level (Z.st)", "with a shift of 1.5"):
        assert words in page, words
    assert "within sigma: mean moving range / d2(2)" in page
    assert "Anderson-Darling" in page
    assert "Sign as" in page


def test_the_baseline_is_signed_read_and_sent_round(
    session: Session, client: Any, metric: Metric, team: dict[Role, Person], project: Project
) -> None:
    client.sign_in(team[Role.LEAD]).post(metric_page(metric, "baseline"), data={"sign-role": "lead"})
    assert (
        client.sign_in(team[Role.FINANCE])
        .post(metric_page(metric, "baseline"), data={"sign-role": "finance"})
        .status_code
        == 303
    )
    session.commit()
    study = tool.baseline_of(session, project, metric)
    assert study is not None
    sheet = client.get(f"/projects/{project.id}/measure/baselines/{study.id}").text
    for words in (study.fingerprint, "Finance Person", "numpy", "I accept it as the figure"):
        assert words in sheet, words
    client.sign_in(team[Role.LEAD])
    assert client.post(f"/projects/{project.id}/measure/baselines/{study.id}/send").status_code == 303
    session.commit()
    mails = list(session.scalars(select(Mail)))
    assert {mail.to for mail in mails} == {member.person.email for member in project.members}
    assert "Signed by" in mails[0].body


def test_a_signed_period_of_samples_without_times_names_its_samples(
    session: Session, client: Any, project: Project, team: dict[Role, Person]
) -> None:
    found = make_metric(session, project, lower_limit=30.0, upper_limit=70.0)
    words = [str(1 + at // 5) for at in range(125)]
    bring_in(session, project, found, value=calm(125), subgroup=words, time=None)
    session.commit()
    client.sign_in(team[Role.LEAD]).post(metric_page(found, "baseline"), data={"sign-role": "lead"})
    session.commit()
    study = tool.baseline_of(session, project, found)
    assert study is not None
    sheet = client.get(f"/projects/{project.id}/measure/baselines/{study.id}").text
    assert "sample 1<" in sheet
    assert "sample 25<" in sheet


def test_the_page_shows_drift_after_a_correction(
    session: Session, client: Any, metric: Metric, team: dict[Role, Person], project: Project
) -> None:
    client.sign_in(team[Role.LEAD]).post(metric_page(metric, "baseline"), data={"sign-role": "lead"})
    session.commit()
    datasets.correct_reading(session, project, metric, 2, reason="Typed", by=team[Role.LEAD], value=80.0)
    session.commit()
    page = client.get(metric_page(metric, "baseline")).text
    assert "The data have changed since it was signed" in page
    assert "1 reading changed" in page
    study = tool.baseline_of(session, project, metric)
    assert study is not None
    assert "1 reading changed" in client.get(f"/projects/{project.id}/measure/baselines/{study.id}").text


def test_nobody_signs_in_a_role_they_do_not_hold(
    session: Session, client: Any, metric: Metric, team: dict[Role, Person], project: Project
) -> None:
    client.sign_in(team[Role.SPONSOR])
    assert client.post(metric_page(metric, "baseline"), data={"sign-role": "finance"}).status_code == 403
    client.sign_in(team[Role.LEAD])
    assert client.post(metric_page(metric, "baseline"), data={"sign-role": "finance"}).status_code == 422
    session.commit()
    assert tool.baseline_of(session, project, metric) is None


def test_an_unstable_baseline_is_refused_with_what_to_do_and_signed_with_a_note(
    session: Session, client: Any, metric: Metric, team: dict[Role, Person], project: Project
) -> None:
    bring_in(session, project, metric, value=[120.0])
    session.commit()
    client.sign_in(team[Role.LEAD])
    refused = client.post(metric_page(metric, "baseline"), data={"sign-role": "lead"})
    assert (refused.status_code, "Exclude what was special" in refused.text) == (422, True)
    form = {"sign-role": "lead", "sign-note": "Month end belongs to it"}
    assert client.post(metric_page(metric, "baseline"), data=form).status_code == 303


def test_a_period_and_a_figure_are_chosen_in_the_address(client: Any, metric: Metric, team: dict[Role, Person]) -> None:
    client.sign_in(team[Role.LEAD])
    page = client.get(metric_page(metric, "baseline") + "?from=2026-01-10&to=2026-01-25&figure=p90&confidence=0.9").text
    assert "Baseline, p90" in page
    assert "10 Jan 2026" in page
    assert "no reading between these days" in client.get(metric_page(metric, "baseline") + "?from=2030-01-01").text


def test_the_figures_leave_as_a_table_and_the_page_has_help_and_history(
    session: Session, client: Any, metric: Metric, team: dict[Role, Person], project: Project
) -> None:
    client.sign_in(team[Role.LEAD])
    page = client.get(metric_page(metric, "baseline")).text
    assert "Taking the worst month as the baseline" in page
    text = client.get(metric_page(metric, "baseline.csv")).text
    assert text.splitlines()[0].endswith("Group,Figure,Value,Unit,Low,High,Confidence,Shown,How,Note")
    mean = next(line for line in text.splitlines() if ",Mean," in line).split(",")
    values = datasets.read_all(session, metric).value
    assert float(mean[2]) == pytest.approx(float(values.mean()))
    client.post(metric_page(metric, "baseline"), data={"sign-role": "lead"})
    session.commit()
    study = tool.baseline_of(session, project, metric)
    assert study is not None
    signed = client.get(f"/projects/{project.id}/measure/baselines/{study.id}.csv").text
    assert next(line for line in signed.splitlines() if ",Mean," in line).split(",")[2] == mean[2]
    assert "History" in client.get(metric_page(metric, "baseline")).text


def test_an_exclusion_names_who_made_it_and_who_signed_for_it(
    session: Session, client: Any, metric: Metric, team: dict[Role, Person], project: Project
) -> None:
    datasets.exclude_reading(session, project, metric, 2, reason="Power cut", by=team[Role.LEAD])
    session.commit()
    address = metric_page(metric, "baseline")
    client.sign_in(team[Role.LEAD]).post(address, data={"sign-role": "lead"})
    page = client.get(address).text
    assert "Approved by" in page
    assert "Nobody else yet" in page
    client.sign_in(team[Role.FINANCE]).post(address, data={"sign-role": "finance"})
    page = client.get(address).text
    assert "Nobody else yet" not in page
    assert '<td data-label="Approved by">Finance Person</td>' in page
    session.commit()
    study = tool.baseline_of(session, project, metric)
    assert study is not None
    sheet = client.get(f"/projects/{project.id}/measure/baselines/{study.id}").text
    assert '<td data-label="Approved by">Finance Person</td>' in sheet
