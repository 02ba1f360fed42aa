"""What is typed into the data collection plan?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dmaic.measure.collection import Method, Sampling
from dmaic.web.forms import (
    ChoiceField,
    DayField,
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
    starred,
    told,
)


class PlanForm(EditForm):
    """One line of the plan. Only what makes it a plan is needed: metric, question, source, method, sampling."""

    help: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "metric_id": told(
            "What is collected; its kind of data decides how many are needed.", "First answer to billing tickets"
        ),
        "question": told(
            "What the figures have to answer. Data nobody has a question for are not collected.",
            "How long does a billing ticket wait for its first answer, by channel?",
        ),
        "source": told(
            "The system and the field, or the sheet: somebody else must find the same records.",
            "Ticket system, created_at and first_response_at, query 118",
            "“From the system.”",
        ),
        "method": told(
            "How the figures come in. A check sheet is filled in on its own page, on a telephone as well.",
            "check sheet",
            "Counting by hand what a system records anyway.",
        ),
        "sampling": told(
            "All cases where the system knows them; a sample where looking costs time.",
            "stratified sample: every channel by its share",
            "The cases at hand, or the closed ones only: the long ones are missing.",
        ),
        "subgroup_size": told("How many values belong to one point of the chart.", "5"),
        "subgroup_logic": told(
            "Why the values of one subgroup belong together.",
            "Five rings in a row from one furnace: only chance between them, everything else between samples.",
            "Mixing two machines into one subgroup: the limits become wide and nothing ever signals.",
        ),
        "n_planned": told(
            "How many in all. Left empty, it is filled with what the fields below ask for.",
            "385: a share to within ± 5 percentage points",
            "A round number that nobody worked out.",
        ),
        "margin": told(
            "How closely the figure must be known, in its own unit; percentage points for shares.",
            "2 h; or 3 for plus or minus three percentage points.",
            "Asking for half the margin asks for four times as many.",
        ),
        "difference": told(
            "How small a change between two groups has to be seen: before and after, one site and another. In the unit of "
            "the metric; percentage points for shares.",
            "4 h with a standard deviation of 9 h: 81 in each group",
            "Choosing what can be afforded: first say what would be worth having.",
        ),
        "spread": told(
            "For measured values the standard deviation you expect, for shares the share in per cent, for events how many "
            "per amount of work. Empty: the newest readings tell it.",
            "9 (h); 12 (%); 0.4 (defects a board)",
        ),
        "confidence": told("How sure the answer has to be. Empty: 95 %.", "95"),
        "power": told(
            "How likely the difference is to be seen if it is there. Empty: 80 %.",
            "90, where missing it would be costly",
            "Leaving it at 50: every second real change is missed.",
        ),
        "population": told(
            "How many cases there are in all, where they are few: then fewer are enough.",
            "640 contracts",
            "Giving last month's volume where the process goes on: then it is not finite.",
        ),
        "response_rate": told(
            "Which share of those who are asked will answer.",
            "20: for 385 answers ask 1,921",
            "Taking the few who answer for all who were asked.",
        ),
        "who": told("Who collects, by name or role.", "Two agents of the early shift"),
        "where_from": told("Where it is collected.", "Lisbon desk, telephone and e-mail"),
        "frequency": told("When, and how often.", "Every tenth ticket, all shifts, four weeks"),
        "stratifiers": told(
            "What is noted beside each figure, because it may depend on it. What was not noted can't be split later.",
            "channel, product, shift",
        ),
        "form_link": told(
            "Where the figures are entered, where that is not a page of this project: a survey, a shared sheet.",
            "https://survey.example/billing",
        ),
        "start_on": told("The first day on which figures are collected.", "2 March 2026"),
        "end_on": told(
            "The last day. The gate asks whether the plan was carried out.",
            "10 April 2026",
            "Stopping when the figures look good.",
        ),
        "pilot_done": told(
            "Whether a few were collected first, to see that everybody fills it in alike.", "yes: ten tickets on 27 Feb"
        ),
        "deviations": told(
            "What was done otherwise than planned, and what it means for the answer.",
            "Two days missing (system down): 371 of 385, no effect on the comparison of channels.",
            "Leaving it empty although the number was not reached.",
        ),
    }

    metric_id = ChoiceField("Metric", [needed], coerce=reference, empty="Choose")
    question = TextField("Question it answers", [needed, at_most(300)])
    source = TextField("Source", [needed, at_most(300)])
    method = ChoiceField(
        "Method", [needed], choices=[(one.value, one.value) for one in Method], coerce=Method, default=Method.EXTRACT
    )
    sampling = ChoiceField(
        "Which cases",
        [needed],
        choices=[(one.value, one.value) for one in Sampling],
        coerce=Sampling,
        default=Sampling.CENSUS,
    )
    who = TextField("Who", [starred, at_most(160)])
    where_from = TextField("Where", [starred, at_most(200)])
    frequency = TextField("When, how often", [starred, at_most(160)])
    start_on = DayField("From", [starred, optional])
    end_on = DayField("To", [starred, optional])
    n_planned = WholeNumberField(
        "How many", [starred, optional, between(1)], description="Empty: filled from the margin or the difference."
    )
    margin = NumberField("Margin wanted (±)", [optional, between(0)], decimals_usual=True)
    difference = NumberField("or difference to be seen", [optional, between(0)], decimals_usual=True)
    spread = NumberField("Spread expected", [optional, between(0)], decimals_usual=True)
    confidence = NumberField("Confidence (%)", [optional, between(50, 99.9)])
    power = NumberField("Power (%)", [optional, between(50, 99.9)])
    population = WholeNumberField("Of how many there are", [optional, between(1)])
    response_rate = NumberField("Response rate (%)", [optional, between(1, 100)])
    subgroup_size = WholeNumberField("Subgroup size", [optional, between(1, 1000)])
    subgroup_logic = TextField("Why they belong together", [at_most(300)])
    stratifiers = TextField("Noted beside it", [at_most(300)])
    form_link = TextField("Where it is entered", [at_most(300)])
    pilot_done = ChoiceField("Tried on a few", choices=[("no", "not yet"), ("yes", "yes")])
    deviations = LongTextField("Deviations", [at_most(2000)])
