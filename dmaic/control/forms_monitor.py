"""What is typed at the monitored chart?"""

from __future__ import annotations

from datetime import UTC, datetime

from wtforms import BooleanField, DateTimeLocalField

from dmaic.define.metrics import Metric
from dmaic.web.forms import Form, LongTextField, NumberField, TextField, at_most, needed, optional, told


class EntryForm(Form):
    """One reading, by hand."""

    help = {
        "value": told("The reading in the metric's unit.", "23.4", "Rounding before it is written down"),
        "defects": told("How many did not meet the definition.", "7", "Counting a case twice"),
        "size": told("How many were looked at.", "120", "Leaving out the cases that are still open"),
        "note": told("What was special, if anything; it stays beside the point.", "Portal down from 9 to 11"),
        "at": told(
            "When it was read. Empty: now.",
            "4 Mar 2026, 08:00",
            "The moment of typing, hours later",
        ),
        "subgroup": told(
            "The sample that the reading belongs to, where several are read together.",
            "4 March, early shift",
            "A new name for each reading of one sample",
        ),
    }
    value = NumberField("Value", [optional], decimals_usual=True)
    defects = NumberField("Defects", [optional])
    size = NumberField("Looked at", [optional])
    at = DateTimeLocalField("When", [optional], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"])
    subgroup = TextField("Subgroup", [at_most(80)])
    note = TextField("Anything special?", [at_most(300)])

    def fit(self, metric: Metric) -> None:
        """Ask only for what this metric is made of."""
        if metric.is_counted:
            del self.value
        else:
            del self.defects, self.size

    def reading(self) -> dict[str, object]:
        """The reading as the verb takes it; a time without a zone is UTC."""
        values = self.values(without=())
        moment: datetime | None = values.get("at")
        values["at"] = moment.replace(tzinfo=UTC) if moment else datetime.now(UTC)
        values["subgroup"] = values.get("subgroup") or ""
        values["note"] = values.get("note") or ""
        return values


class CloseForm(Form):
    """What a signal turned out to be."""

    help = {
        "cause": told(
            "What was different at this point, and how you know.",
            "Portal down from 9 to 11; log of the operator",
            "“Normal variation”: the limits say it is not",
        ),
        "action": told(
            "What was done about the cause, by whom.",
            "Alarm on the portal added (M. Ito)",
            "Only the symptom: the backlog was worked off",
        ),
        "effect": told(
            "What the chart did after it.", "The next five points lie inside the limits", "Closing it on the same day"
        ),
        "false_alarm": told(
            "Nothing was different: the rule fired by chance, or a figure was wrong.",
            "Typed 40 for 10, corrected",
            "Calling it false because no cause was looked for",
        ),
    }
    cause = LongTextField(
        "Cause",
        [needed, at_most(2000)],
        description="What happened, and how do you know? For a false alarm: why it is one.",
    )
    action = LongTextField("Action", [at_most(2000)])
    effect = LongTextField("Effect checked", [at_most(2000)], description="What did the chart do after the action?")
    false_alarm = BooleanField("It was a false alarm")
