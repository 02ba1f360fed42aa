"""How does the demo get into an empty database? In one transaction, story by story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dmaic import audit
from dmaic.db import Sessions, as_of
from dmaic.demo import chapters, gauging, measuring
from dmaic.demo.ideas import tell_ideas
from dmaic.demo.people import Cast, hire
from dmaic.demo.series import Row, draw
from dmaic.demo.stories import read_stories
from dmaic.demo.story import Story
from dmaic.demo.telling import Teller
from dmaic.people.accounts import Person, person_of
from dmaic.projects import notices
from dmaic.projects.project import Phase, Project
from dmaic.tollgates.review import Decision

UNREAD_DAYS = 10


def load(sessions: Sessions, *, tell: Callable[[str], None]) -> None:
    """Make the demo where there is no project yet; all of it or nothing."""
    with sessions.reading() as session:
        if session.scalar(select(Project.id).limit(1)) is not None:
            tell("Demo: there are projects already, nothing was added.")
            return
        if person_of(session, "belt@demo.example") is not None:
            tell("Demo: its people are here already, nothing was added.")
            return
    today, stories = date.today(), read_stories()
    with sessions.writing() as session:
        tell("Demo: ten people ...")
        audit.act_as(session, person_id=None, who="demo")
        with as_of(datetime.now().astimezone() - timedelta(days=420)):
            cast = hire(session)
        for number, story in enumerate(stories, start=1):
            tell(f"Demo: {number} of {len(stories)} projects, {story.title} ...")
            tell_story(session, cast, story, today)
        tell_ideas(session, cast, today)
        _read_notices(session, cast)
        session.commit()
    tell(f"Demo: {len(stories)} projects are ready.")


def _read_notices(session: Session, cast: Cast) -> None:
    """People read what concerns them: only the latest of a lively installation is new."""
    moment = datetime.now().astimezone() - timedelta(days=UNREAD_DAYS)
    with as_of(moment):
        for name in Cast.__dataclass_fields__:
            notices.mark_read(session, getattr(cast, name), until=moment)


def tell_story(session: Session, cast: Cast, story: Story, today: date) -> Project:
    """One project from its start to where it stands today."""
    teller = Teller(session, cast, story, today)
    rows = draw(story.data, today) if story.data else []
    chapters.define(teller)
    passed = list(story.gates)
    for phase in Phase:
        gate = passed[phase.position] if phase.position < len(passed) else None
        before = story.start if phase == Phase.DEFINE else passed[phase.position - 1]
        _phase(teller, phase, before, 1 if gate is None else gate, rows)
        if gate is None:
            break
        if story.returned and phase.position == len(passed) - 1:
            ago, comment = story.returned
            teller.decide(
                teller.submit(ago + 1), ago, by=_reviewer(cast, phase), decision=Decision.RETURN, comment=comment
            )
        review = teller.submit(gate + 1, NOTES[phase])
        teller.decide(review, gate, by=_reviewer(cast, phase), comment=COMMENTS[phase], next_gate=_next(teller, phase))
        if phase != Phase.CONTROL:
            chapters.milestone_came(teller, phase, gate)
    _present(teller, rows)
    _mark(teller)
    return session.get_one(Project, teller.project_id)


def _phase(teller: Teller, phase: Phase, before: int, end: int, rows: list[Row]) -> None:
    """The work of one phase between its two days."""
    story = teller.story
    if phase == Phase.MEASURE and story.data:
        chapters.collect(teller, round(before + (end - before) * 0.1))
        chapters.walk(teller, round(before + (end - before) * 0.15))
        gauging.study(teller, round(before + (end - before) * 0.25))
        measuring.baseline(teller, rows, max(story.data.baseline_until - 1, end + 3))
        if len(story.gates) > 1 or story.held:
            day = end + 2 if len(story.gates) > 1 else story.held[0] + 2
            measuring.sign(teller, day)
            chapters.worth_now(teller, day)
    if phase == Phase.ANALYZE:
        chapters.analyze(teller, before, end)
    if phase == Phase.IMPROVE:
        chapters.improve(teller, before, end)
        if story.data and story.data.changed is not None:
            measuring.afterwards(teller, rows, end + 3)
    if phase == Phase.CONTROL:
        measuring.hold(teller, before - 1)
        chapters.control(teller, before, end)
        closed = len(story.gates) == len(Phase)
        live = 0 if closed or story.data is None else story.data.live
        measuring.lately(teller, rows, before + 3, end + 2 if closed else 0, by_hand=live)


def _reviewer(cast: Cast, phase: Phase) -> Person:
    """The sponsor decides the ends of the road, the coach the statistics in the middle."""
    return cast.coach if phase in (Phase.MEASURE, Phase.ANALYZE) else cast.sponsor


def _next(teller: Teller, phase: Phase) -> date | None:
    """The review agreed at this gate: two days before it came, or the one that waits."""
    story, following = teller.story, phase.position + 1
    if following < len(story.gates):
        return teller.day(story.gates[following] - 2)
    if phase == Phase.CONTROL or story.next_gate is None:
        return None
    return teller.day(story.next_gate)


def _present(teller: Teller, rows: list[Row]) -> None:
    """How the story stands today: submitted, on hold, at work, or closed with a chart that goes on."""
    story = teller.story
    if len(story.gates) == len(Phase):
        measuring.lately(teller, rows, story.gates[-1] + 2, 0, by_hand=len(rows))
    if story.submitted is not None:
        teller.submit(story.submitted, "Ready for your decision.")
    chapters.milestones_expected(teller)
    if story.held:
        ago, comment = story.held
        review = teller.submit(ago + 1, "The team asks for a decision on how to go on.")
        teller.decide(review, ago, by=teller.cast.sponsor, decision=Decision.HOLD, comment=comment)


def _mark(teller: Teller) -> None:
    """Say in the trail, at the true moment, that this history was made up."""
    audit.act_as(teller.session, person_id=None, who="demo")
    project = teller.session.get_one(Project, teller.project_id)
    audit.record(
        teller.session,
        project_id=project.id,
        kind=Project.__tablename__,
        object_id=project.id,
        act="made up for the demo",
        label=f"{project.code}: the entries below, with their dates, were told by the demo",
    )


NOTES = {
    Phase.DEFINE: "Please look first at the scope and at how the benefit is reckoned.",
    Phase.MEASURE: "Definition, measurement system and baseline stand. Look at what was excluded, and why.",
    Phase.ANALYZE: "The owner agrees to the accepted causes. The rejected ones are in the register with their reasons.",
    Phase.IMPROVE: "The pilot met the rule that was written before it.",
    Phase.CONTROL: "Handed over. The chart stays on the wall; the first audit is in thirty days.",
}
COMMENTS = {
    Phase.DEFINE: "Clear problem, a goal we can check. Go on.",
    Phase.MEASURE: "I followed three readings back to their records. Go on.",
    Phase.ANALYZE: "Both keys turn for each accepted cause. Go on.",
    Phase.IMPROVE: "Convincing before and after. Keep the old limits on the chart.",
    Phase.CONTROL: "The gain has held for weeks and the owner runs it. Close.",
}
