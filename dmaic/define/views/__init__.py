"""The pages of Define."""

from __future__ import annotations

from dmaic.define.views import (
    business_case,
    charter,
    commitment,
    confirming,
    metric_registry,
    metrics,
    needs,
    raci,
    tools,
)
from dmaic.define.views.blueprint import define
from dmaic.projects.row_views import add_row_tools
from dmaic.web.rooms import Page, Room

add_row_tools(define, (*tools.TOOLS, business_case.COSTS))

ROOM = Room(
    "define",
    "Define",
    "What is wrong, for whom, and what would be good?",
    (
        Page("define.charter", "Charter", "Why this project, what gets better, by how much and by when?"),
        Page("define.metrics", "Metrics", "What exactly is measured, so that two observers get the same number?"),
        *(
            tool.page("define")
            for tool in (
                tools.SIPOC,
                tools.VOICE,
                tools.NEEDS,
                tools.CTQS,
                tools.STAKEHOLDERS,
                tools.COMMUNICATION,
                tools.RACI,
                tools.BENEFITS,
                business_case.COSTS,
            )
        ),
        Page("define.business_case", "Business case", "Does it pay, and when is the outlay back?"),
        Page("define.commitment", "Commitment", "What does the sponsor promise, and does the signature still hold?"),
        Page("playbooks.of_project", "Template", "Which usual problem is this, and what can be taken over?"),
    ),
)

__all__ = [
    "ROOM",
    "business_case",
    "charter",
    "commitment",
    "confirming",
    "define",
    "metric_registry",
    "metrics",
    "needs",
    "raci",
]
