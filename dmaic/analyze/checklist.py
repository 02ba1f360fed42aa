"""What does the Analyze gate ask?"""

from __future__ import annotations

from sqlalchemy.orm import Session

from dmaic.analyze.causes import GAP_EXPLAINED_AT_LEAST, Cause, CauseState, accepted_causes, gap_explained
from dmaic.measure.pareto.keeping import paretos_of
from dmaic.projects.checklist import Item
from dmaic.projects.project import Project
from dmaic.projects.rows import rows_of


def gate_items(session: Session, project: Project) -> list[Item]:
    """Both keys for every accepted cause, rejected ones on record, enough of the gap explained, the owner agrees."""
    causes = rows_of(session, project, Cause)
    accepted = accepted_causes(session, project)
    keyless = [cause.name for cause in accepted if not (cause.statistical_evidence and cause.mechanism)]
    undecided = [cause.name for cause in causes if cause.state == CauseState.SUSPECTED]
    unreasoned = [
        cause.name for cause in causes if cause.state in (CauseState.REJECTED, CauseState.HELD) and not cause.reason
    ]
    disagreed = [cause.name for cause in accepted if cause.agreed_by_id is None]
    explained = gap_explained(session, project)
    state = ", ".join(f"{cause.id} v{cause.version}" for cause in causes)
    page = "analyze.causes"
    return [
        Item(
            "causes-accepted",
            "At least one cause is accepted",
            bool(accepted),
            f"{len(accepted)} of {len(causes)} causes accepted." if causes else "The cause register is empty.",
            page,
            state,
        ),
        Item(
            "causes-two-keys",
            "Each accepted cause has evidence from data and a mechanism",
            bool(accepted) and not keyless,
            f"Missing at: {', '.join(keyless)}."
            if keyless
            else "Both keys stand."
            if accepted
            else "No cause accepted yet.",
            page,
        ),
        Item(
            "causes-decided",
            "Every suspected cause is accepted, rejected or held, with the reason",
            bool(causes) and not undecided and not unreasoned,
            f"Not decided: {', '.join(undecided)}."
            if undecided
            else f"No reason at: {', '.join(unreasoned)}."
            if unreasoned
            else "All decided."
            if causes
            else "No cause yet.",
            page,
        ),
        Item(
            "gap-explained",
            f"The accepted causes explain at least {GAP_EXPLAINED_AT_LEAST:g} % of the gap",
            explained >= GAP_EXPLAINED_AT_LEAST,
            f"{explained:g} % explained.",
            page,
        ),
        Item(
            "owner-agrees",
            "The process owner agrees to the accepted causes",
            bool(accepted) and not disagreed,
            f"Not agreed: {', '.join(disagreed)}."
            if disagreed
            else "Agreed."
            if accepted
            else "No cause accepted yet.",
            page,
        ),
        *_ranking_items(session, project, accepted),
    ]


def _ranking_items(session: Session, project: Project, accepted: list[Cause]) -> list[Item]:
    """Where accepted causes refer to kept Paretos: do these show a few kinds, or flat bars, and do they count still?"""
    behind = {cause.pareto_id for cause in accepted if cause.pareto_id is not None}
    kept = [one for one in paretos_of(session, project) if one.id in behind]
    gone = [one.title for one in paretos_of(session, project, withdrawn=True) if one.id in behind]
    if not kept and not gone:
        return []
    flat = [one.title for one in kept if not one.result["first"]["vital"]]
    shaky = [one.title for one in kept if one.result["stable"] is False]
    why = f"No vital few in: {', '.join(flat)}." if flat else f"{len(kept)} kept, each with its vital few."
    why += f" From a process that was not stable: {', '.join(shaky)}." if shaky else ""
    why += f" Withdrawn: {', '.join(gone)}. Choose another for the cause, or none." if gone else ""
    evidence = ", ".join(f"{one.id} {one.fingerprint[:12]}" for one in kept)
    asked = "The Paretos behind accepted causes show a vital few"
    return [Item("paretos-hold", asked, not flat and not gone, why, "measure.pareto", evidence)]
