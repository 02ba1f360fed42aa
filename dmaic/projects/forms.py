"""What is typed to open a project and to name its team?"""

from __future__ import annotations

from dmaic.projects.permissions import Role
from dmaic.web.forms import (
    ChoiceField,
    DayField,
    EditForm,
    NumberField,
    TextField,
    at_most,
    between,
    needed,
    not_past,
    optional,
    reference,
    told,
)

CURRENCIES = tuple((code, code) for code in ("EUR", "USD", "GBP", "CHF", "SEK", "PLN", "JPY", "INR", "AUD", "CAD"))


class FactsForm(EditForm):
    """The facts of a project."""

    help = {
        "title": told(
            "What gets better, and where.", "Resolve billing tickets faster, Lisbon desk", "Naming the solution"
        ),
        "process_name": told(
            "The process that will be improved, by the name people use for it.",
            "Billing enquiries by e-mail",
            "The name of a department",
        ),
        "business_unit": told(
            "Who pays for it and gains by it. The charter asks for it; lists are filtered by it.",
            "Customer service",
            "The name of a person",
        ),
        "site": told("Where it happens, if not everywhere.", "Lisbon", "“All sites” for a project of one team"),
        "currency": told("In which currency benefits and costs are reckoned.", "EUR", "Changing it half way"),
        "start_on": told("The day on which work begins.", "12 Jan 2026", "The day of the first idea"),
        "target_on": told(
            "The day on which it should be closed; four to six months are usual.",
            "12 Jun 2026",
            "Longer than nine months: narrow the scope instead",
        ),
        "next_gate_on": told(
            "When the next gate is looked at with the sponsor. Without a date nobody is told that it is late.",
            "20 Feb 2026",
            "A date nobody was asked about",
        ),
    }
    title = TextField(
        "Title",
        [needed, at_most(160)],
        description="What gets better, where. Example: Resolve billing tickets faster, Lisbon desk.",
    )
    process_name = TextField(
        "Process", [needed, at_most(160)], description="The process that will be improved, by its usual name."
    )
    business_unit = TextField("Business unit", [at_most(120)])
    site = TextField("Site", [at_most(120)])
    currency = ChoiceField("Currency", choices=CURRENCIES, default="EUR")
    start_on = DayField("Start", [needed])
    target_on = DayField(
        "Target close",
        [needed, not_past("This day has passed: the project would be late at once. Choose a day to come.")],
    )
    next_gate_on = DayField(
        "Next gate review", [optional, not_past("This day has passed. Choose a day to come, or leave it empty.")]
    )


class NewProjectForm(FactsForm):
    """Facts plus the people that the charter names."""

    help = FactsForm.help | {
        "template": told(
            "A usual problem with wording, metrics, a plan and causes to look for. Each piece is shown before it is "
            "taken over, and may be brought in later.",
            "Slow resolution",
            "Taking over causes without looking for your own",
        ),
        "lead": told("Who leads the project and submits its gates.", "I. Carvalho", "Two people"),
        "sponsor": told(
            "Who clears the way, pays, signs the charter and decides the gates.",
            "M. Okafor",
            "The lead’s own boss, unasked",
        ),
        "process_owner": told(
            "Who runs the process every day, and takes the result over.", "D. Reyes", "Somebody who leaves next month"
        ),
        "finance": told(
            "Who confirms the benefits and signs charter and baseline.", "P. Nair", "Asking finance at the end only"
        ),
        "coach": told("Who knows the method, reviews with the sponsor.", "H. Lindqvist", "The lead as own coach"),
    }
    template = ChoiceField("Template", empty="None: start empty")
    lead = ChoiceField("Belt (lead)", coerce=reference, empty="Me")
    sponsor = ChoiceField("Sponsor / champion", coerce=reference, empty="Not yet")
    process_owner = ChoiceField("Process owner", coerce=reference, empty="Not yet")
    finance = ChoiceField("Finance partner", coerce=reference, empty="Not yet")
    coach = ChoiceField("Coach", coerce=reference, empty="Not yet")

    def people(self) -> dict[Role, list[int]]:
        """The chosen people by role."""
        chosen = {
            Role.LEAD: self.lead,
            Role.SPONSOR: self.sponsor,
            Role.PROCESS_OWNER: self.process_owner,
            Role.FINANCE: self.finance,
            Role.COACH: self.coach,
        }
        return {role: [field.data] for role, field in chosen.items() if field.data}


class MemberForm(EditForm):
    """One more role for one person."""

    help = {
        "person_id": told(
            "Somebody with an account. Who is missing is invited by an administrator.", "A. Rahman", "A shared account"
        ),
        "role": told(
            "What the person may do here; the table below says which role may do what.",
            "Team member",
            "The strongest role, to be on the safe side",
        ),
    }
    person_id = ChoiceField("Person", [needed], coerce=reference, empty="Choose")
    role = ChoiceField("Role", [needed], choices=[(role.value, role.title) for role in Role], coerce=Role)


class TermsForm(EditForm):
    """On which terms a person works on the project."""

    home_department = TextField("Home department", [at_most(120)])
    line_manager = TextField("Line manager", [at_most(120)])
    share = NumberField("Share of time (%)", [optional, between(0, 100)])
    loan_from = DayField("On loan from", [optional])
    loan_until = DayField("On loan until", [optional])
    agreed_on = DayField("Line manager agreed on", [optional])

    help = {
        "home_department": told("Where they work when they are not here.", "Billing desk, Lisbon"),
        "line_manager": told("Who decides about their time.", "Rui Lopes"),
        "share": told("How much of their working time the project counts on.", "40", "“As needed” is nothing."),
        "loan_from": told("From when. Empty: from the project's start."),
        "loan_until": told("Until when they were given. Empty: until the project's target date."),
        "agreed_on": told("The day the line manager said yes.", "", "The day you asked."),
    }
