"""What is typed into the row tools of Measure: steps of the map, costs of quality, benchmarks?"""

from __future__ import annotations

import re
from typing import Any

from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from dmaic.define.forms.help import told
from dmaic.measure.benchmarking import Match, conversion
from dmaic.measure.process_map import UNITS, StepKind, StepValue
from dmaic.measure.quality_cost import CostCategory
from dmaic.web.forms import (
    ChoiceField,
    DayField,
    EditForm,
    LongTextField,
    NumberField,
    TextField,
    at_most,
    between,
    needed,
    optional,
    reference,
    starred,
)

_SHORT, _LONG = at_most(200), at_most(2000)
_KINDS = {
    StepKind.STEP: "step",
    StepKind.DECISION: "decision",
    StepKind.WAIT: "wait",
    StepKind.REWORK: "rework",
    StepKind.HANDOFF: "handover",
    StepKind.INSPECT: "inspection",
}


class TimeField(NumberField):
    """A time in the unit of the map. Another unit may be typed beside the number (2 h) and is converted."""

    unit = "min"
    _written = ""

    def in_unit(self, unit: str) -> None:
        """The unit that a bare number is in, named beside the label."""
        self.unit = unit
        self.label.text = f"{self.label.text} ({unit})"
        self.description = f"In {unit}. Another unit may be typed: 2 h, 5 min."

    def process_formdata(self, valuelist: list[Any]) -> None:
        found = re.fullmatch(r"(.*?\d)\s*([A-Za-z][A-Za-z ]*)", str(valuelist[0]).strip()) if valuelist else None
        self._written = found[2].strip() if found else ""
        super().process_formdata([found[1]] if found else valuelist)

    def pre_validate(self, form: BaseForm) -> None:
        """Turn what was typed in another unit into the map's."""
        super().pre_validate(form)
        if not self._written or self.data is None:
            return
        factor = conversion(self._written, self.unit)
        if factor is None:
            raise ValidationError(
                f"“{self._written}” can't be turned into {self.unit}. Type the number alone, in {self.unit}."
            )
        self.data *= factor
        self._written = ""


class ProcessStepForm(EditForm):
    """One step of the map."""

    name = TextField("Step", [needed, _SHORT])
    lane = TextField("Lane", [starred, _SHORT])
    kind = ChoiceField("Kind", [needed], coerce=StepKind, choices=[(one.value, words) for one, words in _KINDS.items()])
    value_class = ChoiceField(
        "Value",
        [starred],
        empty="Not judged yet",
        coerce=StepValue,
        choices=[(one.value, one.in_words) for one in StepValue],
    )
    touch_time = TimeField("Work time", [optional, between(0)])
    wait_time = TimeField("Wait before", [optional, between(0)])
    first_time_yield = NumberField("First-time yield (%)", [optional, between(0, 100)])
    leads_to = TextField("Leads to", [_SHORT], description="Empty: the next step. “end”: the case is finished.")
    shares = TextField("Share of each way (%)", [_SHORT], description="Where there are two or more ways: 90; 10.")
    inputs = LongTextField("Inputs (x)", [_LONG], description="One a line: name; controlled, noise or SOP.")
    defects_seen = LongTextField("Defects seen", [_LONG])

    help = {
        "name": told("A verb and its object, as the people who do it call it.", "Look up the invoice"),
        "lane": told("Who does it: a role or a system, never a person's name.", "First line"),
        "kind": told(
            "Waiting, rework and inspections are steps of their own: they are what the procedure leaves out.",
            "wait: in the queue of the second line",
            "A map without rework. Ask what happens when something is wrong.",
        ),
        "value_class": told(
            "VA: the customer would pay for it, it changes the thing, it is right the first time. BNVA: law or "
            "business asks for it. NVA: the rest.",
            "Checking somebody's work: BNVA at best",
            "Calling everything VA that one does oneself.",
        ),
        "touch_time": told("Time somebody works on one unit, in the map's unit, as seen.", "6"),
        "wait_time": told(
            "Time one unit lies before this step begins.", "240", "The longest of all, and in no procedure."
        ),
        "first_time_yield": told(
            "Share of units that pass without any rework, return or scrap.",
            "88",
            "The final yield: it hides what was put right in between.",
        ),
        "leads_to": told(
            "Where it is not simply the next step: names or numbers, with semicolons. Decisions have two or more.",
            "Ask the customer; Answer",
        ),
        "shares": told(
            "Which share of the cases takes each way, in the order of “Leads to”. Lead time, efficiency and yield are "
            "what a case may expect over them; rework counts only for those who go through it.",
            "20; 80",
            "Leaving it out: then no lead time is told.",
        ),
        "inputs": told(
            "What goes into the step and may drive the result.",
            "Completeness of the message; noise\nTemplate used; SOP",
        ),
        "defects_seen": told("What went wrong while you watched, with numbers.", "3 of 20 had no invoice number"),
    }


