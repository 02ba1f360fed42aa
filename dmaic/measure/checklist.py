"""What does the Measure gate ask?"""

from __future__ import annotations

from sqlalchemy.orm import Session

from dmaic.charts.text import called, counted
from dmaic.db import now
from dmaic.define.charter import charter_of, counter_metrics_of, standing_of
from dmaic.define.charter.versions import CharterState
from dmaic.define.confirming import PAPERS, confirmation_of
from dmaic.define.metrics import Metric, MetricRole, metrics_of, primary_metric
from dmaic.errors import BadInput, StatisticsError
from dmaic.measure import baseline
from dmaic.measure.chart_words import Verdict, verdict_of
from dmaic.measure.collection import PlanRow, execution_of
from dmaic.measure.datasets import count_of
from dmaic.measure.gage.keeping import standing_for
from dmaic.measure.limits import saved_choices
from dmaic.measure.process_map import map_standing
from dmaic.measure.staging import FEWEST
from dmaic.measure.window import LAST, look
from dmaic.projects.checklist import Item
from dmaic.projects.permissions import Role
from dmaic.projects.project import Phase, Project
from dmaic.projects.rows import rows_of
from dmaic.projects.study import Study

ENOUGH = 20
"""Readings of the primary metric that the gate asks for."""
SIGNERS = {Role.FINANCE: "finance", Role.PROCESS_OWNER: "the process owner"}
SIGNED = "Finance and the process owner signed the baseline, and the data still give it"


def gate_items(session: Session, project: Project) -> list[Item]:
    """Plan and execution, the map as walked, data, a judged gauge, stability, the signed baseline and what follows."""
    metric = primary_metric(session, project)
    plan = rows_of(session, project, PlanRow)
    items = [_plan_item(plan, metric), _executed_item(session, plan, metric)]
    if metric is None:
        why = "Define the primary metric first."
        codes = (
            ("data-there", f"At least {ENOUGH} readings of the primary metric are there", "measure.data"),
            (
                "gage-judged",
                "The measurement system of the primary metric was judged and does not fail",
                "measure.gage",
            ),
            ("stability-judged", "Its stability is judged on a control chart", "measure.chart"),
            ("baseline-signed", SIGNED, "measure.baseline"),
        )
        later = (Item(code, asked, met=False, why=why, endpoint=page) for code, asked, page in codes)
        return [*items, _map_item(session, project), *later, *_follow_on(session, project)]
    study = baseline.baseline_of(session, project, metric)
    return [
        *items,
        _map_item(session, project),
        _data_item(session, metric),
        *_gage_items(session, project),
        _stability_item(session, metric, study),
        _baseline_item(session, project, metric, study),
        *_follow_on(session, project),
    ]


def _follow_on(session: Session, project: Project) -> list[Item]:
    """What has to be looked at again once the baseline is known: the money, and the charter."""
    return [_benefit_item(session, project), _charter_item(session, project)]


def _plan_item(plan: list[PlanRow], metric: Metric | None) -> Item:
    covered = metric is not None and any(row.metric_id == metric.id for row in plan)
    why = f"{len(plan)} line{'' if len(plan) == 1 else 's'}." if covered else "No line about the primary metric yet."
    evidence = ", ".join(f"{row.id} v{row.version}" for row in plan)
    return Item("plan-written", "A plan says how the data are collected", covered, why, "measure.collection", evidence)


def _executed_item(session: Session, plan: list[PlanRow], metric: Metric | None) -> Item:
    """Carried out as planned, or with what was done otherwise written down; a plan nobody looked at again is none."""
    code, asked, page = (
        "plan-executed",
        "The plan was carried out, and what was done otherwise is noted",
        "measure.collection",
    )
    if metric is None:
        return Item(code, asked, met=False, why="Define the primary metric first.", endpoint=page)
    found = execution_of(session, plan, metric, now().date())
    if not found.lines:
        return Item(code, asked, met=False, why="No line about the primary metric yet.", endpoint=page)
    if not found.is_done:
        why = f"{' '.join(found.open)} Collect the rest, or note the deviation and what it means."
        return Item(code, asked, met=False, why=why, endpoint=page)
    noted = f", {counted(found.deviating, 'deviation')} noted" if found.deviating else ", as planned"
    return Item(code, asked, True, f"{counted(found.lines, 'line')}{noted}.", page, noted.strip(", "))


