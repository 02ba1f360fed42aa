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
        "cause_id": told(
            "The accepted cause that it removes or weakens.",
            "Tickets wait for a second approver after 16:00",
            "A solution that looks for its cause",
        ),
        "description": told(
            "What is done differently, by whom, from when.",
            "The portal refuses the form without a contract number",
            "The advantages instead of the change",
        ),
        "effect": told(
            "How much of the problem it takes away: 1 hardly any, 5 nearly all.",
            "4",
            "Giving every idea a 5",
        ),
        "effort": told(
            "What it costs in money, time and nerves: 1 hardly any, 5 very much.",
            "2",
            "Forgetting the people who have to change their work",
        ),
        "state": told(
            "Whether the team goes for it. What is rejected stays in the list with its reason.",
            "chosen",
            "Choosing before the ideas were compared",
        ),
        "rationale": told(
            "Why this one and not another.",
            "Best effect for the effort; the twin at desk 2 needs a licence",
            "“Everybody agreed”",
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
        "name": told(
            "A short name people will use.",
            "Two weeks at the Lisbon desk",
            "The name of the solution: there may be a second pilot",
        ),
        "solution_id": told(
            "The chosen solution that is tried.",
            "The form asks for the contract number",
            "Trying three at once: then nobody knows which one helped",
        ),
        "rule_written_on": told(
            "The day on which the success rule was written down.",
            "1 May 2026",
            "A day after the first reading: then it is no rule",
        ),
        "start_on": told(
            "The first day whose readings count.",
            "4 May 2026",
            "Counting the days on which people still learned it",
        ),
        "end_on": told(
            "The last day whose readings count, set beforehand.",
            "29 May 2026",
            "Stopping when the figures look good",
        ),
        "where": told(
            "Which site, team or share of the cases, and who runs it.",
            "Lisbon desk, 8 of 14 agents, A. Rahman",
            "Only the best team",
        ),
        "met": told(
            "Whether the result met the rule as it was written.",
            "yes",
            "“Nearly”: that is a no, with a next step",
        ),
        "next_step": told(
            "What follows: roll it out, change it, try again, or leave it.",
            "adjust",
            "Rolling out because money was spent",
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
        "solution_id": told(
            "The solution that it belongs to, if any.",
            "The form asks for the contract number",
            "Tasks that belong to nothing the team chose",
        ),
        "start_on": told(
            "When work on it begins.",
            "4 May 2026",
            "Everything from Monday on",
        ),
        "due_on": told(
            "When it is finished. A day, and one that can be kept.",
            "29 May 2026",
            "“As soon as possible”",
        ),
        "state": told(
            "How far it is.",
            "in progress",
            "Done, while the evidence is missing",
        ),
        "evidence": told(
            "Where anybody can see that it is done.",
            "Release note 4.2; screen shot in the folder",
            "“Done”",
        ),
    }
    name = TextField("Task", [needed, at_most(200)])
    solution_id = ChoiceField("Solution", coerce=reference, empty="None")
    owner_id = ChoiceField("Owner", coerce=reference, empty="Nobody yet")
    start_on = DayField("Start", [optional])
    due_on = DayField("Due", [needed])
    state = ChoiceField("State", choices=[(one.value, one.value) for one in ActionState], coerce=ActionState)
    evidence = TextField("Evidence", [at_most(400)])
