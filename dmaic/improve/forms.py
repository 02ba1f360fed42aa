"""What is typed in Improve?"""

from __future__ import annotations

from dmaic.improve.solutions import ActionState, SolutionState, Strength
from dmaic.web.forms import (
    ChoiceField,
    DayField,
    EditForm,
    LongTextField,
    TextField,
    WholeNumberField,
    at_most,
    between,
    needed,
    optional,
    reference,
    told,
)


class SolutionForm(EditForm):
    help = {
        "name": told(
            "What will be different.",
            "The form checks the contract number before it is sent",
            "A wish: “better communication”",
        ),
        "strength": told(
            "How well it holds without anybody remembering it, 1 strongest.",
            "2 design out / poka-yoke",
            "Training as the only answer",
        ),
        "risk": told(
            "What could get worse, and how we go back.",
            "Handle time +20 s; switch the check off in the portal",
            "Naming none",
        ),
    }
    name = TextField("Solution", [needed, at_most(200)])
    cause_id = ChoiceField("Against the cause", coerce=reference, empty="None yet")
    strength = ChoiceField(
        "Kind", [needed], choices=[(one.value, f"{one.level} {one.value}") for one in Strength], coerce=Strength
    )
    description = LongTextField("What changes", [at_most(2000)])
    effect = WholeNumberField("Effect (1 to 5)", [optional, between(1, 5)])
    effort = WholeNumberField("Effort (1 to 5)", [optional, between(1, 5)])
    risk = TextField("Risk and roll-back", [at_most(400)], description="What could get worse, and how we go back.")
    state = ChoiceField(
        "Decision", [needed], choices=[(one.value, one.value) for one in SolutionState], coerce=SolutionState
    )
    rationale = TextField("Why chosen or rejected", [at_most(400)])


class PilotForm(EditForm):
    help = {
        "success_rule": told(
            "What would count as success: number, direction, how sure. Written before the first reading.",
            "Median under 24 h, upper end of the 95 % interval under 28 h",
            "Choosing the measure after the result",
        ),
        "result": told(
            "Before, after and the difference with its interval, with the counter-metric.",
            "Median 21.4 h (95 % interval 19.8 to 23.0), handle time unchanged",
            "Only the better of two weeks",
        ),
    }
    name = TextField("Pilot", [needed, at_most(200)])
    solution_id = ChoiceField("Solution", coerce=reference, empty="Choose")
    success_rule = LongTextField(
        "Success rule",
        [needed, at_most(1000)],
        description="A number, a direction and how sure: median under 24 h, upper end of the 95 % interval under 28 h.",
    )
    rule_written_on = DayField("Rule written on", [needed])
    start_on = DayField("Start", [needed])
    end_on = DayField("End", [optional])
    where = TextField("Where, with whom", [at_most(200)])
    result = LongTextField("Result", [at_most(2000)], description="Before, after, the difference with its interval.")
    met = ChoiceField("Rule met", choices=[("running", "still running"), ("yes", "yes"), ("no", "no")])
    next_step = ChoiceField(
        "Decision",
        choices=[
            ("", "Not yet"),
            ("scale", "scale"),
            ("adjust", "adjust"),
            ("repeat", "repeat"),
            ("abandon", "abandon"),
        ],
    )


class ActionForm(EditForm):
    help = {
        "name": told(
            "One task that can be finished.", "Publish the new form in the portal", "A goal instead of a task"
        ),
        "owner_id": told("One person.", "J. Silva", "“The team”"),
    }
    name = TextField("Task", [needed, at_most(200)])
    solution_id = ChoiceField("Solution", coerce=reference, empty="None")
    owner_id = ChoiceField("Owner", coerce=reference, empty="Nobody yet")
    start_on = DayField("Start", [optional])
    due_on = DayField("Due", [needed])
    state = ChoiceField("State", choices=[(one.value, one.value) for one in ActionState], coerce=ActionState)
    evidence = TextField("Evidence", [at_most(400)])
