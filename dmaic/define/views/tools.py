"""Which row tools does Define have, and in what does each differ?"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from dmaic.define import benefits, raci, sipoc, stakeholders, voice
from dmaic.define.business_case import case_facts
from dmaic.define.charter import lists
from dmaic.define.charter.goal import amount
from dmaic.define.confirming import PAPERS, confirmation_of, may_confirm, stale_remark
from dmaic.define.forms.charter import CounterMetricForm, MilestoneForm, RiskForm
from dmaic.define.forms.customers import CtqForm, NeedForm, SipocForm, VoiceForm
from dmaic.define.forms.people import AssignmentForm, BenefitForm, MessageForm, StakeholderForm
from dmaic.define.metrics import metrics_of
from dmaic.define.needs import Need
from dmaic.people.guard import current_person
from dmaic.projects.project import Project
from dmaic.projects.row_views import Choices, RowTool
from dmaic.projects.rows import rows_of


def _team(project: Project) -> list[tuple[int, str]]:
    return sorted({member.person_id: member.person.name for member in project.members}.items(), key=lambda one: one[1])


def money(value: float | None) -> str:
    """An amount as it is read in a list."""
    return "" if value is None else amount(round(value, 2))


def _owners(_session: Session, project: Project) -> Choices:
    return {"owner_id": _team(project)}


def _persons(_session: Session, project: Project) -> Choices:
    return {"person_id": _team(project)}


def _metrics(session: Session, project: Project) -> Choices:
    return {"metric_id": [(one.id, f"{one.name} ({one.unit})") for one in metrics_of(session, project)]}


def _needs_and_metrics(session: Session, project: Project) -> Choices:
    named = [(one.id, one.name) for one in rows_of(session, project, Need)]
    return {"need_id": named, **_metrics(session, project)}


def _words_of_needs(session: Session, project: Project) -> dict[str, list[str]]:
    return {"need": [one.name for one in rows_of(session, project, Need)]}


def _words_of_drivers(session: Session, project: Project) -> dict[str, list[str]]:
    return {"driver": sorted({one.driver for one in rows_of(session, project, voice.Ctq) if one.driver})}


def _words_of_audiences(session: Session, project: Project) -> dict[str, list[str]]:
    return {"audience": [one.name for one in rows_of(session, project, stakeholders.Stakeholder)]}


def _words_of_deliverables(session: Session, project: Project) -> dict[str, list[str]]:
    rows = rows_of(session, project, stakeholders.Assignment)
    milestones = rows_of(session, project, lists.Milestone)
    return {"deliverable": list(dict.fromkeys([one.deliverable for one in rows] + [one.name for one in milestones]))}


def _with(name: str, more: str) -> str:
    """Corrected invoice (within a day)."""
    return f"{name} ({more})" if name and more else name or more


def _confirmed(kind: str) -> Callable[[Session, Project], dict[str, object]]:
    """What the page says about the list's confirmation."""

    def page(session: Session, project: Project) -> dict[str, object]:
        paper = PAPERS[kind]
        return {
            "standing": confirmation_of(session, project, paper),
            "may_confirm": may_confirm(session, project, paper, current_person()),
        }

    return page


def _sipoc_remarks(session: Session, project: Project) -> list[str]:
    return [*stale_remark(session, project, "sipoc"), *sipoc.sipoc_remarks(session, project)]


def _benefit_remarks(session: Session, project: Project) -> list[str]:
    return [*stale_remark(session, project, "benefits"), *benefits.benefit_remarks(session, project)]


def _words_of_sipoc(session: Session, project: Project) -> dict[str, list[str]]:
    lines = rows_of(session, project, sipoc.SipocLine)
    return {
        name: list(dict.fromkeys(word for one in lines if (word := getattr(one, name))))
        for name in ("step", "supplier", "input", "output", "customer")
    }


def _needs_page(session: Session, project: Project) -> dict[str, object]:
    return {"groups": voice.need_groups(session, project), "alone": voice.ungrouped(session, project)}


