"""What is typed about a chart: how it is drawn, from where its limits hold, what was special at a point?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import BooleanField

from dmaic.define.metrics import Metric
from dmaic.measure.chart_kinds import FITTING, KINDS, estimators_of
from dmaic.measure.chart_settings import Choices
from dmaic.measure.points import Grouping
from dmaic.statistics.rule_sets import RULE_SETS
from dmaic.web.forms import (
    ChoiceField,
    DayField,
    EditForm,
    Form,
    LongTextField,
    NumberField,
    TextField,
    WholeNumberField,
    at_most,
    between,
    needed,
    optional,
    reference,
)


class ChartForm(EditForm):
    """How the chart is drawn; sent by GET to try it, by POST to keep it."""

    kind = ChoiceField("Chart", empty="Chosen by itself")
    grouping = ChoiceField(
        "One point is", choices=[(one.value, one.words) for one in Grouping], coerce=Grouping, default=Grouping.AUTO
    )
    rule_set = ChoiceField("Rules", choices=[(code, one.title) for code, one in RULE_SETS.items()])
    estimator = ChoiceField("Sigma from", empty="The usual one")
    show_zones = BooleanField("Zones", default=True)
    show_specs = BooleanField("Specification")
    break_at_gaps = BooleanField("Break at pauses")

    def fit(self, metric: Metric, kind: str = "") -> None:
        """Fill in the charts that make sense for this metric, and the estimators of the one drawn (all before that)."""
        self.kind.choices = [("", "Chosen by itself"), *((code, KINDS[code]) for code in FITTING[metric.data_type])]
        known = estimators_of(kind) if kind else {**estimators_of("imr"), **estimators_of("xbar_r")}
        self.estimator.choices = [("", "The usual one"), *known.items()]

    def chosen(self, confidence: float) -> Choices:
        """The choices of the form."""
        return Choices(
            kind=self.kind.data or "",
            estimator=self.estimator.data or "",
            rule_set=self.rule_set.data,
            grouping=self.grouping.data,
            show_zones=bool(self.show_zones.data),
            show_specs=bool(self.show_specs.data),
            break_at_gaps=bool(self.break_at_gaps.data),
            confidence=confidence,
        )


class FreezeForm(Form):
    """Keep the present limits."""

    points = WholeNumberField(
        "Points that set the limits",
        [optional, between(1)],
        description="The first so many of this stage; empty: all of them.",
    )
    reason = TextField(
        "Reason", [at_most(400)], description="Needed where these points carry signals: why do they stay in?"
    )


class GivenForm(Form):
    """Limits that are stated, not estimated."""

    center = NumberField("Centre", [needed], description="In the metric's unit.", decimals_usual=True)
    sigma = NumberField("Sigma", [optional, between(0)], decimals_usual=True)
    reason = TextField("Where they come from", [needed, at_most(400)], description="The standard or the study.")
    approver_id = ChoiceField("Approved by", coerce=reference, empty="Nobody")


class StageForm(Form):
    """Begin new limits."""

    help: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "change_event": {
            "what": "What is different in the process since then: a new form, a new machine, another rule.",
            "example": "Routing rule 4 went live on all queues.",
            "pitfall": "“The figures became better”: that is what the chart shows, not what changed.",
        },
        "reason": {
            "what": "Why the old limits no longer speak about this process: the change is known, wanted, and it lasts.",
            "pitfall": "Moving limits until nothing signals. Any process looks stable that way.",
        },
    }
    start_on = DayField("From this day", [optional])
    start_number = WholeNumberField("or from reading number", [optional, between(1)])
    name = TextField("Name of the stage", [at_most(60)], description="Such as “After the new form”.")
    change_event = TextField("What changed in the process?", [needed, at_most(200)])
    reason = TextField("Why new limits?", [needed, at_most(400)])
    approver_id = ChoiceField("Approved by", [needed], coerce=reference, empty="Choose")


class CauseForm(Form):
    """What was special at a point."""

    cause = LongTextField(
        "What was special?", [needed, at_most(2000)], description="What happened, and how do you know?"
    )
    action = LongTextField("What was done about it?", [at_most(2000)])
    on_chart = BooleanField("Write it above the point on the chart")


def prefilled(form: type[Form], *, prefix: str = "", **values: Any) -> Any:
    """A form that starts from these values, whatever was sent."""
    return form(None, prefix=prefix, data=values)
