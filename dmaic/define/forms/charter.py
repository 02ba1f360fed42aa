"""What is typed into the charter and its three lists?"""

from __future__ import annotations

from wtforms.validators import ValidationError

from dmaic.define.charter.fields import LABELS
from dmaic.define.charter.goal import BaselineStatus, GoalDirection
from dmaic.define.charter.lists import Side
from dmaic.define.charter.signing import MEANINGS
from dmaic.define.forms.help import told
from dmaic.projects.permissions import Role
from dmaic.projects.project import Phase
from dmaic.web.forms import (
    ChoiceField,
    DayField,
    EditForm,
    Form,
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

_LONG = at_most(8000)
_SHORT = at_most(300)
_SEEN = not_future("This day is still to come. Give a day on which the problem was seen.")


class CharterForm(EditForm):
    """The charter. Stars ask at submission, never at saving."""

    business_case = LongTextField(LABELS["business_case"], [starred, _LONG])
    strategic_objective = TextField(LABELS["strategic_objective"], [_SHORT])
    problem_what = LongTextField(LABELS["problem_what"], [starred, _LONG])
    problem_where = TextField(LABELS["problem_where"], [starred, _SHORT])
    problem_when_from = DayField(LABELS["problem_when_from"], [starred, optional, _SEEN])
    problem_when_to = DayField(LABELS["problem_when_to"], [starred, optional, _SEEN])
    problem_magnitude = NumberField(LABELS["problem_magnitude"], [starred, optional])
    problem_unit = TextField(LABELS["problem_unit"], [starred, at_most(40)])
    problem_consequence = LongTextField(LABELS["problem_consequence"], [starred, _LONG])
    problem_source = TextField(LABELS["problem_source"], [starred, _SHORT])
    goal_metric_id = ChoiceField(LABELS["goal_metric_id"], [starred], coerce=reference, empty="Not defined yet")
    goal_metric_name = TextField(LABELS["goal_metric_name"], [at_most(160)])
    goal_direction = ChoiceField(
        LABELS["goal_direction"],
        [starred],
        empty="Choose",
        coerce=GoalDirection,
        choices=[(one.value, one.value.capitalize()) for one in GoalDirection],
    )
    goal_baseline = NumberField(LABELS["goal_baseline"], [starred, optional])
    goal_baseline_status = ChoiceField(
        LABELS["goal_baseline_status"],
        [starred],
        empty="Choose",
        coerce=BaselineStatus,
        choices=[(one.value, one.value) for one in (BaselineStatus.ESTIMATED, BaselineStatus.MEASURED)],
    )
    goal_target = NumberField(LABELS["goal_target"], [starred, optional])
    goal_by = DayField(LABELS["goal_by"], [starred, optional])
    practical_threshold = NumberField(LABELS["practical_threshold"], [optional])
    threshold_derivation = LongTextField(LABELS["threshold_derivation"], [_LONG])
    scope_first_step = TextField(LABELS["scope_first_step"], [starred, _SHORT])
    scope_last_step = TextField(LABELS["scope_last_step"], [starred, _SHORT])
    scope_in = LongTextField(LABELS["scope_in"], [starred, _LONG])
    scope_out = LongTextField(LABELS["scope_out"], [starred, _LONG])
    scope_segments = TextField(LABELS["scope_segments"], [_SHORT])
    constraints = LongTextField(LABELS["constraints"], [_LONG])
    assumptions = LongTextField(LABELS["assumptions"], [_LONG])
    why = TextField("What changed, and why", [at_most(400)])

    help = {
        "business_case": told(
            "Why this, why now, what it costs to leave it. Two or three sentences with figures.",
            "9 % of customers who wait over a day write again; each second contact costs 6.40 EUR, 19,000 EUR a month.",
            "A goal of the year without a figure: “improve customer focus”.",
        ),
        "strategic_objective": told(
            "The objective of the organization that this serves.",
            "Cost to serve below 4 EUR a contact by 2027.",
        ),
        "problem_what": told(
            "What anybody can see is wrong, and with what.",
            "Billing tickets stay unresolved for 52 hours (median).",
            "A cause or a solution in disguise: “because there is no triage”, “we need a new system”.",
        ),
        "problem_where": told(
            "Where it is seen: site, channel, product, and where it is not.",
            "Lisbon desk, e-mail and web form; not the telephone.",
            "“Everywhere.” Then nobody knows where to look first.",
        ),
        "problem_when_from": told(
            "The first day of the period in which it was seen.",
            "1 January 2026",
            "One bad month: the next one will be better by itself.",
        ),
        "problem_when_to": told("The last day of that period.", "30 June 2026"),
        "problem_magnitude": told(
            "How large it is: one figure, in the metric of the goal.",
            "52",
            "Two figures. The second belongs in the business case.",
        ),
        "problem_unit": told("The unit of that figure.", "h, %, mm, defects per 1,000 orders"),
        "problem_consequence": told(
            "What it does, and to whom: customers first, then the organization.",
            "1 customer in 9 writes a second time; the desk works 310 hours a month on these contacts.",
            "Only the organization's own discomfort.",
        ),
        "problem_source": told(
            "Where the figure comes from, so that somebody else finds it again.",
            "Ticket system, report “resolution times”, run on 3 July 2026.",
            "“Experience.”",
        ),
        "goal_metric_id": told(
            "What is to move: the project's primary metric, defined on the page Metrics.",
            "Median resolution time of billing tickets",
            "Another metric than the problem's: then the goal can be met while the problem stays.",
        ),
        "goal_metric_name": told(
            "A name to write the charter with while the metric is not defined. It creates nothing.",
            "Median resolution time of billing tickets",
        ),
        "goal_direction": told("Which way it is to move.", "Decrease"),
        "goal_baseline": told(
            "Where it stands now. An estimate will do; Measure signs the real one.",
            "52",
            "The worst month. It comes back by itself and looks like success.",
        ),
        "goal_baseline_status": told(
            "How well the baseline is known.",
            "Estimated, while the data are not checked.",
            "Calling a figure measured because it stands in a report.",
        ),
        "goal_target": told(
            "Where it is to stand: by how much, taken from what the customer needs.",
            "24",
            "A round share of the baseline that nobody asked for.",
        ),
        "goal_by": told("By when the metric stands there.", "30 June 2027", "The day on which the report is due."),
        "practical_threshold": told(
            "The smallest change of the metric that would be worth having. Tests are judged by it, not by p alone.",
            "4",
            "Choosing it after the result is known.",
        ),
        "threshold_derivation": told(
            "How that figure came about.",
            "Below 4 h fewer, the number of second contacts does not move (data of 2025).",
        ),
        "scope_first_step": told(
            "The step with which the process begins; the SIPOC starts here.",
            "The customer's message arrives",
            "A department instead of a step.",
        ),
        "scope_last_step": told(
            "The step with which it ends; the SIPOC ends here.", "The ticket is closed and not reopened within 7 days"
        ),
        "scope_in": told("What the project may touch.", "Billing questions by e-mail and web form, Lisbon desk."),
        "scope_out": told(
            "What it leaves alone, said aloud.",
            "Fraud cases, business customers, the ticket system itself.",
            "Leaving this empty: what is not shut out will be asked for.",
        ),
        "scope_segments": told("Channels, sites or segments, if they narrow it.", "E-mail and web form; Lisbon"),
        "constraints": told("What must be respected.", "No more people; the contract's clock rules stay as they are."),
        "assumptions": told(
            "What is taken for granted and would change the plan if it were wrong.",
            "Volume stays between 1,200 and 1,600 tickets a week.",
        ),
        "why": told(
            "For the list of versions: what reads differently from the version before, and why.",
            "Target 24 h instead of 30 h: the new contract asks for it.",
        ),
    }

    def validate_problem_when_to(self, field: DayField) -> None:
        begin = self.problem_when_from.data
        if field.data and begin and field.data < begin:
            raise ValidationError("This lies before the day it was seen from.")

    def validate_practical_threshold(self, field: NumberField) -> None:
        if field.data is not None and field.data <= 0:
            raise ValidationError("This is the size of a change: give it above zero.")


class SignForm(Form):
    """A signature: at which place."""

    role = ChoiceField("Role", [needed], coerce=Role, choices=[(role.value, role.title) for role in MEANINGS])


class CounterMetricForm(EditForm):
    """What must not get worse."""

    metric_id = ChoiceField("Metric", coerce=reference, empty="Not defined yet")
    name = TextField("or its name", [at_most(160)])
    side = ChoiceField(
        "It must be", [starred], empty="Choose", coerce=Side, choices=[(one.value, one.value) for one in Side]
    )
    tolerance = NumberField("Tolerance", [starred, optional])
    unit = TextField("Unit", [at_most(40)], description="Only where no metric is chosen.")
    why = TextField("What it guards against", [at_most(300)])

    help = {
        "metric_id": told(
            "A metric of this project that must not get worse.",
            "Share of tickets reopened",
            "The goal's own metric: it can't be its own guard.",
        ),
        "name": told("A name, while the metric is not defined.", "Share of tickets reopened within 7 days"),
        "side": told("On which side of the tolerance it has to stay.", "not above"),
        "tolerance": told(
            "How far it may move before the project has done harm.",
            "6",
            "“No worse than today” without a figure: then every wobble is a quarrel.",
        ),
        "unit": told("The unit of the tolerance.", "%"),
        "why": told("Which cheap way to the goal it closes.", "Closing tickets before they are solved."),
    }

    def validate_name(self, field: TextField) -> None:
        if not field.data and not self.metric_id.data:
            raise ValidationError("Choose a metric, or give its name.")


class MilestoneForm(EditForm):
    """Something due."""

    name = TextField("Milestone", [needed, at_most(200)])
    phase = ChoiceField(
        "Phase", empty="None", coerce=Phase, choices=[(one.value, one.value.capitalize()) for one in Phase]
    )
    plan_on = DayField("Plan", [optional])
    forecast_on = DayField("Now expected", [optional])
    actual_on = DayField("Came on", [optional])

    help = {
        "name": told("What will be there, not what will be done.", "Baseline signed", "“Work on data.”"),
        "phase": told("The phase it belongs to.", "Measure"),
        "plan_on": told("As planned when the charter is submitted.", "", "Moving the plan instead of the forecast."),
        "forecast_on": told("When it is expected by now, where that differs."),
        "actual_on": told("When it came."),
    }


class RiskForm(EditForm):
    """Something that may hurt the project."""

    risk = TextField("Risk", [needed, at_most(300)])
    likelihood = WholeNumberField("Likelihood (1–5)", [optional, between(1, 5)])
    impact = WholeNumberField("Impact (1–5)", [optional, between(1, 5)])
    response = LongTextField("Response", [at_most(2000)])
    owner_id = ChoiceField("Owner", coerce=reference, empty="Nobody yet")

    help = {
        "risk": told(
            "What may happen, and what it would do to the project.",
            "The ticket system is replaced in autumn: the metric's definition changes in mid-project.",
            "A fact. What is already so is a constraint.",
        ),
        "likelihood": told("1: would surprise us. 5: would surprise us if it did not happen.", "3"),
        "impact": told("1: a day's work. 5: the goal is out of reach.", "4"),
        "response": told("What is done now, or when it happens.", "Agree on a week in which both systems record."),
        "owner_id": told("Who watches it."),
    }
