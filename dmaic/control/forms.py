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
        "step": told(
            "Where in the process it is watched, by the name of the process map.",
            "Check the contract",
            "The last step only: there it is too late",
        ),
        "metric_id": told(
            "The metric whose chart shows it, where there is one.",
            "Share without a contract number (%)",
            "A new metric with nearly the same definition",
        ),
        "measurement": told(
            "With what, by whom, by which definition.",
            "Report 118, operational definition of Y1",
            "“From the system”",
        ),
        "sample_size": told(
            "How many are looked at each time.",
            "All tickets of the day",
            "One, because it is quick",
        ),
        "frequency": told(
            "How often a point is added to the chart.",
            "daily at 8:00",
            "Once a month for a process that runs hourly",
        ),
        "method": told(
            "What keeps it: the higher in the list, the less it depends on people.",
            "poka-yoke",
            "A checklist where the system could refuse it",
        ),
        "deputy": told(
            "Who does it when the responsible is away.",
            "L. Meyer",
            "Nobody: then it stops in the first holiday",
        ),
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
            "2 Oct 2026",
            "Leaving it to the first real signal",
        ),
        "responder_id": told(
            "The person who looks first, by name.",
            "M. Ito",
            "A mailbox",
        ),
        "within_hours": told(
            "How soon somebody has to look, in hours.",
            "4",
            "Zero: nobody can promise that",
        ),
        "containment": told(
            "What protects the customer until the cause is found.",
            "Check every tenth case by hand",
            "Going on as if nothing were",
        ),
        "escalation": told(
            "After how long it goes to whom.",
            "After 24 h to the head of the desk",
            "Straight to the top",
        ),
        "restart_rule": told(
            "What has to be true before work goes on as usual.",
            "Five points in a row inside the limits",
            "“When it is quiet again”",
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
        "name": told(
            "The document people work by.",
            "Work instruction 12: checking a contract",
            "A slide of the project",
        ),
        "document_version": told(
            "Its number, as it stands on the document.",
            "3.1",
            "Two versions in force at once",
        ),
        "effective_on": told(
            "From which day people work by it.",
            "1 Jun 2026",
            "The day it was written",
        ),
        "trained": told(
            "Who was trained, and when.",
            "14 of 14 agents, 3 to 12 June",
            "A mail to everybody",
        ),
        "replaces": told(
            "Which documents are withdrawn with it.",
            "Work instruction 12, version 2.4",
            "Leaving the old one on the shelf",
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
        "kind": told(
            "What sort of thing passes on.",
            "control plan",
            "One line “everything”",
        ),
        "name": told(
            "The thing itself, with its version.",
            "Control plan, revision 2",
            "Names only the team knows",
        ),
        "where": told(
            "Where the owner finds it.",
            "Desk handbook, chapter 4",
            "A folder of the project that will be closed",
        ),
        "ready": told(
            "Whether the owner could take it over today.",
            "yes",
            "Yes, while somebody still has to finish it",
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
        "name": told(
            "Which look back it is.",
            "90 days",
            "No name: then nobody knows which one is missing",
        ),
        "due_on": told(
            "When somebody looks.",
            "29 Aug 2026",
            "All on the day of the close",
        ),
        "done_on": told(
            "When somebody really looked.",
            "31 Aug 2026",
            "Filling it in from the desk",
        ),
        "kept": told(
            "Whether the gain is still there, by the chart.",
            "partly",
            "Yes, because nobody complained",
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
        "name": told(
            "The lesson in one sentence.",
            "Write the success rule before the first reading",
            "“Communication is important”",
        ),
        "kind": told(
            "Whether it worked, did not, or would be done otherwise next time.",
            "worked",
            "Only what worked",
        ),
        "detail": told(
            "What another team has to know to use it or to avoid it.",
            "The rule kept us from stopping after the first good week",
            "The story of the project",
        ),
    }
    name = TextField("Lesson", [needed, at_most(200)])
    kind = ChoiceField(
        "It",
        choices=[("worked", "worked"), ("did not work", "did not work"), ("do differently", "we would do differently")],
    )
    detail = LongTextField("What others should know", [at_most(2000)])
    replicate_to = TextField("Where else", [at_most(300)])
