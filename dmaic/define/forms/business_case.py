"""What is typed about costs, the choices behind the business case, and the sponsor's commitment?"""

from __future__ import annotations

from dmaic.define.business_case import HORIZON, CostKind
from dmaic.define.forms.help import told
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
    starred,
)


class CostForm(EditForm):
    """One cost of the project or its solution."""

    description = TextField("What for", [needed, at_most(300)])
    kind = ChoiceField(
        "Kind", [needed], empty="Choose", coerce=CostKind, choices=[(one.value, one.value) for one in CostKind]
    )
    quantity = NumberField("Quantity", [starred, optional, between(0)])
    unit_price = NumberField("Price of one", [starred, optional, between(0)])
    source = TextField("Source", [starred, at_most(200)])
    start_on = DayField("From", [optional])

    help = {
        "description": told("What the money or the time goes to.", "Training of the desk, half a day each"),
        "kind": told("Paid once, or again every year.", "one-off", "Forgetting what keeps it running."),
        "quantity": told("How many; a year's for running costs.", "24 agents"),
        "unit_price": told("What one costs, in the project's currency.", "180"),
        "source": told("Who gave the price.", "Offer of 4 March; finance"),
        "start_on": told("When it is paid, or from when it runs. Empty: from the first day of the case."),
    }


class CaseForm(EditForm):
    """The choices behind payback and net present value."""

    horizon_months = WholeNumberField("Months looked at", [needed, between(1, 240)], default=HORIZON)
    discount_rate = NumberField("Discount rate a year", [optional, between(0, 100)])
    counted_from = DayField("Counted from", [optional])

    help = {
        "horizon_months": told("How far ahead benefits and costs are counted.", "36", "So far that anything pays."),
        "discount_rate": told(
            "What money tomorrow is worth less than today; finance sets it.", "8", "Choosing one that fits."
        ),
        "counted_from": told(
            "The first day of the case. Empty: the project's target date, when the solution is in place."
        ),
    }


class CommitmentForm(EditForm):
    """What the sponsor promises."""

    resources = LongTextField("People, money and access", [starred, at_most(4000)])
    review_cadence = LongTextField("Reviews", [starred, at_most(2000)])
    when_blocked = LongTextField("When the project is blocked", [starred, at_most(4000)])

    help = {
        "resources": told(
            "What the sponsor gives beside the time of the people below.",
            "Read access to the ticket system; 6,000 for training; the belt's time until August.",
            "“All support needed.”",
        ),
        "review_cadence": told(
            "How often and for how long the sponsor looks at it.",
            "Every second Tuesday, 30 minutes; every gate in person.",
        ),
        "when_blocked": told(
            "What the sponsor will do, within how many days.",
            "Call the other head of department the same week; decide within five days.",
            "Waiting until the gate.",
        ),
    }
