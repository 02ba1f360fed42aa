"""What does the Improve gate ask?"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from dmaic.analyze.causes import accepted_causes
from dmaic.improve.solutions import Action, Pilot, chosen_solutions
from dmaic.projects.checklist import Item
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of


def gate_items(session: Session, project: Project) -> list[Item]:
    """Solutions trace to causes, a strong one for each, risks named, the pilot met its rule, the plan has owners."""
    accepted = {cause.id: cause.name for cause in accepted_causes(session, project)}
    chosen = chosen_solutions(session, project)
    orphans = [one.name for one in chosen if one.cause_id not in accepted]
    strong = {one.cause_id for one in chosen if one.strength.level <= 3}
    weak = [name for cause_id, name in accepted.items() if cause_id not in strong]
    riskless = [one.name for one in chosen if not one.risk]
    pilots = rows_of(session, project, Pilot)
    met = [one.name for one in pilots if one.met == "yes" and one.rule_written_on <= one.start_on]
    actions = rows_of(session, project, Action)
    ownerless = [one.name for one in actions if one.owner_id is None]
    late = [one.name for one in actions if one.standing(date.today()) == "overdue"]
    evidence: tuple[Row, ...] = (*chosen, *pilots, *actions)
    versions = ", ".join(f"{type(one).__name__} {one.id} v{one.version}" for one in evidence)
    return [
        Item(
            "solutions-traced",
            "Chosen solutions answer accepted causes",
            bool(chosen) and not orphans,
            f"No accepted cause behind: {', '.join(orphans)}."
            if orphans
            else f"{len(chosen)} chosen."
            if chosen
            else "No solution chosen yet.",
            "improve.solutions",
            versions,
        ),
        Item(
            "solutions-strong",
            "Against each accepted cause stands a control that eliminates, designs out or automates",
            bool(accepted) and not weak,
            f"Only weak or none against: {', '.join(weak)}."
            if weak
            else "One for each."
            if accepted
            else "No cause accepted yet.",
            "improve.solutions",
        ),
        Item(
            "solutions-risks",
            "The risk of each chosen solution is named",
            bool(chosen) and not riskless,
            f"Not named at: {', '.join(riskless)}." if riskless else "Named." if chosen else "No solution chosen yet.",
            "improve.solutions",
        ),
        Item(
            "pilot-met",
            "A pilot met the rule that was written before it",
            bool(met),
            f"Met: {', '.join(met)}." if met else "No pilot with a rule written before it has met that rule.",
            "improve.pilots",
        ),
        Item(
            "actions-owned",
            "The implementation has owners and dates, and nothing is overdue",
            bool(actions) and not ownerless and not late,
            f"Overdue: {', '.join(late)}."
            if late
            else f"No owner: {', '.join(ownerless)}."
            if ownerless
            else f"{len(actions)} tasks."
            if actions
            else "No task yet.",
            "improve.actions",
        ),
    ]
