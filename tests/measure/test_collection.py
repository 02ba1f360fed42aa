"""The plan of the data: how many are needed, and what it leaves open."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic.define.metrics import DataType, Metric
from dmaic.measure.collection import Method, PlanRow, Sampling, collection_remarks, size_hint
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.rows import add_row
from tests.factories import make_project
from tests.factories_charts import bring_in, make_metric


@pytest.fixture
def project(session: Session) -> Project:
    return make_project(session)


def a_line(session: Session, project: Project, metric: Metric, **facts: Any) -> PlanRow:
    given = {
        "metric_id": metric.id,
        "question": "How long?",
        "source": "Desk",
        "method": Method.EXTRACT,
        "sampling": Sampling.CENSUS,
    }
    return add_row(session, project, PlanRow, {**given, **facts})


def test_the_primary_metric_without_a_line_is_told(session: Session, project: Project) -> None:
    make_metric(session, project)
    assert any("how the primary metric is collected" in one for one in collection_remarks(session, project))


def test_the_number_needed_follows_from_margin_and_spread(session: Session, project: Project) -> None:
    metric = make_metric(session, project)
    row = a_line(session, project, metric, margin=2.0, spread=10.0, n_planned=50)
    hint = size_hint(session, row, metric)
    assert hint.startswith("97 are needed")
    assert hint.endswith("Planned are 50.")


def test_the_spread_comes_from_the_newest_readings_where_nobody_gave_one(session: Session, project: Project) -> None:
    metric = make_metric(session, project)
    row = a_line(session, project, metric, margin=2.0)
    assert "Give the spread" in size_hint(session, row, metric)
    values = np.random.default_rng(1).normal(50, 10, 40)
    bring_in(session, project, metric, value=values)
    assert f"a standard deviation of {values.std(ddof=1):.3g} h" in size_hint(session, row, metric)


def test_a_share_without_a_guess_asks_for_the_most(session: Session, project: Project) -> None:
    share = make_metric(session, project, DataType.PROPORTION)
    row = a_line(session, project, share, margin=5.0, response_rate=25.0)
    hint = size_hint(session, row, share)
    assert hint.startswith("385 are needed")
    assert "ask 1537" in hint


def test_a_metric_without_a_defect_asks_for_many_and_echoes_the_margin_as_typed(
    session: Session, project: Project
) -> None:
    share = make_metric(session, project, DataType.PROPORTION)
    bring_in(session, project, share, defects=np.zeros(30), size=np.full(30, 50.0))
    row = a_line(session, project, share, margin=1.0)
    hint = size_hint(session, row, share)
    assert hint.startswith("368 are needed to know the proportion to within 1 percentage point either way")
    assert "from a share of 0 % (exact binomial interval" in hint


def test_few_planned_points_and_a_bare_subgroup_are_told(session: Session, project: Project) -> None:
    metric = make_metric(session, project)
    a_line(session, project, metric, sampling=Sampling.RATIONAL, subgroup_size=5, n_planned=50)
    said = list(collection_remarks(session, project))
    assert any("10 points are planned" in one for one in said)
    assert any("why its values belong together" in one for one in said)


def test_a_line_is_added_on_the_page_and_days_in_the_wrong_order_are_refused(
    session: Session, client: Any, project: Project
) -> None:
    metric = make_metric(session, project)
    session.commit()
    client.sign_in(project.people_as(Role.LEAD)[0])
    form = {
        "metric_id": str(metric.id),
        "question": "How long does it take?",
        "source": "Desk export",
        "method": "automatic extract",
        "sampling": "all of them",
        "pilot_done": "no",
        "start_on": "2026-03-01",
        "end_on": "2026-02-01",
    }
    address = f"/projects/{project.id}/measure/collection"
    assert "ends before it starts" in client.post(f"{address}/add", data=form).text
    assert client.post(f"{address}/add", data={**form, "end_on": "2026-04-01"}).status_code == 303
    page = client.get(address).text
    assert "How long does it take?" in page
    assert "continuous" in page
