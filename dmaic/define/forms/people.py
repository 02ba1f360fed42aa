"""What is typed about stakeholders, messages, duties and benefits?"""

from __future__ import annotations

from wtforms.validators import ValidationError

from dmaic.define.benefits import BenefitType
from dmaic.define.forms.help import told
from dmaic.define.stakeholders import SUPPORT, Duty
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
    starred,
)

_SHORT = at_most(200)
_LONG = at_most(4000)
_SUPPORT = [(str(value), words) for value, words in SUPPORT.items()]


class StakeholderForm(EditForm):
    """Somebody whom the project touches."""

    name = TextField("Who", [needed, _SHORT])
    role = TextField("Role", [_SHORT])
    interest = WholeNumberField("Interest (1–5)", [starred, optional, between(1, 5)])
    influence = WholeNumberField("Influence (1–5)", [starred, optional, between(1, 5)])
    support_now = ChoiceField("Support now", empty="Not known", coerce=reference, choices=_SUPPORT)
    support_needed = ChoiceField("Support needed", empty="Not known", coerce=reference, choices=_SUPPORT)
    concern = LongTextField("Concern", [_LONG])
    action = LongTextField("Action", [_LONG])
    owner_id = ChoiceField("Owner of the action", coerce=reference, empty="Nobody yet")
    due_on = DayField("By", [optional])

    help = {
        "name": told("A person, or a group that thinks alike.", "Head of the Lisbon desk", "“Management.”"),
        "role": told("What they are to the process.", "Gives the people; signs overtime"),
        "interest": told("5: their own work changes. 1: they will hardly notice.", "5"),
        "influence": told("5: can stop or carry it. 1: none.", "4"),
        "support_now": told("Where they stand today, as you saw it.", "against", "Noting down what you hope."),
        "support_needed": told("What the project needs of them.", "for it"),
        "concern": told("What they fear or want, in their words.", "“You will count my people's minutes.”"),
        "action": told("What is done about it.", "Show the first results to the desk before anybody else."),
        "owner_id": told("Who does it."),
        "due_on": told("By when."),
    }


class MessageForm(EditForm):
    """One line of the communication plan."""

    audience = TextField("Who needs it", [needed, _SHORT])
    message = LongTextField("What they need to know", [starred, _LONG])
    owner_id = ChoiceField("Who delivers it", [starred], coerce=reference, empty="Nobody yet")
    frequency = TextField("When, how often", [starred, _SHORT])
    next_on = DayField("Next on", [optional])
    channel = TextField("In what form", [starred, _SHORT])

    help = {
        "audience": told("Who needs to hear it; the stakeholders are offered while you type.", "Agents of the desk"),
        "message": told("What they need to know from us.", "What is measured, what is not, and what will change when."),
        "owner_id": told("Who sees to it that it reaches them.", "The belt", "“The project”: a person, by name."),
        "frequency": told("When and how often.", "Every second Tuesday", "Once, at the start."),
        "next_on": told("The next day it is due.", "2026-03-10"),
        "channel": told("In what form they get it.", "Ten minutes in the team meeting, with the chart"),
    }


class AssignmentForm(EditForm):
    """One letter of the RACI."""

    deliverable = TextField("Deliverable", [needed, _SHORT])
    person_id = ChoiceField("Person", coerce=reference, empty="Not on the team")
    person_name = TextField("or a name", [_SHORT])
    duty = ChoiceField("Is", [needed], empty="Choose", coerce=Duty, choices=[(one.value, one.in_words) for one in Duty])

    help = {
        "deliverable": told("What will be there.", "Signed baseline", "An activity: “work on the data”."),
        "person_id": told("Somebody of the team."),
        "person_name": told("Somebody who is not on the team.", "Works council"),
        "duty": told(
            "R does the work. A answers for it, exactly one a deliverable. C is asked before. I is told after.",
            "A: accountable",
            "Two A's: then nobody answers for it.",
        ),
    }

    def validate_person_name(self, field: TextField) -> None:
        if not field.data and not self.person_id.data:
            raise ValidationError("Choose somebody of the team, or give a name.")


class BenefitForm(EditForm):
    """One benefit, or one cost against it."""

    description = TextField("What gets better", [needed, at_most(300)])
    type = ChoiceField(
        "Type", [needed], empty="Choose", coerce=BenefitType, choices=[(one.value, one.value) for one in BenefitType]
    )
    population = TextField("Out of what", [starred, _SHORT])
    population_size = NumberField("How many a year", [starred, optional])
    rate = NumberField("Share of them that gets better (%)", [starred, optional, between(0)])
    denominator_source = TextField("Source of that number", [starred, _SHORT])
    units_improved = NumberField("or units improved a year, counted directly", [optional])
    unit_value = NumberField("Value of one unit", [starred, optional])
    unit_value_source = TextField("Source of the value", [starred, _SHORT])
    realization_factor = NumberField("Realized (%)", [starred, optional, between(0, 100)])
    harvest_mechanism = LongTextField("How it is harvested", [_LONG])
    start_on = DayField("From", [optional])
    months = WholeNumberField("For how many months", [optional, between(1, 600)])
    owner_id = ChoiceField("Owner", coerce=reference, empty="Nobody yet")

    help = {
        "description": told("The benefit in a few words.", "Fewer second contacts"),
        "type": told(
            "Hard cost and revenue show up in the books. Soft capacity is freed time: no money until it is harvested. What "
            "gets worse elsewhere (an offset) and costs of the solution are lines of their own.",
            "soft capacity",
            "Calling freed time a hard saving.",
        ),
        "population": told("The whole of which a part gets better.", "Billing tickets"),
        "population_size": told("How many of them there are in a year.", "62000"),
        "rate": told(
            "The rate before less the rate after, measured on this same population.",
            "6.6, when second contacts fall from 12.6 to 6.0 in 100 tickets",
            "The rate of one population times the number of another.",
        ),
        "denominator_source": told("Where that number comes from.", "Ticket system, last 12 months"),
        "units_improved": told(
            "Only where there is no rate: what is bought or counted piece by piece.",
            "1 drive; 24 licences",
            "Filling it in beside population and rate: one of them would be wrong sooner or later.",
        ),
        "unit_value": told("What one of them is worth, in the project's currency.", "6.40"),
        "unit_value_source": told("Who reckoned that.", "Finance, cost per contact 2026"),
        "realization_factor": told(
            "The share that will really arrive.", "50", "100 % for freed minutes: some always go elsewhere."
        ),
        "harvest_mechanism": told(
            "How freed capacity becomes money. Needed for soft capacity and hiring avoidance.",
            "Two leavers in autumn are not replaced.",
            "“People can do more valuable work.”",
        ),
        "start_on": told("From when it counts."),
        "months": told("For how long.", "12"),
        "owner_id": told("Who answers for it arriving.", "The process owner"),
    }
