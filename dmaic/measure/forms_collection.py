"""What is typed into the data collection plan?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dmaic.measure.collection import Method, Sampling
from dmaic.web.forms import (
    ChoiceField,
    DayField,
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
)


class PlanForm(EditForm):
    """One line of the plan. Only what makes it a plan is needed: metric, question, source, method, sampling."""

    help: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "question": {
            "what": "What the figures have to answer. Data nobody has a question for are not collected.",
            "example": "How long does a billing ticket wait for its first answer, by channel?",
        },
        "margin": {
            "what": "How closely the figure must be known, in its own unit; percentage points for shares.",
            "example": "2 h; or 3 for plus or minus three percentage points.",
            "pitfall": "Asking for half the margin asks for four times as many.",
        },
        "spread": {
            "what": "For measured values the standard deviation you expect, for shares the share in per cent. Empty: "
            "the newest readings tell it.",
        },
        "subgroup_logic": {
            "what": "Why the values of one subgroup belong together.",
            "example": "Five rings in a row from one furnace: only chance between them, everything else between samples.",
            "pitfall": "Mixing two machines into one subgroup: the limits become wide and nothing ever signals.",
        },
        "sampling": {
            "what": "All cases where the system knows them; a sample where looking costs time.",
            "pitfall": "The cases at hand, or the closed ones only: the long ones are missing.",
        },
    }

    metric_id = ChoiceField("Metric", [needed], coerce=reference, empty="Choose")
    question = TextField("Question it answers", [needed, at_most(300)])
    source = TextField("Source", [needed, at_most(300)], description="The system and the field, or the sheet.")
    method = ChoiceField(
        "Method", [needed], choices=[(one.value, one.value) for one in Method], coerce=Method, default=Method.EXTRACT
    )
    sampling = ChoiceField(
        "Which cases",
        [needed],
        choices=[(one.value, one.value) for one in Sampling],
        coerce=Sampling,
        default=Sampling.CENSUS,
    )
    subgroup_size = WholeNumberField("Subgroup size", [optional, between(1, 1000)])
    subgroup_logic = TextField("Why they belong together", [at_most(300)])
    n_planned = WholeNumberField("How many", [optional, between(1)])
    margin = NumberField("Margin wanted (±)", [optional, between(0)], decimals_usual=True)
    spread = NumberField("Spread expected", [optional, between(0)], decimals_usual=True)
    response_rate = NumberField("Response rate (%)", [optional, between(1, 100)])
    who = TextField("Who", [at_most(160)])
    where_from = TextField("Where", [at_most(200)])
    frequency = TextField("When, how often", [at_most(160)])
    stratifiers = TextField(
        "Noted beside it", [at_most(300)], description="Channel, product, shift: what it may depend on."
    )
    start_on = DayField("From", [optional])
    end_on = DayField("To", [optional])
    pilot_done = ChoiceField("Tried on a few", choices=[("no", "not yet"), ("yes", "yes")])
    deviations = LongTextField(
        "Deviations", [at_most(2000)], description="What was done otherwise than planned, and what it means."
    )
