"""How much of what we see is the process, and how much the measuring? Gage repeatability and reproducibility."""

from dmaic.statistics.gage.layout import GageTable, arrange, block, check_columns
from dmaic.statistics.gage.model import AnovaRow, Component, GageModel
from dmaic.statistics.gage.plan import GagePlan, PlannedRun, gage_plan
from dmaic.statistics.gage.ranges import AppraiserCharts, appraiser_charts, average_range_model
from dmaic.statistics.gage.study import GageStudy, gage_by_range, gage_crossed, gage_expanded, gage_nested
from dmaic.statistics.gage.verdict import GageVerdict, Judgement

__all__ = [
    "AnovaRow",
    "AppraiserCharts",
    "Component",
    "GageModel",
    "GagePlan",
    "GageStudy",
    "GageTable",
    "GageVerdict",
    "Judgement",
    "PlannedRun",
    "appraiser_charts",
    "arrange",
    "average_range_model",
    "block",
    "check_columns",
    "gage_by_range",
    "gage_crossed",
    "gage_expanded",
    "gage_nested",
    "gage_plan",
]