def _benefit_item(session: Session, project: Project) -> Item:
    """Finance's word has to be younger than the baseline; what later phases re-estimate does not open this gate."""
    code, asked, page = (
        "benefit-recomputed",
        "The benefit was worked out again with the signed baseline, and finance confirmed it",
        "define.benefits",
    )
    standing = confirmation_of(session, project, PAPERS["benefits"])
    charter = charter_of(session, project)
    if charter is None or charter.baseline_study is None:
        why = "No signed baseline has come back into the charter's goal yet."
        return Item(code, asked, met=False, why=why, endpoint=page)
    if standing.signature is None:
        return Item(code, asked, met=False, why="Finance has not confirmed the benefit plan.", endpoint=page)
    if standing.overtaken:
        return Item(code, asked, met=False, why=standing.overtaken, endpoint=page)
    given = f"{standing.signature.person.name}, {called(standing.signature.signed_at.date())}"
    if not standing.stands and project.phase.position <= Phase.MEASURE.position:
        return Item(code, asked, met=False, why=f"A line changed since the word of {given}.", endpoint=page)
    return Item(code, asked, True, f"{given}.", page, "confirmed since the baseline")


def _charter_item(session: Session, project: Project) -> Item:
    """What Measure showed may move the scope: then the charter has a new version, never a silent change."""
    code, asked, page = (
        "charter-stands",
        "The charter stands as submitted; where the scope moved, it has a new version",
        "define.charter",
    )
    charter = charter_of(session, project)
    standing = None if charter is None else standing_of(session, project, charter)
    if standing is None or standing.latest is None:
        return Item(code, asked, met=False, why="The charter is not submitted.", endpoint=page)
    if standing.state == CharterState.CHANGED:
        changed = ", ".join(change.label for change in standing.changes)
        why = f"Changed since version {standing.latest.number}: {changed}. Submit it as a new version."
        return Item(code, asked, met=False, why=why, endpoint=page)
    return Item(code, asked, True, f"Version {standing.latest.number}.", page, "submitted")


def _map_item(session: Session, project: Project) -> Item:
    """The map counts as it was walked: a step changed since then has to be looked at again."""
    asked = "The process map was validated on site, and stands as it was then"
    found = map_standing(session, project)
    said = f"{found.steps} step{'' if found.steps == 1 else 's'}"
    if not found.steps:
        why = "No process map yet."
    elif found.validated_on is None:
        why = f"{said}, not yet walked through where the work is done."
    elif found.changed_since:
        why = f"Changed since the walk: {', '.join(found.changed_since[:3])}"
        why += f" and {len(found.changed_since) - 3} more." if len(found.changed_since) > 3 else "."
    else:
        why = f"{said}, validated on {called(found.validated_on)}."
    evidence = f"{found.steps} on {found.validated_on} {'as walked' if found.is_valid else 'open'}"
    return Item("map-validated", asked, found.is_valid, why, "measure.process_map", evidence)


def _data_item(session: Session, metric: Metric) -> Item:
    count = count_of(session, metric)
    why = f"{count:,} readings of {metric.name}." if count else f"No reading of {metric.name} yet."
    if 0 < count < ENOUGH:
        why += f" {ENOUGH - count} more are needed."
    return Item(
        "data-there",
        f"At least {ENOUGH} readings of the primary metric are there",
        count >= ENOUGH,
        why,
        "measure.data",
        f"{'enough' if count >= ENOUGH else count}",
    )


