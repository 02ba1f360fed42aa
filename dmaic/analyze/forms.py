"""What is typed in Analyze?"""

from __future__ import annotations

from dmaic.analyze.causes import CauseFamily, CauseState, EvidenceType, Origin
from dmaic.web.forms import (
    ChoiceField,
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
    told,
)


class CauseForm(EditForm):
    help = {
        "name": told(
            "The condition that may produce the effect.",
            "Tickets wait for a second approver after 16:00",
            "“Agents are careless”: a person is no cause the process can remove",
        ),
        "evidence_type": told(
            "What the suspicion rests on so far; it is drawn beside the cause.",
            "observation: seen at 12 desks",
            "Voting on opinions and calling the winner the root cause",
        ),
        "mechanism": told(
            "How the cause produces the effect, step by step, so that somebody could prove it wrong.",
            "The approver leaves at 16:00; what arrives later waits until 9:00",
            "Repeating the cause in other words",
        ),
        "statistical_evidence": told(
            "What the data say: chart or test, n, effect and its interval.",
            "After 16:00 the median is 9 h longer (95 % interval 6 to 12, n = 412)",
            "A p value alone",
        ),
        "contribution": told(
            "How much of the gap between baseline and goal it explains.",
            "38",
            "Shares that add up to more than 100 %: the causes overlap",
        ),
        "state": told(
            "Accepted when both keys turn; rejected and held causes stay with their reason.",
            "accepted",
            "Accepting before the owner of the process agrees",
        ),
        "family": told(
            "The branch of the fishbone it is drawn on.",
            "method",
            "Arguing about the branch: any will do, the cause counts",
        ),
        "parent_id": told(
            "The cause that it leads to; a sub-cause is drawn on that one’s branch.",
            "Tickets wait overnight",
            "A chain that leads back to itself",
        ),
        "votes": told(
            "How many of the team suspect it. It says what to look at first, and proves nothing.",
            "5",
            "Taking the most votes for the root cause",
        ),
        "origin": told(
            "Where the suspicion came from, so that others can follow it.",
            "five whys",
            "Leaving out what the data showed first",
        ),
        "pareto_id": told(
            "A ranking kept in Measure that shows how much this kind of case weighs.",
            "Category by cases, March to May",
            "A ranking whose bars are flat",
        ),
        "verified_how": told(
            "How it was tried out, beside the data.",
            "Switched off at two desks for a week, then on again",
            "Asking those who believe in it",
        ),
        "reason": told(
            "Why it was accepted, rejected or held: the next team will ask.",
            "No difference: 0.4 h (95 % interval -1.1 to 1.9)",
            "“Not relevant”",
        ),
        "agreed_by_id": told(
            "The process owner who said yes to this cause, in person.",
            "D. Reyes",
            "Filling it in before asking",
        ),
    }
    name = TextField(
        "Suspected cause",
        [needed, at_most(200)],
        description="A condition of the process, not a person and not a solution.",
    )
    family = ChoiceField(
        "Branch", [needed], choices=[(one.value, one.value) for one in CauseFamily], coerce=CauseFamily
    )
    parent_id = ChoiceField(
        "Leads to",
        coerce=reference,
        empty="The effect itself",
        description="A sub-cause is drawn below the cause it leads to, on that one's branch.",
    )
    evidence_type = ChoiceField(
        "Rests on", choices=[(one.value, one.value) for one in EvidenceType], coerce=EvidenceType, empty="Not said"
    )
    votes = WholeNumberField("Votes of the team", [optional, between(0, 1000)])
    origin = ChoiceField("Origin", [needed], choices=[(one.value, one.value) for one in Origin], coerce=Origin)
    mechanism = LongTextField(
        "Mechanism", [at_most(2000)], description="How does it produce the effect? Told so that it could be wrong."
    )
    statistical_evidence = LongTextField(
        "Evidence from data", [at_most(2000)], description="Test or chart, n, effect with its interval."
    )
    pareto_id = ChoiceField(
        "Pareto behind it", coerce=reference, empty="None", description="A ranking kept in Measure."
    )
    verified_how = TextField(
        "Verified how", [at_most(400)], description="On site, by trial, by switching it on and off."
    )
    contribution = NumberField("Share of the gap (%)", [optional, between(0, 100)])
    state = ChoiceField("Decision", [needed], choices=[(one.value, one.value) for one in CauseState], coerce=CauseState)
    reason = TextField("Reason for the decision", [at_most(400)])
    agreed_by_id = ChoiceField("Process owner agrees", coerce=reference, empty="Not yet")


class FiveWhysForm(EditForm):
    help = {
        "start": told(
            "Something that was observed, with a number.",
            "14 of 80 claims came back in March",
            "An opinion as the start",
        ),
        "because": told(
            "The answer that evidence supports.",
            "The online form does not ask for the policy number",
            "“Human error”: ask why the process let it happen",
        ),
        "why": told(
            "The question at this step of the chain.",
            "Why did the claims come back?",
            "Two questions at once",
        ),
        "evidence": told(
            "What shows that the answer is true.",
            "11 of the 14 had an empty field",
            "None: then it is an opinion",
        ),
        "verified": told(
            "Whether somebody looked, and found it so.",
            "yes",
            "Going on to the next why while this one is open",
        ),
    }
    start = TextField(
        "Observed fact", [needed, at_most(300)], description="What was seen, with a number. The chain starts here."
    )
    why = TextField("Why?", [needed, at_most(300)])
    because = TextField("Because", [needed, at_most(300)])
    evidence = TextField("Evidence", [at_most(400)])
    verified = ChoiceField("Verified", choices=[("pending", "pending"), ("yes", "yes"), ("no", "no")])
