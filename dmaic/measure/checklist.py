"""What does the Measure gate ask?"""

from __future__ import annotations

from sqlalchemy.orm import Session

from dmaic.define.metrics import Metric, MetricRole, metrics_of, primary_metric
from dmaic.errors import BadInput, StatisticsError
from dmaic.measure import baseline
from dmaic.measure.chart_words import Verdict, verdict_of
from dmaic.measure.collection import PlanRow
from dmaic.measure.datasets import count_of
from dmaic.measure.gage.keeping import standing_for
from dmaic.measure.limits import saved_choices
from dmaic.measure.process_map import map_standing
from dmaic.measure.staging import FEWEST
from dmaic.measure.window import LAST, look
from dmaic.projects.checklist import Item
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.rows import rows_of
from dmaic.projects.study import Study

ENOUGH = 20
"""Readings of the primary metric that the gate asks for."""


def gate_items(session: Session, project: Project) -> list[Item]:
    """A plan, the map as walked, enough data, a gauge that was judged, stability judged, a baseline finance signed."""
    metric = primary_metric(session, project)
    plan = rows_of(session, project, PlanRow)
    items = [_plan_item(plan, metric)]
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
            ("baseline-signed", "Finance signed the baseline, and the data still give it", "measure.baseline"),
        )
        later = (Item(code, asked, met=False, why=why, endpoint=page) for code, asked, page in codes)
        return [*items, _map_item(session, project), *later]
    study = baseline.baseline_of(session, project, metric)
    return [
        *items,
        _map_item(session, project),
        _data_item(session, metric),
        *_gage_items(session, project),
        _stability_item(session, metric, study),
        _baseline_item(session, project, metric, study),
    ]


def _plan_item(plan: list[PlanRow], metric: Metric | None) -> Item:
    covered = metric is not None and any(row.metric_id == metric.id for row in plan)
    why = f"{len(plan)} line{'' if len(plan) == 1 else 's'}." if covered else "No line about the primary metric yet."
    evidence = ", ".join(f"{row.id} v{row.version}" for row in plan)
    return Item("plan-written", "A plan says how the data are collected", covered, why, "measure.collection", evidence)


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
        why = f"{said}, validated on {found.validated_on.day} {found.validated_on:%b %Y}."
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
    """The primary and secondary Y need a judged gauge; of other metrics, one that failed is told."""
    found = []
    for metric in metrics_of(session, project):
        needed = metric.role == MetricRole.PRIMARY
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
            if needed
            else f"The measurement system of {metric.name} does not fail"
        )
        code = "gage-judged" if needed else f"gage-judged-{metric.id}"
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
    asked = "Finance signed the baseline, and the data still give it"
    page = "measure.baseline"
    if study is None:
        return Item("baseline-signed", asked, met=False, why="No baseline is signed yet.", endpoint=page)
    by_finance = baseline.is_signed_by(session, project, study, Role.FINANCE)
    matches = baseline.still_matches(session, metric, study)
    why = f"{study.title}."
    if not by_finance:
        why += " Finance has not signed it."
    if not matches:
        why += " The data have changed since: look at it and sign what stands now."
    evidence = f"{study.fingerprint[:12]} {'finance' if by_finance else 'no finance'} {'' if matches else 'drifted'}"
    return Item("baseline-signed", asked, by_finance and matches, why, page, evidence.strip())