SIPOC = RowTool(
    "sipoc",
    "SIPOC",
    "Who gives what to the process, what does it do with it, and who gets what from it?",
    sipoc.SipocLine,
    SipocForm,
    ("step", "supplier"),
    one="line",
    about={
        "what": "The process from above, in four to eight steps: suppliers, inputs, process, outputs, customers. Begin "
        "with the steps, then outputs and customers, inputs and suppliers last.",
        "example": "Read the question, check the invoice, decide, answer, close.",
        "pitfall": "Drawing the flow chart here. Decisions and loops belong in the process map of Measure.",
    },
    computed=(
        ("Input, and what it has to be", lambda one: _with(one.input, one.input_requirement)),
        ("Output, and what it has to be", lambda one: _with(one.output, one.output_requirement)),
        ("Customer", lambda one: _with(one.customer, one.customer_kind.value if one.customer_kind else "")),
    ),
    suggests=_words_of_sipoc,
    facts=sipoc.sipoc_facts,
    remarks=_sipoc_remarks,
    picture=sipoc.sipoc_picture,
    template="define/confirmed.html",
    more=_confirmed("sipoc"),
)
VOICE = RowTool(
    "voice",
    "Voice of the customer",
    "What do customers say, word for word, and what do they need?",
    voice.Voice,
    VoiceForm,
    ("verbatim", "need", "segment", "channel", "kano", "frequency", "importance"),
    one="voice",
    about={
        "what": "Each voice as it was said, who said it and where, and the need behind it. Voices with the same need are "
        "grouped on the page of needs; needs that matter become CTQs.",
        "example": "“I have written three times.” Need: to know within a day whether to pay.",
        "pitfall": "Collecting only complaints: those who left say nothing.",
    },
    prepare=voice.voice_values,
    suggests=_words_of_needs,
    remarks=voice.voice_remarks,
)
NEEDS = RowTool(
    "needs",
    "Needs",
    "What do the voices come to: which needs, said by whom, how often, how much do they weigh?",
    Need,
    NeedForm,
    ("name", "kano", "importance", "note"),
    one="need",
    about={
        "what": "Voices that ask for the same are one need. Its Kano class and weight follow from its voices. From here "
        "each need is led to drivers and CTQs: the tree is drawn from the lists, nothing is dragged.",
        "example": "“I wrote three times”, “Do I pay or not?”: to know within a day whether to pay. Said 37 times, by "
        "private customers, in tickets and calls; must. Driver: speed. CTQ: answer within 24 h.",
        "pitfall": "One need for each voice: then nothing was grouped. Or a need that nobody voiced.",
    },
    remarks=voice.need_remarks,
    picture=voice.ctq_picture,
    template="define/needs.html",
    more=_needs_page,
)
CTQS = RowTool(
    "ctqs",
    "CTQs",
    "What does each need ask of the process, in figures?",
    voice.Ctq,
    CtqForm,
    ("name", "need_id", "driver", "metric_id", "lower_limit", "target", "upper_limit", "spec_source"),
    one="CTQ",
    about={
        "what": "Critical to quality: a need turned into something measured, with at least one limit that the customer "
        "set. The limits become the metric's.",
        "example": "To know whether to pay: answer within 24 h, target 8 h, all hours counted.",
        "pitfall": "Limits taken from what the process does today.",
    },
    choices=_needs_and_metrics,
    suggests=_words_of_drivers,
    check=voice.check_ctq,
    remarks=voice.ctq_remarks,
    picture=voice.ctq_picture,
    saved=voice.use_limits,
)
STAKEHOLDERS = RowTool(
    "stakeholders",
    "Stakeholders",
    "Whom does the project touch, and what does each need from us?",
    stakeholders.Stakeholder,
    StakeholderForm,
    ("name", "interest", "influence", "action", "owner_id"),
    one="stakeholder",
    about={
        "what": "People who can carry or stop the project, where they stand and where they are needed.",
        "example": "Head of the desk: interest 5, influence 4, against; needed: for it. Shows results to the desk first.",
        "pitfall": "Filling it in once. Look at it before every gate.",
    },
    computed=(("Support, now and needed", lambda one: one.support_in_words), ("Place", lambda one: one.place)),
    choices=_owners,
    remarks=stakeholders.stakeholder_remarks,
    picture=stakeholders.stakeholder_picture,
)
COMMUNICATION = RowTool(
    "communication",
    "Communication",
    "Who needs what, who delivers it, when, and in what form?",
    stakeholders.Message,
    MessageForm,
    ("audience", "message", "owner_id", "frequency", "next_on", "channel"),
    one="message",
    about={
        "what": "One line an audience. It follows from the stakeholders.",
        "example": "Agents of the desk: what is measured and what is not; team meeting, every second week; the belt.",
        "pitfall": "One mail to everybody at the start.",
    },
    choices=_owners,
    suggests=_words_of_audiences,
    remarks=stakeholders.communication_remarks,
)
RACI = RowTool(
    "raci",
    "RACI",
    "Who does the work, who answers for it, who is asked, who is told?",
    stakeholders.Assignment,
    AssignmentForm,
    ("deliverable", "person_id", "person_name", "duty"),
    one="duty",
    about={
        "what": "A line for each letter: R does the work, A answers for it, C is asked before, I is told after.",
        "example": "Signed baseline: the belt is R, the process owner A, finance C, the sponsor I.",
        "pitfall": "Two A's for one deliverable, or none.",
    },
    choices=_persons,
    suggests=_words_of_deliverables,
    check=stakeholders.check_duty,
    remarks=stakeholders.raci_remarks,
    picture=raci.raci_picture,
    template="define/raci.html",
    more=raci.raci_page,
)
BENEFITS = RowTool(
    "benefits",
    "Benefits",
    "What is it worth a year, how was that reckoned, and how does it become money?",
    benefits.BenefitLine,
    BenefitForm,
    ("description", "type", "harvest_mechanism"),
    one="line",
    about={
        "what": "Each benefit as arithmetic anybody can follow: population × rate × the value of one unit × the share "
        "that really arrives. What gets worse elsewhere (an offset) and costs of the solution are lines of their own.",
        "example": "62,000 tickets × 6.6 % = 4,092 second contacts fewer; × 6.40 = 26,188.80 gross; × 50 % = 13,094.40.",
        "pitfall": "The rate of one population times the number of another.",
    },
    computed=(
        ("As arithmetic", lambda one: one.arithmetic),
        ("Gross a year", lambda one: money(one.gross)),
        ("Realized a year", lambda one: money(one.realized)),
    ),
    choices=_owners,
    check=benefits.check_benefit,
    remarks=_benefit_remarks,
    facts=case_facts,
    template="define/confirmed.html",
    more=_confirmed("benefits"),
)
COUNTER_METRICS = RowTool(
    "counter_metrics",
    "Counter metrics",
    "What must not get worse while the goal is met?",
    lists.CounterMetric,
    CounterMetricForm,
    ("metric_id", "name", "side", "tolerance", "unit", "why"),
    one="counter metric",
    about={
        "what": "A metric that shows when the goal is met the cheap way, and how far it may move.",
        "example": "Share of tickets reopened: not above 6 %. It guards against closing them unsolved.",
        "pitfall": "Choosing one that can't move.",
    },
    choices=_metrics,
)
MILESTONES = RowTool(
    "milestones",
    "Milestones",
    "What is there by when, and what is expected now?",
    lists.Milestone,
    MilestoneForm,
    ("name", "phase", "plan_on", "forecast_on", "actual_on"),
    one="milestone",
    about={
        "what": "One or two results a phase, with the day planned. The forecast may move; the plan stays.",
        "example": "Baseline signed: planned 30 April, expected 12 May.",
        "pitfall": "Moving the plan, so that nothing is ever late.",
    },
    computed=(("Days late", lambda one: one.days_late),),
    remarks=lists.milestone_remarks,
    picture=lists.milestone_picture,
)
RISKS = RowTool(
    "risks",
    "Risks",
    "What may happen and hurt the project, and who watches it?",
    lists.Risk,
    RiskForm,
    ("risk", "likelihood", "impact", "response", "owner_id"),
    one="risk",
    about={
        "what": "What may go wrong with the project itself. Risks of the process belong in the FMEA of Analyze.",
        "example": "The ticket system is replaced in autumn: the metric's definition changes.",
        "pitfall": "A list nobody looks at again.",
    },
    computed=(("Score", lambda one: one.score),),
    choices=_owners,
    remarks=lists.risk_remarks,
    picture=lists.risk_picture,
)

TOOLS = (
    SIPOC,
    VOICE,
    NEEDS,
    CTQS,
    STAKEHOLDERS,
    COMMUNICATION,
    RACI,
    BENEFITS,
    COUNTER_METRICS,
    MILESTONES,
    RISKS,
)