class MapForm(EditForm):
    """The map as a whole."""

    time_unit = ChoiceField("Unit of all times", [needed], choices=[(one, one) for one in UNITS], default="min")
    validated_on = DayField("Validated on site on", [optional])
    validated_with = TextField("Walked through with", [_SHORT])
    validation_note = LongTextField("What was different from what we thought", [_LONG])

    help = {
        "time_unit": told("One unit for work and waiting.", "min"),
        "validated_on": told(
            "The day on which the map was walked where the work is done.", "", "Validated in the meeting room."
        ),
        "validated_with": told("People who do the work.", "Two agents of the early shift, one of the night shift"),
        "validation_note": told(
            "What the first map had wrong.", "Night shift skips step 4; nobody knew of the second queue."
        ),
    }


class QualityCostForm(EditForm):
    """One cost of quality."""

    name = TextField("Cost", [needed, _SHORT])
    category = ChoiceField(
        "Category", [needed], coerce=CostCategory, choices=[(one.value, one.in_words) for one in CostCategory]
    )
    amount = NumberField("Amount a year", [needed, between(0)])
    basis = LongTextField("How it was reckoned", [starred, _LONG])
    source = TextField("Source", [starred, _SHORT])

    help = {
        "name": told("What the money goes into.", "Second contacts about the same bill"),
        "category": told(
            "Prevention keeps failures from happening, appraisal finds them, internal failures are put right before, "
            "external ones after the customer met them.",
            "Second contacts: external failure",
            "Leaving out what customers bear.",
        ),
        "amount": told("A full year, in the project's currency.", "228000", "A peak month times twelve."),
        "basis": told("The arithmetic, so that anybody can repeat it.", "2,968 contacts a month × 12 × 6.40"),
        "source": told(
            "Where the figures are, and whose they are.", "Contact report 2025; unit cost confirmed by finance"
        ),
    }


class BenchmarkForm(EditForm):
    """One peer's figure."""

    peer = TextField("Peer", [needed, _SHORT])
    driver = TextField("Process driver", [_SHORT])
    metric_id = ChoiceField("Our metric", [starred], coerce=reference, empty="None of ours")
    measure = TextField("What the peer measures", [starred, _SHORT])
    value = NumberField("Value", [starred], decimals_usual=True)
    unit = TextField("Unit", [at_most(40)])
    match = ChoiceField(
        "Definition",
        [needed],
        coerce=Match,
        choices=[(one.value, one.value) for one in Match],
        default=Match.UNKNOWN.value,
    )
    like_for_like = LongTextField("Like for like", [_LONG])
    source = TextField("Source", [starred, _SHORT])
    as_of = DayField("As of", [optional])

    help = {
        "peer": told("A company, a site, a team, a published survey.", "Porto desk"),
        "driver": told(
            "What about their process makes the figure what it is.", "One queue for all; agents close what they open"
        ),
        "metric_id": told(
            "The metric of ours that it is held against; the gap is reckoned from its signed baseline, or from the "
            "newest readings until there is one."
        ),
        "measure": told("In their words.", "Hours from message to first answer"),
        "value": told("Their figure.", "19.5"),
        "unit": told("Its unit. Times (s, min, h, days) and shares (%, fraction, ppm) are converted to ours.", "h"),
        "match": told(
            "Whether both definitions count the same.",
            "similar: theirs stops at the first answer",
            "Comparing a median with a mean.",
        ),
        "like_for_like": told(
            "What is alike and what is not: volume, mix, hours.", "Half the volume, same ticket types, no weekend"
        ),
        "source": told("Who says so.", "Visit of 12 March, their weekly report"),
        "as_of": told("From when the figure is."),
    }
