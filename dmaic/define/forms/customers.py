"""What is typed into the SIPOC, the voice of the customer and the CTQs?"""

from __future__ import annotations

from dmaic.define.forms.help import told
from dmaic.define.needs import Kano
from dmaic.define.sipoc import CustomerKind
from dmaic.define.voice import Channel, SpecSource
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
    not_future,
    optional,
    reference,
    starred,
)

_SHORT = at_most(200)
_LONG = at_most(4000)


class SipocForm(EditForm):
    """One line of the SIPOC."""

    step = TextField("Step", [needed, _SHORT])
    supplier = TextField("Supplier", [_SHORT])
    input = TextField("Input", [starred, _SHORT])
    input_requirement = TextField("What the step needs of it", [_SHORT])
    output = TextField("Output", [starred, _SHORT])
    output_requirement = TextField("What the customer needs of it", [_SHORT])
    customer = TextField("Customer", [starred, _SHORT])
    customer_kind = ChoiceField(
        "The customer is", empty="Choose", coerce=CustomerKind, choices=[(one.value, one.value) for one in CustomerKind]
    )

    help = {
        "step": told(
            "A verb and a noun. A step with several inputs or outputs takes several lines with the same step.",
            "Check the invoice",
            "A department, or twenty steps: the detail belongs in the process map.",
        ),
        "supplier": told("Who gives the input.", "Customer; ledger system"),
        "input": told("What comes in.", "Question with invoice number", "What the step does."),
        "input_requirement": told("What makes the input usable.", "Invoice number given, readable"),
        "output": told("What goes out.", "Corrected invoice"),
        "output_requirement": told("What the customer needs of it.", "Within one working day, right the first time"),
        "customer": told("Who gets the output: the next step, a department, the buyer.", "Private customer"),
        "customer_kind": told("External customers pay; internal ones work on.", "external"),
    }


class VoiceForm(EditForm):
    """One voice."""

    verbatim = LongTextField("What was said, word for word", [needed, _LONG])
    need = TextField("The need behind it", [starred, at_most(300)])
    said_on = DayField("Date", [optional, not_future("This day is still to come. Give the day on which it was said.")])
    segment = TextField("Customer segment", [starred, _SHORT])
    channel = ChoiceField(
        "Channel", [starred], empty="Choose", coerce=Channel, choices=[(one.value, one.value) for one in Channel]
    )
    kano = ChoiceField("Kano", empty="Not judged", coerce=Kano, choices=[(one.value, one.value) for one in Kano])
    frequency = WholeNumberField("How often it was said", [optional, between(1, 10_000_000)])
    importance = WholeNumberField("Importance (1–5)", [optional, between(1, 5)])

    help = {
        "verbatim": told(
            "The customer's own words.",
            "“I have written three times and nobody tells me whether I have to pay.”",
            "Translating it into a solution while writing it down.",
        ),
        "need": told(
            "What the customer needs, without saying how. The same words group voices into one need; needs there are "
            "already are offered while you type.",
            "To know within a day whether to pay.",
            "“An app.” That is a solution; what is it needed for?",
        ),
        "said_on": told("When it was said."),
        "segment": told("Which customers speak.", "Private customers, first year"),
        "channel": told("How it reached the team.", "call listening", "Only complaints: the silent ones left."),
        "kano": told(
            "Must: missed only when absent. Performance: the more the better. Delighter: not expected.",
            "performance",
            "Calling everything a must.",
        ),
        "frequency": told("How many said it, in the period looked at.", "37"),
        "importance": told("5: customers leave over it. 1: nice to have.", "4"),
    }


class NeedForm(EditForm):
    """Several voices in one sentence."""

    name = TextField("Need", [needed, at_most(300)])
    kano = ChoiceField(
        "Kano, if judged otherwise",
        empty="As its voices say",
        coerce=Kano,
        choices=[(one.value, one.value) for one in Kano],
    )
    importance = WholeNumberField("Importance (1–5), if judged otherwise", [optional, between(1, 5)])
    note = LongTextField("Note", [_LONG])

    help = {
        "name": told(
            "What these customers need, in one sentence, without saying how. Changing it here changes it for all its "
            "voices and CTQs.",
            "To know within a day whether to pay",
            "A solution: “a chat”.",
        ),
        "kano": told(
            "Empty: what most of its voices say, each as often as it was said; in a tie must before performance before "
            "delighter.",
            "must",
        ),
        "importance": told("Empty: the mean of its voices, each as often as it was said.", "5"),
        "note": told("Why the team judges otherwise, or what to ask next.", "Ask business customers too."),
    }


class CtqForm(EditForm):
    """A need as something measured."""

    name = TextField("CTQ", [needed, _SHORT])
    need_id = ChoiceField("Need", [starred], coerce=reference, empty="Not named yet")
    driver = TextField("Driver", [starred, _SHORT])
    metric_id = ChoiceField("Metric", [starred], coerce=reference, empty="Not defined yet")
    unit = TextField("Unit", [at_most(40)], description="Only where no metric is chosen.")
    lower_limit = NumberField("Lower limit (LSL)", [optional], decimals_usual=True)
    target = NumberField("Target", [optional], decimals_usual=True)
    upper_limit = NumberField(
        "Upper limit (USL)", [optional], description="At least one limit is needed for the gate.", decimals_usual=True
    )
    spec_source = ChoiceField(
        "The limit comes from",
        [starred],
        empty="Choose",
        coerce=SpecSource,
        choices=[(one.value, one.value) for one in SpecSource],
    )
    defect_definition = LongTextField("What is a defect", [starred, _LONG])
    opportunity_definition = LongTextField("What is an opportunity", [starred, _LONG])
    priority = WholeNumberField("Priority", [optional, between(1, 99)])

    help = {
        "name": told(
            "The requirement in a few words, measurable.",
            "Time until the customer knows whether to pay",
            "A feature: “online status”.",
        ),
        "need_id": told("The need that it answers, from the voice of the customer."),
        "driver": told("What about the need it looks at.", "Speed"),
        "metric_id": told(
            "The metric that measures it. On saving, the limits below become the metric's; its history keeps the old ones."
        ),
        "unit": told("The unit of the limits.", "h"),
        "lower_limit": told(
            "The lowest value the customer accepts.", "", "0 for a time: nature's boundary, not a limit."
        ),
        "target": told("The value the customer wants.", "8"),
        "upper_limit": told("The highest value the customer accepts.", "24", "What the process can do today."),
        "spec_source": told("Who set the limit.", "contract or SLA", "internal, when nobody asked a customer."),
        "defect_definition": told(
            "When one unit counts as a defect.", "A ticket without a qualified answer after 24 h, all hours counted."
        ),
        "opportunity_definition": told(
            "What can be a defect, and how often in one unit.",
            "Each ticket, once.",
            "Several opportunities for one and the same failure.",
        ),
        "priority": told("1 is the most important.", "1"),
    }
