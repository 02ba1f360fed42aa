"""What do the pages of one metric share? Opening it for a person, and putting one of its readings right."""

from __future__ import annotations

from datetime import UTC

from dmaic.define.metrics import Metric, open_metric
from dmaic.errors import Refused
from dmaic.measure import datasets
from dmaic.measure.forms_data import CorrectionForm
from dmaic.measure.limits import refresh_wall
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, open_project
from dmaic.web.transaction import session


def opened_metric(project_id: int, metric_id: int, act: Act) -> tuple[Project, Metric]:
    """The project and its metric, where this person may do that."""
    project = open_project(session(), project_id, current_person(), act)
    return project, open_metric(session(), project, metric_id)


def corrected(project: Project, metric: Metric, seq: int, form: CorrectionForm) -> bool:
    """Lay the figures of the form over a reading; where they are refused, the form says why and nothing is changed."""
    if not form.validate():
        return False
    at = form.at.data
    try:
        datasets.correct_reading(
            session(),
            project,
            metric,
            seq,
            reason=form.reason.data or "",
            by=current_person(),
            value=form.value.data,
            defects=form.defects.data,
            size=form.size.data,
            at=None if at is None else at.replace(tzinfo=UTC),
        )
    except Refused as refusal:
        session().rollback()
        first = form.defects if metric.is_counted else form.value
        first.errors = [*first.errors, str(refusal)]
        return False
    refresh_wall(session(), project, metric)
    return True
