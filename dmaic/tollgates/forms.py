"""What is typed at a gate?"""

from __future__ import annotations

from wtforms import HiddenField

from dmaic.projects.project import Phase
from dmaic.tollgates.review import Decision
from dmaic.web.forms import ChoiceField, DayField, Form, LongTextField, at_most, needed, not_past, optional


class SubmitForm(Form):
    note = LongTextField("Note to the reviewers", [at_most(4000)], description="What they should look at first.")


class DecideForm(Form):
    decision = ChoiceField(
        "Decision",
        [needed],
        empty="Choose",
        coerce=Decision,
        choices=[
            (Decision.PASS.value, "Pass: go on to the next phase"),
            (Decision.RETURN.value, "Return: the team changes something and submits again"),
            (Decision.HOLD.value, "Hold: the project waits"),
            (Decision.STOP.value, "Stop: the project ends"),
        ],
    )
    comment = LongTextField("Comment", [at_most(4000)], description="Needed for anything but a pass.")
    next_gate_on = DayField(
        "Next gate review",
        [optional, not_past("This day has passed. Choose the day of the next review, or leave it empty.")],
    )


class SetAsideForm(Form):
    decision = ChoiceField(
        "Decision",
        [needed],
        coerce=Decision,
        choices=[
            (Decision.HOLD.value, "Hold: the project waits"),
            (Decision.STOP.value, "Stop: the project ends"),
        ],
    )
    comment = LongTextField("Why?", [needed, at_most(4000)])


class WaiveForm(Form):
    code = HiddenField()
    reason = LongTextField("Why may this be missing?", [needed, at_most(2000)])
    until = DayField("Until", [needed])


class ReopenForm(Form):
    phase = ChoiceField(
        "Take it up in", choices=[(phase.value, phase.value.capitalize()) for phase in Phase], coerce=Phase
    )
    reason = LongTextField("Why?", [needed, at_most(2000)])
