"""The row tools of Measure."""

from __future__ import annotations

from sqlalchemy.orm import Session

from dmaic.define.metrics import metrics_of
from dmaic.measure.collection import (
    PlanRow,
    check_row,
    collection_facts,
    collection_remarks,
    plan_values,
    size_taken,
)
from dmaic.measure.forms_collection import PlanForm
from dmaic.projects.project import Project
from dmaic.projects.row_views import Choices, RowTool


def _metrics(session: Session, project: Project) -> Choices:
    return {"metric_id": [(metric.id, metric.name) for metric in metrics_of(session, project)]}


COLLECTION = RowTool(
    "collection",
    "Collection plan",
    "Which data answer which question, from where, how many, and by whom?",
    PlanRow,
    PlanForm,
    ("question", "metric_id", "source", "method", "sampling"),
    one="line",
    about={
        "what": "One line for each metric that is collected: decided before the first figure comes in.",
        "example": "First answer to billing tickets; export of the desk, every night; all of them; by channel; 6 weeks.",
        "pitfall": "Collecting what is at hand and looking for a question afterwards.",
    },
    choices=_metrics,
    computed=(
        ("Kind of data", lambda row: row.metric.data_type.value),
        ("Who, where, when", lambda row: row.who_where_when),
        ("How many, and why", lambda row: row.how_many),
    ),
    check=check_row,
    prepare=plan_values,
    saved=size_taken,
    remarks=collection_remarks,
    facts=collection_facts,
)
TOOLS = (COLLECTION,)
