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
