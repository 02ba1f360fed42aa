"""Which fields does a charter have, what are they called, and which are needed to submit it?"""

from __future__ import annotations

from dataclasses import dataclass

LABELS = {
    "title": "Title",
    "process_name": "Process",
    "business_unit": "Business unit",
    "site": "Site",
    "start_on": "Start",
    "target_on": "Target close",
    "lead": "Belt (lead)",
    "sponsor": "Sponsor / champion",
    "process_owner": "Process owner",
    "finance": "Finance partner",
    "coach": "Coach",
    "business_case": "Business case",
    "strategic_objective": "Strategic objective",
    "problem_what": "What is wrong?",
    "problem_where": "Where?",
    "problem_when_from": "Seen from",
    "problem_when_to": "Seen to",
    "problem_magnitude": "Size",
    "problem_unit": "Unit",
    "problem_consequence": "What does it do, and to whom?",
    "problem_source": "Source of the figure",
    "goal_metric_id": "Metric",
    "goal_metric_name": "or its name, until it is defined",
    "goal_metric": "Metric",
    "goal_unit": "Unit of the goal",
    "goal_direction": "Direction",
    "goal_baseline": "Baseline",
    "goal_baseline_status": "The baseline is",
    "goal_target": "Target",
    "goal_by": "By when",
    "counter_metrics": "Counter metrics",
    "practical_threshold": "Smallest change worth having",
    "threshold_derivation": "How it was derived",
    "scope_first_step": "First step",
    "scope_last_step": "Last step",
    "scope_in": "In scope",
    "scope_out": "Out of scope",
    "scope_segments": "Channels, sites, segments",
    "constraints": "Constraints",
    "assumptions": "Assumptions",
    "milestones": "Milestones",
}

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Project", ("title", "process_name", "business_unit", "site", "start_on", "target_on")),
    ("People", ("lead", "sponsor", "process_owner", "finance", "coach")),
    ("Business case", ("business_case", "strategic_objective")),
    (
        "Problem",
        (
            "problem_what",
            "problem_where",
            "problem_when_from",
            "problem_when_to",
            "problem_magnitude",
            "problem_unit",
            "problem_consequence",
            "problem_source",
        ),
    ),
    (
        "Goal",
        (
            "goal_metric",
            "goal_unit",
            "goal_direction",
            "goal_baseline",
            "goal_baseline_status",
            "goal_target",
            "goal_by",
            "counter_metrics",
            "practical_threshold",
            "threshold_derivation",
        ),
    ),
    ("Scope", ("scope_first_step", "scope_last_step", "scope_in", "scope_out", "scope_segments")),
    ("Plan", ("constraints", "assumptions", "milestones")),
)
"""A charter on paper: its parts and what stands in each, in reading order."""

NEEDED = {
    "business_case": "Say why it matters now: the business case.",
    "problem_what": "Say what is wrong, in what anybody can see.",
    "problem_where": "Say where the problem is seen.",
    "problem_when_from": "Say from when the problem was seen.",
    "problem_when_to": "Say up to when the problem was seen.",
    "problem_magnitude": "Say how large the problem is.",
    "problem_unit": "Give the unit of the problem's size.",
    "problem_consequence": "Say what the problem does, and to whom.",
    "problem_source": "Name the source of the figure, so that somebody can check it.",
    "scope_first_step": "Name the first step of the process in scope.",
    "scope_last_step": "Name the last step of the process in scope.",
    "scope_in": "Say what is in scope.",
    "scope_out": "Say what is out of scope; a scope without an edge grows.",
}
"""What submission asks of the fields that stand alone; the goal's sentences are in ``goal``."""

GOAL_NEEDED = frozenset(
    {"goal_metric_id", "goal_direction", "goal_baseline", "goal_baseline_status", "goal_target", "goal_by"}
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing still asked before the charter can be submitted, and where to give it.

    ``field`` names the charter's field; where the answer belongs to another page, ``endpoint`` names that page.
    """

    field: str
    sentence: str
    endpoint: str = ""
