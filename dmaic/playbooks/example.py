"""What does such a project look like once its charter is filled in and its baseline known?

The words are the template's own without their brackets. No figure of chart or baseline is typed: both are worked out
from the seeded readings by the statistics that every project uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dmaic.analyze.causes import CauseFamily
from dmaic.charts.drawing import Drawing
from dmaic.charts.tree import Node, fishbone
from dmaic.define.charter import Charter, CounterMetric, Goal, goal_of, sections
from dmaic.define.charter.goal import day
from dmaic.define.metrics import Metric
from dmaic.measure.baseline import Assessment, Figure, assess
from dmaic.measure.baseline.pictures import histogram_picture
from dmaic.measure.chart_settings import Choices
from dmaic.measure.pictures import chart_picture
from dmaic.measure.points import Grouping
from dmaic.measure.window import Window
from dmaic.playbooks.playbook import PRIMARY, MetricWords, Playbook, filled
from dmaic.playbooks.reading import playbook_named
from dmaic.playbooks.series import readings_of

Section = tuple[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True, eq=False)
class Computed:
    """What the example's readings say: the assessment of the baseline and its pictures."""

    metric: Metric
    assessment: Assessment
    chart: Drawing | None
    histogram: Drawing | None


def filled_values(values: Any) -> dict[str, Any]:
    """Columns with what stands in brackets taken as it is."""
    return {name: filled(value) if type(value) is str else value for name, value in values.items()}


def example_metric(playbook: Playbook, words: MetricWords) -> Metric:
    """One of the example's metrics; belongs to no project and is never kept."""
    own = playbook.example.metric if words.key == PRIMARY else {}
    blank = {column.key: "" for column in Metric.__mapper__.column_attrs if str(column.columns[0].type) == "VARCHAR"}
    given = {"opportunities": 1, "shift": 1.5, "lower_is_boundary": False, "upper_is_boundary": False}
    return Metric(**{**blank, **given, **filled_values(words.values), **own, "code": "Y1", "role": words.role})


def charter_values(playbook: Playbook) -> dict[str, Any]:
    """The example's charter by column: the template's words filled in, and what the example adds to them."""
    return {**filled_values(playbook.charter), **playbook.example.charter}


def example_charter(playbook: Playbook, metric: Metric) -> Charter:
    """The filled charter on the example's primary metric; belongs to no project and is never kept."""
    return Charter(**charter_values(playbook), goal_metric=metric)


def counter_values(playbook: Playbook) -> list[dict[str, Any]]:
    """The example's counter metrics as the charter lists them."""
    return [
        {
            "name": filled(one.name),
            "side": one.side,
            "tolerance": playbook.example.tolerances[one.key],
            "unit": one.values["unit"],
            "why": filled(one.why),
        }
        for one in playbook.counters
    ]


def goal_in_words(playbook: Playbook) -> Goal | None:
    return goal_of(example_charter(playbook, example_metric(playbook, playbook.primary)))


def charter_on_paper(playbook: Playbook) -> list[Section]:
    """The example's charter as a submitted one is read: part by part, label and words."""
    example = playbook.example
    charter = example_charter(playbook, example_metric(playbook, playbook.primary))
    facts: dict[str, Any] = {name: str(value) for name, value in example.facts.items()}
    facts |= {role: [name] for role, name in example.people.items()}
    facts |= {name: _plain(value) for name, value in charter_values(playbook).items()}
    facts |= {"goal_metric": charter.metric_called, "goal_unit": charter.goal_unit}
    facts["counter_metrics"] = [CounterMetric(**one).in_words for one in counter_values(playbook)]
    facts["milestones"] = [f"{name}: {day(on)}" for name, on in example.milestones]
    return [(title, [pair for pair in pairs if pair[1]]) for title, pairs in sections(facts)]


def _plain(value: Any) -> Any:
    """As a kept version has it: days and choices as text."""
    return value if isinstance(value, int | float) else str(value)


@lru_cache(maxsize=16)
def computed(playbook_key: str) -> Computed:
    """Chart and baseline of an example. The seed never changes, so one reckoning serves until the process ends."""
    playbook = playbook_named(playbook_key)
    series = playbook.example.series
    metric = example_metric(playbook, playbook.primary)
    choices = Choices(kind=series.kind, grouping=Grouping(series.grouping))
    found = assess(readings_of(series), metric, choices, figure=Figure(series.figure))
    chart = None
    if found.charted is not None:
        points = len(found.charted.points)
        chart = chart_picture(Window(found.charted, 0, points, found.rows, None, None), metric)
    return Computed(metric, found, chart, histogram_picture(found, metric))


def fishbone_of(playbook: Playbook) -> Drawing:
    """The likely causes by branch, every one marked as not yet checked; the head is the problem."""
    bones = [
        Node(
            family.value.capitalize(),
            children=tuple(Node(one.name, mark="open") for one in playbook.causes if one.family == family),
        )
        for family in CauseFamily
        if any(one.family == family for one in playbook.causes)
    ]
    said = f"{len(playbook.causes)} causes to look for on {len(bones)} branches, none of them checked yet."
    return fishbone(filled(str(playbook.charter["problem_what"])), bones, title="Starting fishbone", summary=said)
