"""The pages of Measure."""

from __future__ import annotations

from dmaic.measure.views import (
    baseline,
    chart,
    checksheet,
    customers,
    data,
    gage,
    gage_sheet,
    imports,
    pareto,
    point,
    problems,
    process_tools,
    service,
    service_source,
    stages,
    tools,
)
from dmaic.measure.views.blueprint import measure
from dmaic.projects.row_views import add_row_tools
from dmaic.web.rooms import Page, Room

add_row_tools(measure, tools.TOOLS)
add_row_tools(measure, (*process_tools.TOOLS, pareto.COUNTS))

ROOM = Room(
    "measure",
    "Measure",
    "How bad is it really, and can we trust the numbers?",
    (
        tools.COLLECTION.page("measure"),
        Page("measure.data", "Data", "Which measurements are there, where do they come from, and which of them count?"),
        Page("measure.checksheet", "Check sheet", "What is seen or measured by hand, noted where the work is done?"),
        Page(
            "measure.service",
            "Service data",
            "What does a raw export of tickets, calls or answers say, and which measures come of it?",
        ),
        Page("measure.gage", "Measurement system", "Can the measurements be trusted?"),
        Page("measure.chart", "Control chart", "Is the process stable, or did something special happen?"),
        Page("measure.baseline", "Baseline", "How bad is it really, and who stands behind the number?"),
        Page("measure.pareto", "Pareto", "Which few kinds carry most of the trouble, by number, time or money?"),
        pareto.COUNTS.page("measure"),
        *(tool.page("measure") for tool in process_tools.TOOLS),
    ),
)

__all__ = [
    "ROOM",
    "baseline",
    "chart",
    "checksheet",
    "customers",
    "data",
    "gage",
    "gage_sheet",
    "imports",
    "measure",
    "pareto",
    "point",
    "problems",
    "service",
    "service_source",
    "stages",
]
