"""Chart and point through the pages: what is shown, what is kept, who may."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dmaic.define.metrics import DataType, Metric, MetricRole
from dmaic.measure import datasets
from dmaic.measure.chart_settings import settings_of
from dmaic.measure.special_causes import causes_of
from dmaic.measure.staging import stage_history, stages_of
from dmaic.people.accounts import Person
from dmaic.projects.notices import Notice
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from tests.factories import make_person
from tests.factories_charts import bring_in, calm, make_metric, metric_page


@pytest.fixture
def metric(session: Session, project: Project, team: dict[Role, Person]) -> Metric:
    found = make_metric(session, project, lower_limit=30.0, upper_limit=70.0)
    bring_in(session, project, found, value=calm(30))
    session.commit()
    return found


def test_a_project_without_a_metric_says_where_to_begin(session: Session, client: Any, project: Project) -> None:
    session.commit()
    client.sign_in(project.people_as(Role.LEAD)[0])
    for page in ("chart", "baseline"):
        assert "Define a metric" in client.get(f"/projects/{project.id}/measure/{page}").text


def test_a_metric_without_readings_says_where_to_bring_them_in(
    session: Session, client: Any, project: Project, team: dict[Role, Person]
) -> None:
    empty = make_metric(session, project)
    session.commit()
    client.sign_in(team[Role.LEAD])
    assert "There are no readings yet" in client.get(metric_page(empty)).text
    assert "No reading counts yet" in client.get(metric_page(empty, "baseline")).text


def test_the_chart_page_says_stable_and_what_to_do_next(client: Any, metric: Metric, team: dict[Role, Person]) -> None:
    page = client.sign_in(team[Role.VIEWER]).get(metric_page(metric)).text
    assert "Stable" in page
    assert "30 points without a signal" in page
    assert "mean moving range / d2(2)" in page
    assert "of stable processes would show at least one signal" in page
    assert "Freeze these limits" not in page
    assert "<svg" in page


def test_signals_are_told_in_words_and_lead_to_their_point(
    session: Session, client: Any, project: Project, metric: Metric, team: dict[Role, Person]
) -> None:
    bring_in(session, project, metric, value=[90.0])
    session.commit()
    client.sign_in(team[Role.LEAD])
    page = client.get(metric_page(metric)).text
    assert "Not stable" in page
    assert "1 point beyond the upper limit" in page
    assert metric_page(metric, "points/30") in page
    point = client.get(metric_page(metric, "points/30")).text
    assert "Part of 2 signals" in point
    assert "90 h" in point


def test_a_cause_is_written_beside_its_point(
    session: Session, client: Any, metric: Metric, team: dict[Role, Person]
) -> None:
    client.sign_in(team[Role.MEMBER])
    empty = client.post(metric_page(metric, "points/4/causes"), data={"cause-cause": ""})
    assert empty.status_code == 422
    form = {"cause-cause": "The server was down", "cause-action": "Restarted", "cause-on_chart": "y"}
    assert client.post(metric_page(metric, "points/4/causes"), data=form).status_code == 303
    session.commit()
    assert causes_of(session, metric)[0].cause == "The server was down"
    assert "The server was down" in client.get(metric_page(metric)).text


def test_a_point_is_excluded_only_with_a_reason_and_stays_on_the_chart(
    session: Session, client: Any, metric: Metric, team: dict[Role, Person]
) -> None:
    client.sign_in(team[Role.MEMBER])
    assert client.post(metric_page(metric, "points/4/exclude"), data={"exclude-reason": " "}).status_code == 422
    assert client.post(metric_page(metric, "points/4/exclude"), data={"exclude-reason": "A drill"}).status_code == 303
    session.commit()
    assert datasets.exclusions_of(session, metric)[0].reason == "A drill"
    page = client.get(metric_page(metric)).text
    assert "Excluded: drawn, not counted" in page
    assert "29 points" in page
    assert "A drill" in client.get(metric_page(metric, "points/4")).text
    assert client.post(metric_page(metric, "points/4/include"), data={"exclude-reason": "No drill"}).status_code == 303
    session.commit()
    assert datasets.exclusions_of(session, metric)[0].ended_reason == "No drill"


def test_a_subgroup_is_excluded_as_a_whole(
    session: Session, client: Any, project: Project, team: dict[Role, Person]
) -> None:
    rings = make_metric(session, project, code="rings")
    bring_in(session, project, rings, value=calm(60), subgroup=[f"S{i // 5}" for i in range(60)])
    session.commit()
    client.sign_in(team[Role.LEAD])
    assert "Exclude all 5 readings" in client.get(metric_page(rings, "points/12")).text
    client.post(metric_page(rings, "points/12/exclude"), data={"exclude-reason": "Wrong tool"})
    session.commit()
    assert sorted(one.seq for one in datasets.exclusions_of(session, rings)) == [10, 11, 12, 13, 14]


def test_a_wrong_figure_is_put_right_from_the_point(
    session: Session, client: Any, metric: Metric, team: dict[Role, Person]
) -> None:
    client.sign_in(team[Role.LEAD])
    again = client.post(
        metric_page(metric, "points/3/correct"), data={"correct-reason": "Typed", "correct-value": str(calm(30)[3])}
    )
    assert (again.status_code, "Nothing would change" in again.text) == (422, True)
    form = {"correct-reason": "Typed wrongly", "correct-value": "51,5"}
    assert client.post(metric_page(metric, "points/3/correct"), data=form).status_code == 303
    assert "The original was" in client.get(metric_page(metric, "points/3")).text


def test_an_unknown_point_is_not_there(client: Any, metric: Metric, team: dict[Role, Person]) -> None:
    client.sign_in(team[Role.LEAD])
    assert client.get(metric_page(metric, "points/999")).status_code == 404


def test_another_way_to_draw_it_is_tried_by_get_and_kept_by_post(
    session: Session, client: Any, metric: Metric, team: dict[Role, Person]
) -> None:
    client.sign_in(team[Role.LEAD])
    page = client.get(metric_page(metric) + "?kind=run&grouping=auto&rule_set=nelson&estimator=").text
    assert "Only you see it like this" in page
    assert settings_of(session, metric) is None
    form = {"kind": "", "grouping": "auto", "rule_set": "nelson", "estimator": "median_mr", "show_zones": "y"}
    assert client.post(metric_page(metric), data=form).status_code == 303
    session.commit()
    kept = settings_of(session, metric)
    assert kept is not None
    assert (kept.rule_set, kept.estimator) == ("nelson", "median_mr")
    assert "median moving range / 0.953873" in client.get(metric_page(metric)).text
    stale = client.post(metric_page(metric), data={**form, "version": "9"}, follow_redirects=True)
    assert "Somebody else changed how this chart is drawn" in stale.text


def test_the_primed_chart_is_proposed_and_taken_with_one_button(
    session: Session, client: Any, project: Project, team: dict[Role, Person]
) -> None:
    share = make_metric(session, project, DataType.PROPORTION, code="share", unit="%")
    rates = np.clip(np.random.default_rng(3).normal(0.28, 0.013, 60), 0, 1)
    defects = [float(np.random.default_rng(int(1e6 * rate)).binomial(8000, rate)) for rate in rates]
    bring_in(session, project, share, defects=defects, size=[8000.0] * 60)
    session.commit()
    client.sign_in(team[Role.LEAD])
    page = client.get(metric_page(share)).text
    assert "Another chart fits better" in page
    assert "sigma Z" in page
    client.post(metric_page(share), data={"kind": "laney_p", "grouping": "auto", "rule_set": "advised"})
    taken = client.get(metric_page(share)).text
    assert "Another chart fits better" not in taken
    assert "Laney" in taken


def test_limits_are_frozen_moved_and_released_on_the_page(
    session: Session, client: Any, project: Project, metric: Metric, team: dict[Role, Person]
) -> None:
    client.sign_in(team[Role.PROCESS_OWNER])
    assert client.post(metric_page(metric, "freeze"), data={"freeze-points": "5"}).status_code == 422
    assert client.post(metric_page(metric, "freeze"), data={}).status_code == 303
    session.commit()
    bring_in(session, project, metric, value=calm(15, seed=3, mean=30))
    session.commit()
    form = {
        "stage-start_number": "31",
        "stage-change_event": "Form 12 went live",
        "stage-reason": "It lasts",
        "stage-approver_id": str(team[Role.SPONSOR].id),
    }
    lacking = client.post(metric_page(metric, "stages"), data={**form, "stage-change_event": ""})
    assert lacking.status_code == 422
    assert client.post(metric_page(metric, "stages"), data=form).status_code == 303
    session.commit()
    assert [plan.start_seq for plan in stages_of(session, metric)] == [0, 30]
    told = session.scalar(select(Notice).where(Notice.person_id == team[Role.SPONSOR].id))
    assert told is not None
    assert "named you as approver" in told.text
    page = client.get(metric_page(metric)).text
    assert "Form 12 went live" in page
    assert "Had the limits never moved" in page
    assert "Changed for the better" in client.get(metric_page(metric) + "?whole=1&never=1").text
    assert client.post(metric_page(metric, "release"), data={"release-reason": "Wrong day"}).status_code == 303
    session.commit()
    assert stage_history(session, metric)[0].act == "withdraw"


def test_given_limits_come_with_their_source_in_the_metrics_unit(
    session: Session, client: Any, project: Project, metric: Metric, team: dict[Role, Person]
) -> None:
    client.sign_in(team[Role.LEAD])
    form = {"given-center": "48,5", "given-reason": "Validated in 2025"}
    lacking = client.post(metric_page(metric, "given"), data=form)
    assert (lacking.status_code, "Give the sigma" in lacking.text) == (422, True)
    assert client.post(metric_page(metric, "given"), data={**form, "given-sigma": "3"}).status_code == 303
    assert "given, not estimated" in client.get(metric_page(metric)).text
    share = make_metric(session, project, DataType.PROPORTION, code="share", unit="%")
    bring_in(session, project, share, defects=[5.0, 6.0, 4.0] * 5, size=[100.0] * 15)
    session.commit()
    refused = client.post(metric_page(share, "given"), data={**form, "given-center": "5", "given-sigma": "1"})
    assert (refused.status_code, "follows from the centre" in refused.text) == (422, True)
    assert client.post(metric_page(share, "given"), data={**form, "given-center": "5"}).status_code == 303
    session.commit()
    assert stages_of(session, share)[-1].center == 0.05


def test_a_stage_begins_at_a_day(
    session: Session, client: Any, project: Project, metric: Metric, team: dict[Role, Person]
) -> None:
    client.sign_in(team[Role.LEAD])
    form = {
        "stage-change_event": "Form 12",
        "stage-reason": "It lasts",
        "stage-approver_id": str(team[Role.SPONSOR].id),
    }
    late = client.post(metric_page(metric, "stages"), data={**form, "stage-start_on": "2027-01-01"})
    assert (late.status_code, "no reading on or after this day" in late.text) == (422, True)
    assert 'id="stage-start_on-error"' in late.text
    assert 'id="stage-start_number-error"' not in late.text
    assert client.post(metric_page(metric, "stages"), data={**form, "stage-start_on": "2026-01-20"}).status_code == 303
    session.commit()
    assert stages_of(session, metric)[-1].start_seq == 15


def test_who_only_reads_decides_nothing(client: Any, metric: Metric, team: dict[Role, Person]) -> None:
    client.sign_in(team[Role.VIEWER])
    for path in (
        "chart",
        "freeze",
        "stages",
        "release",
        "points/1/causes",
        "points/1/exclude",
        "points/1/correct",
        "baseline",
    ):
        assert client.post(metric_page(metric, path), data={}).status_code == 403, path


def test_another_teams_chart_is_not_there(session: Session, client: Any, metric: Metric) -> None:
    stranger = make_person(session)
    session.commit()
    client.sign_in(stranger)
    for path in ("chart", "baseline", "points/1", "chart.png"):
        assert client.get(metric_page(metric, path)).status_code == 404, path


@pytest.mark.parametrize(
    ("extension", "begins"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("csv", b"\xef\xbb\xbfLabel")]
)
def test_the_chart_leaves_as_a_file(
    client: Any, metric: Metric, team: dict[Role, Person], extension: str, begins: bytes
) -> None:
    answer = client.sign_in(team[Role.VIEWER]).get(metric_page(metric, f"chart.{extension}"))
    assert (answer.status_code, answer.data.startswith(begins)) == (200, True)
    assert client.get(metric_page(metric, "chart.exe")).status_code == 404


def test_a_stretch_is_chosen_by_days_and_a_long_one_is_seen_from_afar(
    session: Session, client: Any, project: Project, metric: Metric, team: dict[Role, Person]
) -> None:
    client.sign_in(team[Role.VIEWER])
    page = client.get(metric_page(metric) + "?from=2026-01-10&to=2026-01-25").text
    assert "16 points" in page
    assert "no reading between these days" in client.get(metric_page(metric) + "?from=2030-01-10").text
    assert "is not a day" in client.get(metric_page(metric) + "?from=tomorrow").text
    long = make_metric(session, project, code="long", role=MetricRole.INPUT)
    bring_in(session, project, long, value=calm(5000))
    session.commit()
    assert "5\u202f000 readings in 2 stretches" in client.get(metric_page(long) + "?whole=1").text
    assert "Older" in client.get(metric_page(long) + "?last=60").text
    assert "Newer" in client.get(metric_page(long) + "?last=60&until=3000").text


def test_pages_ask_a_bounded_number_of_questions(
    session: Session, client: Any, metric: Metric, team: dict[Role, Person], count_queries: Any
) -> None:
    bring_in(session, session.get_one(Project, metric.project_id), metric, value=calm(20_000))
    session.commit()
    client.sign_in(team[Role.LEAD])
    before = count_queries()
    client.get(metric_page(metric))
    assert count_queries() - before < 45
