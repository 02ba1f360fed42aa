"""What is typed to submit an idea, to rate it, and to decide on it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from dmaic.portfolio.ideas import DataAtHand, IdeaState
from dmaic.portfolio.ratings import WEIGHTS
from dmaic.projects.forms import CURRENCIES
from dmaic.projects.permissions import Role
from dmaic.web.forms import (
    ChoiceField,
    DayField,
    EditForm,
    Form,
    LongTextField,
    NumberField,
    TextField,
    at_most,
    needed,
    not_past,
    optional,
    reference,
    told,
)

DATA = [(one.value, one.value.capitalize()) for one in DataAtHand]


class IdeaForm(EditForm):
    """A problem that may deserve a project."""

    title = TextField("Title", [needed, at_most(160)])
    process_name = TextField("Process", [needed, at_most(160)])
    business_unit = TextField("Business unit", [at_most(120)])
    problem = LongTextField("Problem", [needed, at_most(4000)])
    evidence = LongTextField("Evidence", [at_most(4000)])
    benefit = NumberField("Benefit a year", [optional])
    currency = ChoiceField("Currency", choices=CURRENCIES, default="EUR")
    benefit_basis = LongTextField("How it was estimated", [at_most(2000)])
    data_at_hand = ChoiceField("Are there records to measure it?", empty="Not known", coerce=DataAtHand, choices=DATA)

    help: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "title": told(
            "What gets better, where.", "Resolve billing tickets faster, Lisbon desk", "Naming the solution."
        ),
        "process_name": told("The process it happens in, by its usual name.", "Billing support"),
        "business_unit": told("Whose process it is.", "Customer service"),
        "problem": told(
            "What is wrong, where, since when, how much, and for whom. No cause, no solution.",
            "Since July billing tickets stay open for 52 hours (median); 1 customer in 9 writes again.",
            "“We need a new ticket system.”",
        ),
        "evidence": told("Where that can be seen.", "Ticket system, report of 3 January", "“Everybody knows.”"),
        "benefit": told("A rough amount of money a year, if you can give one.", "78 000"),
        "currency": told("The project will reckon in it."),
        "benefit_basis": told(
            "The arithmetic behind the amount.",
            "12,200 second contacts a year × 6.40 a contact",
            "An amount without its arithmetic can't be compared with another.",
        ),
        "data_at_hand": told(
            "Can the problem be measured from records that exist today?", "Yes: every ticket is timed"
        ),
    }


def _scale(low: str, high: str) -> list[tuple[str, str]]:
    return [("1", f"1 – {low}"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", f"5 – {high}")]


class RateForm(EditForm):
    """One person's five judgements."""

    worth = ChoiceField(
        "Worth", [needed], coerce=reference, empty="Choose", choices=_scale("hardly anything", "very much")
    )
    customer_impact = ChoiceField(
        "Customer impact", [needed], coerce=reference, empty="Choose", choices=_scale("none notices", "all notice")
    )
    effort = ChoiceField("Effort", [needed], coerce=reference, empty="Choose", choices=_scale("days", "over a year"))
    feasibility = ChoiceField(
        "Feasibility", [needed], coerce=reference, empty="Choose", choices=_scale("nobody knows how", "done elsewhere")
    )
    data_at_hand = ChoiceField("Data at hand", [needed], empty="Choose", coerce=DataAtHand, choices=DATA)
    note = LongTextField("Why you see it like this", [at_most(2000)])

    help: ClassVar[Mapping[str, Mapping[str, str]]] = {
        weight.name: told(f"{weight.asks} Weight {weight.percent} %.") for weight in WEIGHTS
    }


class SettleForm(Form):
    """Park, reject or take up again, with the reason."""

    state = ChoiceField(
        "Decision",
        [needed],
        empty="Choose",
        coerce=IdeaState,
        choices=[
            (IdeaState.PARKED.value, "Park: good, but not now"),
            (IdeaState.REJECTED.value, "Reject: no project will come of it"),
            (IdeaState.NEW.value, "Take up again"),
        ],
    )
    reason = LongTextField("Why?", [needed, at_most(2000)], description="Its author reads this.")


AUTHOR_AS = [(role.value, role.title) for role in (Role.MEMBER, Role.PROCESS_OWNER, Role.VIEWER)]


class PromoteForm(Form):
    """What a project needs that the idea does not say."""

    start_on = DayField("Start", [needed])
    target_on = DayField(
        "Target close",
        [needed, not_past("This day has passed: the project would be late at once. Choose a day to come.")],
    )
    lead = ChoiceField("Belt (lead)", coerce=reference, empty="Me")
    sponsor = ChoiceField("Sponsor / champion", coerce=reference, empty="Not yet")
    process_owner = ChoiceField("Process owner", coerce=reference, empty="Not yet")
    author_as = ChoiceField(
        "The author joins as", coerce=Role, empty="Not on the team", choices=AUTHOR_AS, default=Role.MEMBER
    )

    def people(self) -> dict[Role, list[int]]:
        """The chosen people by role."""
        chosen: dict[Role, Any] = {
            Role.LEAD: self.lead.data,
            Role.SPONSOR: self.sponsor.data,
            Role.PROCESS_OWNER: self.process_owner.data,
        }
        return {role: [person_id] for role, person_id in chosen.items() if person_id}
