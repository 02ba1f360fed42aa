"""What is typed around a Pareto: the question, the counts by hand, the name of a problem, the split of customers."""

from __future__ import annotations

from dmaic.measure.pareto.question import LINE, Measured
from dmaic.web.forms import (
    ChoiceField,
    DayField,
    EditForm,
    Form,
    LongTextField,
    NumberField,
    TextField,
    at_most,
    between,
    needed,
    optional,
    told,
)


class ParetoForm(Form):
    """The question in the address."""

    source = ChoiceField("Source")
    by = ChoiceField("Kinds by")
    measure = ChoiceField("Length of a bar", choices=[(one.value, one.words) for one in Measured])
    value = ChoiceField("Added up", choices=())
    each = LongTextField("Price or weight of one", [at_most(20_000)], description="One a line: Billing = 12.50")
    since = DayField("From day", [optional])
    until = DayField("To day", [optional])
    within = ChoiceField("Second level", empty="None")
    other = NumberField("Other below (%)", [optional, between(0, 50)], description="Empty: at most 10 bars.")
    line = NumberField("Vital few reach (%)", [optional, between(50, 99)], description=f"Usually {LINE:g}.")


class KeepForm(Form):
    note = TextField(
        "Note", [at_most(400)], description="What it decides: where the project begins, what it leaves alone."
    )


class DefectCategoryForm(EditForm):
    help = {
        "name": told(
            "One kind, defined so that two people sort alike.",
            "Wrong delivery address",
            "A category “other” larger than the first bar",
        ),
        "detail": told(
            "A kind inside the kind, where it is known. Rows of one kind are added up.",
            "Street number missing",
            "Using it for some rows of a kind only: the rest stands as (none)",
        ),
        "occurrences": told(
            "How often it came in the period.",
            "37",
            "Counting a case under two kinds: then the shares add up to more than all.",
        ),
        "source": told(
            "Who counted, where, and from when to when.",
            "Tally of the early shift, 2 to 27 March",
            "Kinds counted over different periods.",
        ),
        "unit_cost": told(
            "What one of them costs, so that the ranking by money can be seen beside the ranking by count.",
            "18.50",
            "Leaving it out where costs differ fifty-fold",
        ),
    }
    name = TextField("Category", [needed, at_most(120)])
    detail = TextField("Second level", [at_most(120)])
    occurrences = NumberField("Count", [needed, between(0)])
    unit_cost = NumberField("Cost of one", [optional, between(0)])
    source = TextField("Source and period", [at_most(200)])


class ProblemForm(EditForm):
    name = TextField("Problem", [needed, at_most(200)])
    cause = TextField(
        "What they share",
        [at_most(400)],
        description="The suspected cause in one sentence; “not known yet” is an honest start.",
    )


class SplitForm(EditForm):
    help = {
        "value": told(
            "Where the value of each customer comes from: a column of a ticket source, or a table you paste.",
            "Turnover of last year, from the ledger",
            "Number of tickets as value: it finds who calls most, not who is worth most",
        ),
        "table": told(
            "Customer and value of a year, one a line. Names are turned into keyed hashes as they are read; they are "
            "written as in the ticket export.",
            "Acme Ltd; 182 400",
            "Another spelling than in the tickets: that customer then stands as (none)",
        ),
    }
    value = ChoiceField("Value of a customer", [needed])
    repeated = ChoiceField(
        "The column holds",
        choices=[
            ("sum", "An amount of each ticket: add them up"),
            ("same", "The customer's own figure on each ticket"),
        ],
    )
    table = LongTextField("Customer and value", [at_most(8_000_000)], description="Needed for a pasted table only.")
    a_share = NumberField("A reach (% of the value)", [needed, between(1, 98)])
    b_share = NumberField("A and B reach (%)", [needed, between(2, 100)])
