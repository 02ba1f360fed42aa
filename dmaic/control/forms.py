"""What is typed in Control?"""

from __future__ import annotations

from dmaic.control.handover import HandoverKind
from dmaic.control.plan import ControlMethod
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
    told,
)


class ControlPlanForm(EditForm):
    help = {
        "characteristic": told(
            "What must stay: the Y, or the X that drives it.",
            "Share of tickets with a contract number",
            "Watching only the result, not what drives it",
        ),
        "specification": told(
            "Limit or target with its unit.", "at least 98 %", "A control limit in the place of a specification"
        ),
        "responsible_id": told("A named person.", "M. Ito", "A department"),
        "record_location": told("Where the next person finds it.", "Desk handbook, chapter 4", "A private drive"),
    }
    step = TextField("Process step", [needed, at_most(160)])
    characteristic = TextField(
        "Characteristic", [needed, at_most(160)], description="What is kept: a Y or the X that drives it."
    )
    metric_id = ChoiceField("Metric", coerce=reference, empty="None")
    specification = TextField("Specification or target", [at_most(160)])
    measurement = TextField("How it is measured", [at_most(200)])
    sample_size = TextField("Sample", [at_most(80)])
    frequency = TextField("How often", [at_most(80)])
    method = ChoiceField(
        "Control by", [needed], choices=[(one.value, one.value) for one in ControlMethod], coerce=ControlMethod
    )
    responsible_id = ChoiceField("Responsible", coerce=reference, empty="Nobody yet")
    deputy = TextField("Deputy", [at_most(120)])
    record_location = TextField("Where it is recorded", [at_most(200)])


class ReactionForm(EditForm):
    help = {
        "trigger": told(
            "The rule or limit that starts it.", "A point beyond the limits of the p chart", "“When it looks bad”"
        ),
        "steps": told(
            "Checks in order, each with yes and no.",
            "1. One queue only? Yes: call its lead. No: check the release calendar.",
            "One step: “inform management”",
        ),
        "tested_on": told(
            "The day on which a simulated signal was run through the plan.",
            "2026-10-02",
            "Leaving it to the first real signal",
        ),
    }
    trigger = TextField("Trigger", [needed, at_most(200)], description="The rule or limit that starts it.")
    responder_id = ChoiceField("First responder", coerce=reference, empty="Nobody yet")
    within_hours = NumberField("Respond within (hours)", [optional, between(0)])
    steps = LongTextField("Steps", [needed, at_most(4000)], description="Check by check: if yes, then; if no, then.")
    containment = TextField("Containment", [at_most(300)], description="What protects the customer meanwhile.")
    escalation = TextField("Escalation", [at_most(300)], description="After how long, to whom.")
    restart_rule = TextField("Back to normal when", [at_most(300)])
    tested_on = DayField("Tested with a simulated signal on", [optional])


class DocumentForm(EditForm):
    help = {
        "verified": told(
            "Who checked that people work by it, and how.",
            "14 of 14 shadowed for an hour by the coach",
            "A signature on an attendance list",
        ),
    }
    name = TextField("Document", [needed, at_most(200)])
    document_version = TextField("Version", [at_most(40)])
    effective_on = DayField("In force since", [optional])
    trained = TextField("Trained", [at_most(400)], description="Who, when.")
    verified = TextField("Competence verified", [at_most(400)], description="By whom, how.")
    replaces = TextField("Withdrawn documents", [at_most(200)])


class HandoverForm(EditForm):
    help = {
        "open_risk": told(
            "What may still go wrong, said openly.",
            "The old form is linked from two partner sites",
            "Leaving it empty to look finished",
        ),
    }
    kind = ChoiceField("Kind", [needed], choices=[(one.value, one.value) for one in HandoverKind], coerce=HandoverKind)
    name = TextField("What is handed over", [needed, at_most(200)])
    where = TextField("Where it is found", [at_most(200)])
    open_risk = TextField("Remaining risk", [at_most(300)])
    ready = ChoiceField("Ready", choices=[("no", "no"), ("yes", "yes")])


class AuditForm(EditForm):
    help = {
        "finding": told(
            "Metric now, still in control, controls in use as observed.",
            "In control, reaction plan used twice, one shortcut seen",
            "Only asking, not looking",
        ),
    }
    name = TextField("Audit", [needed, at_most(120)], description="30, 90, 180, 365 days after the close.")
    due_on = DayField("Due", [needed])
    done_on = DayField("Done", [optional])
    finding = TextField("Finding", [at_most(600)])
    kept = ChoiceField(
        "Gain kept", choices=[("", "Not looked yet"), ("yes", "yes"), ("partly", "partly"), ("no", "no")]
    )


class LessonForm(EditForm):
    help = {
        "replicate_to": told(
            "Other places with the same cause.", "The three other desks use the same form", "Everywhere"
        ),
    }
    name = TextField("Lesson", [needed, at_most(200)])
    kind = ChoiceField(
        "It",
        choices=[("worked", "worked"), ("did not work", "did not work"), ("do differently", "we would do differently")],
    )
    detail = LongTextField("What others should know", [at_most(2000)])
    replicate_to = TextField("Where else", [at_most(300)])
