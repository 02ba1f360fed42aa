"""What is typed to define a metric?"""

from __future__ import annotations

from wtforms import BooleanField
from wtforms.validators import ValidationError

from dmaic.define.definitions import LABELS
from dmaic.define.forms.help import told
from dmaic.define.metrics import CHARTS, DataType, Direction, MetricRole
from dmaic.web.forms import (
    ChoiceField,
    EditForm,
    LongTextField,
    NumberField,
    TextField,
    WholeNumberField,
    at_most,
    between,
    needed,
    optional,
    reference,
    starred,
)

_LONG = at_most(4000)
_SHORT = at_most(300)


class MetricForm(EditForm):
    """A metric with its operational definition."""

    code = TextField("Code", [needed, at_most(20)])
    name = TextField(LABELS["name"], [needed, at_most(160)])
    role = ChoiceField("Role", [needed], coerce=MetricRole, choices=[(one.value, one.value) for one in MetricRole])
    description = LongTextField(LABELS["description"], [starred, _LONG])
    data_type = ChoiceField(
        LABELS["data_type"],
        [needed],
        empty="Choose",
        coerce=DataType,
        choices=[(one.value, one.value) for one in DataType],
    )
    unit = TextField(LABELS["unit"], [starred, at_most(40)])
    unit_of_analysis = TextField(LABELS["unit_of_analysis"], [starred, at_most(60)])
    direction = ChoiceField(
        "Good lies", [needed], coerce=Direction, choices=[(one.value, one.value) for one in Direction]
    )
    lower_limit = NumberField("Lower limit (LSL)", [optional], decimals_usual=True)
    target = NumberField("Target", [optional], decimals_usual=True)
    upper_limit = NumberField("Upper limit (USL)", [optional], decimals_usual=True)
    lower_is_boundary = BooleanField("The lower limit is a natural boundary")
    upper_is_boundary = BooleanField("The upper limit is a natural boundary")
    opportunities = WholeNumberField("Defect opportunities per unit", [needed, between(1, 10_000)], default=1)
    shift = NumberField("Shift used for sigma levels", [needed, between(0, 3)], default=1.5)
    numerator = LongTextField(LABELS["numerator"], [starred, _LONG])
    denominator = LongTextField(LABELS["denominator"], [_LONG])
    inclusions = LongTextField(LABELS["inclusions"], [starred, _LONG])
    exclusions = LongTextField(LABELS["exclusions"], [starred, _LONG])
    time_window = TextField(LABELS["time_window"], [starred, _SHORT])
    clock_rules = LongTextField(LABELS["clock_rules"], [_LONG])
    source_system = TextField(LABELS["source_system"], [starred, _SHORT])
    source_query = LongTextField(LABELS["source_query"], [starred, _LONG])
    refresh = TextField("Refreshed", [at_most(120)])
    final_after_days = WholeNumberField("Final after (days)", [optional, between(0, 3650)])
    stratifiers = TextField("Stratifiers", [_SHORT])
    owner_id = ChoiceField(LABELS["owner_id"], [starred], coerce=reference, empty="Nobody yet")
    worked_examples = LongTextField("Worked examples", [starred, _LONG])
    observers_n = WholeNumberField("Records both looked at", [optional, between(1, 100_000)])
    observers_agreed = WholeNumberField("Same answer on", [optional, between(0, 100_000)])
    observers_note = LongTextField("Where they differed, and what was changed", [_LONG])
    limitations = LongTextField("Limitations", [_LONG])
    reason = TextField("Reason for the change", [_SHORT])

    help = {
        "code": told("A short name for charts and tables.", "Y1"),
        "name": told(
            "What it is called, the same words everywhere.",
            "Median resolution time of billing tickets",
            "A name that another project uses for something else.",
        ),
        "role": told(
            "Primary Y: what the goal speaks of, one a project. Counter-metric: must not get worse. Input X: what may "
            "drive the Y.",
            "primary Y",
        ),
        "description": told(
            "What it says, for somebody who does not work here.",
            "Hours from the customer's first message until the ticket is closed for good.",
        ),
        "data_type": told(
            "Decides the chart. " + " ".join(f"{one.value.capitalize()}: {words}" for one, words in CHARTS.items()),
            "Hours measured on each ticket: continuous. Late tickets out of all: proportion.",
            "Turning hours into “late or not”: it costs ten times as many records. A rating of 1 to 5 is no measured "
            "value but ordinal: its steps need not be equally far apart, so nothing is averaged.",
        ),
        "unit": told("The unit of the values as they are recorded.", "h"),
        "unit_of_analysis": told(
            "What one observation is: contact, issue, ticket, customer, agent-day, part, batch, order …",
            "ticket",
            "Mixing contacts and tickets: one ticket may have five contacts.",
        ),
        "direction": told("Where good lies.", "lower is better"),
        "lower_limit": told(
            "The lowest value the customer accepts. A CTQ's limits flow in here. Of ratings it names the top box: from it "
            "on an answer counts as good.",
            "4 on a scale of 1 to 5",
            "A control limit.",
        ),
        "target": told("The value the customer wants.", "24"),
        "upper_limit": told(
            "The highest value the customer accepts.", "48", "A limit taken from what the process happens to do."
        ),
        "lower_is_boundary": told(
            "Nature sets it, nobody asked for it. It is drawn, but capability does not count it.",
            "0 for a time, 0 % for a share",
            "Counting 0 as a specification: the index looks at a limit nobody can violate.",
        ),
        "upper_is_boundary": told("As for the lower limit.", "100 % for a share"),
        "opportunities": told(
            "How many ways one unit can be wrong, each counted at most once. Fixed by this definition.",
            "1 for a ticket that is late or not",
            "Raising it: DPMO falls without one defect less.",
        ),
        "shift": told(
            "The difference between long- and short-term sigma level that is reported. By convention 1.5; 0 reports "
            "what was measured.",
            "0",
            "Comparing sigma levels that were told with different shifts.",
        ),
        "numerator": told(
            "Exactly what is read or counted.",
            "Hours between “created” and the last “closed” of the ticket.",
            "“Resolution time”: that is its name, not its definition.",
        ),
        "denominator": told(
            "Out of what, for shares and rates.",
            "All billing tickets closed in the week.",
            "Only those that were rated.",
        ),
        "inclusions": told("Which records are in.", "Queue BILLING, all channels, all priorities."),
        "exclusions": told(
            "Which are left out, and why.",
            "Test tickets; tickets merged into another.",
            "Leaving out what looks bad: say so before the data are seen.",
        ),
        "time_window": told(
            "Which date puts a record into a period, and how long the period is.",
            "Week of closing, Monday to Sunday, Lisbon time.",
            "Closed tickets only: the ones still open are the slow ones.",
        ),
        "clock_rules": told(
            "Business hours or all hours, pauses, items still open.",
            "All hours; pauses “waiting for customer” count; open items are reported beside.",
            "A paused clock that only the process knows: the customer's clock runs on.",
        ),
        "source_system": told("Where the data are.", "Ticket system, production copy"),
        "source_query": told(
            "Which fields or query, so that somebody else gets the same records.",
            "tickets: created_at, closed_at, queue; query 118",
        ),
        "refresh": told("How often the source is refreshed.", "Nightly at 02:00"),
        "final_after_days": told(
            "After how many days a record no longer changes.", "7", "Reading a week before its records are final."
        ),
        "stratifiers": told(
            "By what it may be split later: collect these columns from the start.", "channel, shift, ticket type"
        ),
        "owner_id": told("Who answers for this definition.", "The process owner"),
        "worked_examples": told(
            "At least three real records put to the definition. One a line: record; counted; why.",
            "T-20411; yes, 31.5 h; closed once\nT-20417; no; merged into T-20402\nT-20433; yes, 96 h; reopened, last "
            "closing counts",
            "Only easy cases. Take the ones people argue about.",
        ),
        "observers_n": told(
            "Two people apply the definition to the same records without seeing each other's answers.", "30"
        ),
        "observers_agreed": told("On how many they came to the same answer.", "28", "Trying it on five clear cases."),
        "observers_note": told(
            "What they differed on, and how the definition was sharpened.",
            "Reopened tickets: now the last closing counts.",
        ),
        "limitations": told("What this number does not see.", "Tickets solved by telephone are not recorded."),
        "reason": told(
            "For the history. Asked when opportunities are raised.", "The form has a fifth field since March."
        ),
    }

    def validate_observers_agreed(self, field: WholeNumberField) -> None:
        if field.data is not None and (self.observers_n.data is None or field.data > self.observers_n.data):
            raise ValidationError("Two observers can't agree on more records than both looked at.")

    def validate_upper_limit(self, field: NumberField) -> None:
        low, target = self.lower_limit.data, self.target.data
        if field.data is not None and low is not None and low >= field.data:
            raise ValidationError("The upper limit must lie above the lower limit.")
        outside = target is not None and (
            (low is not None and target < low) or (field.data is not None and target > field.data)
        )
        if outside:
            raise ValidationError("The target lies outside the limits.")