def _gage_items(session: Session, project: Project) -> list[Item]:
    """What the goal and its guards rest on needs a judged gauge; of other metrics, one that failed is told.

    A counter metric of the charter is in use once it has readings; a passed gate asks nothing of those that came later.
    """
    found = []
    guards = {one.metric_id for one in counter_metrics_of(session, project)}
    here = project.phase.position <= Phase.MEASURE.position
    for metric in metrics_of(session, project):
        guards_goal = here and metric.id in guards and count_of(session, metric) > 0
        needed = metric.role == MetricRole.PRIMARY or guards_goal
        standing = standing_for(session, project, metric)
        if standing is None and not needed:
            continue
        if standing is None:
            met, why, evidence = False, f"No study of how {metric.name} is measured was judged yet.", "none"
        else:
            met = standing.may_be_used
            said = "not decided, the study is too small" if standing.verdict == "undecided" else standing.verdict.value
            why = f"{metric.name}: {said}"
            why += ", not signed yet" if standing.unsigned else ""
            why += ", no remedy written down" if standing.unremedied else ""
            evidence = ", ".join(f"{one.id} {standing.verdict.value}" for one in standing.studies)
            why += "."
        asked = (
            "The measurement system of the primary metric was judged and does not fail"
            if metric.role == MetricRole.PRIMARY
            else f"The measurement system of {metric.name} was judged and does not fail"
        )
        code = "gage-judged" if metric.role == MetricRole.PRIMARY else f"gage-judged-{metric.id}"
        found.append(Item(code, asked, met, why, "measure.gage", evidence))
    return found


def _stability_item(session: Session, metric: Metric, study: Study | None) -> Item:
    """Judged is asked, not stable: an unstable process may be the finding, but it has to be known and decided.

    Once a baseline is signed its readings are what is judged: those that came later belong to later gates.
    """
    asked = "Its stability is judged on a control chart, and what was special is decided"
    page = "measure.chart"
    if study is not None:
        said = f"{study.result['verdict']['headline']}: {study.result['verdict']['sentence']}"
        stable = bool(study.result["stable"])
        said += "" if stable else " Decided when the baseline was signed."
        evidence = f"baseline {study.id} {'stable' if stable else 'unstable, decided'}"
        return Item("stability-judged", asked, met=True, why=said, endpoint=page, evidence=evidence)
    verdict = _verdict(session, metric)
    if verdict is None or verdict.stable is None:
        why = verdict.sentence if verdict else f"No chart of {metric.name} yet; {FEWEST} points are the least."
        return Item("stability-judged", asked, met=False, why=why, endpoint=page, evidence="not judged")
    why = f"{verdict.headline}: {verdict.sentence}"
    if not verdict.stable:
        why += " Exclude what was special with its reason, or decide about it when signing the baseline."
    evidence = "stable" if verdict.stable else "unstable"
    return Item("stability-judged", asked, verdict.stable, why, page, evidence)


def _verdict(session: Session, metric: Metric) -> Verdict | None:
    try:
        window = look(session, metric, saved_choices(session, metric), last=LAST)
    except (StatisticsError, BadInput):
        return None
    return verdict_of(window.charted)


def _baseline_item(session: Session, project: Project, metric: Metric, study: Study | None) -> Item:
    asked, page = SIGNED, "measure.baseline"
    if study is None:
        return Item("baseline-signed", asked, met=False, why="No baseline is signed yet.", endpoint=page)
    waits = [role for role in SIGNERS if not baseline.is_signed_by(session, project, study, role)]
    matches = baseline.still_matches(session, metric, study)
    alone = baseline.not_approved(session, project, study)
    why = f"{study.title}."
    if waits:
        why += f" Not signed yet by {' and '.join(SIGNERS[role] for role in waits)}."
    if alone:
        few = ", ".join(str(seq + 1) for seq in alone[:5])
        why += (
            f" Nobody else has signed for what one person excluded (reading {few}{' and more' if alone[5:] else ''})."
        )
    if not matches:
        why += " The data have changed since: look at it and sign what stands now."
    signed = " ".join(role.name.lower() for role in SIGNERS if role not in waits) or "nobody"
    evidence = f"{study.fingerprint[:12]} {signed}{' one alone' if alone else ''}{'' if matches else ' drifted'}"
    return Item("baseline-signed", asked, not waits and not alone and matches, why, page, evidence)
