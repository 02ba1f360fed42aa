"""Ideas: the score is arithmetic, ties have rules, decisions are people's, and promotion types nothing twice."""

from __future__ import annotations

import pytest

from dmaic import audit
from dmaic.define.benefits import BenefitLine
from dmaic.define.charter import charter_of
from dmaic.errors import BadInput, Conflict, NotAllowed, NotFound, RuleBroken
from dmaic.portfolio.ideas import (
    DataAtHand,
    Filters,
    IdeaState,
    change_idea,
    list_ideas,
    may_change,
    open_idea,
    promote_idea,
    settle_idea,
)
from dmaic.portfolio.ratings import WEIGHTS, parts_of, rate_idea, ratings_of, tallies_of, tally_of
from dmaic.projects.permissions import Role
from dmaic.projects.project import roles_of
from dmaic.projects.rows import rows_of
from tests.factories import make_person
from tests.factories_ideas import GIVEN, JUDGED, WHEN, make_idea, make_manager, rated

WORTH = {"benefit": 78080.0, "benefit_basis": "12,200 contacts × 6.40", "currency": "CHF"}


def test_the_weights_add_up_to_a_hundred():
    assert sum(weight.percent for weight in WEIGHTS) == 100


def test_the_score_is_the_sum_that_is_shown(session):
    idea = rated(session, make_manager(session))
    # 35 x 3/4 + 25 x 4/4 + 20 x (5 - 2)/4 + 10 x 2/4 + 10 x 0.5
    assert idea.score == 26.25 + 25 + 15 + 5 + 5 == 76.25
    assert sum(part.points for part in parts_of(ratings_of(session, idea))) == idea.score


@pytest.mark.parametrize(
    ("point", "effort", "at_hand", "score"), [(1, 5, DataAtHand.NO, 0), (5, 1, DataAtHand.YES, 100)]
)
def test_the_score_runs_from_nothing_to_a_hundred(session, point, effort, at_hand, score):
    judged = {"worth": point, "customer_impact": point, "feasibility": point, "effort": effort, "data_at_hand": at_hand}
    assert rated(session, make_manager(session), **judged).score == score


def test_a_missing_judgement_means_no_score(session):
    idea = make_idea(session)
    assert parts_of(ratings_of(session, idea)) == []
    assert tally_of(ratings_of(session, idea)) is None
    with pytest.raises(BadInput, match="Effort"):
        rate_idea(session, idea, by=make_manager(session), version=idea.version, values={**JUDGED, "effort": None})


def test_each_rater_keeps_their_own_judgements_and_the_score_is_the_mean(session):
    one, two = make_manager(session), make_person(session, is_admin=True)
    idea = rated(session, one)
    # all at 1, effort 5, no data: 0 points; the mean with 76.25 is 38.125
    low = {"worth": 1, "customer_impact": 1, "effort": 5, "feasibility": 1, "data_at_hand": DataAtHand.NO}
    rate_idea(session, idea, by=two, version=None, values=low)
    tally = tallies_of(session, [idea])[idea.id]
    assert (tally.count, tally.low, tally.high, tally.spread) == (2, 0, 76.25, 76.25)
    assert idea.score == tally.mean == pytest.approx(38.125, abs=0.006)
    assert tally.is_far_apart
    parts = parts_of(ratings_of(session, idea))
    assert parts[0].judged == ("4", "1")
    assert sum(part.points for part in parts) == pytest.approx(38.125)
    assert (idea.worth, idea.effort, idea.data_share) == (2.5, 3.5, 0.25)


def test_a_rater_judges_again_from_what_they_saw(session):
    manager = make_manager(session)
    idea = rated(session, manager)
    [mine] = ratings_of(session, idea)
    seen = mine.version
    rate_idea(session, idea, by=manager, version=seen, values={**JUDGED, "worth": 5})
    assert [one.worth for one in ratings_of(session, idea)] == [5]
    with pytest.raises(Conflict):
        rate_idea(session, idea, by=manager, version=seen, values={**JUDGED, "worth": 1})


def test_equal_scores_are_ordered_by_the_named_rules(session):
    manager, author = make_manager(session), make_person(session)
    first = rated(session, manager, author, "earlier")
    later = rated(session, manager, author, "later")
    low = rated(session, manager, author, "low", worth=1)
    unrated = make_idea(session, author, title="not rated")
    easy = rated(session, manager, author, "easy", effort=1, feasibility=1)  # + 5 - 5: equal score, less effort
    assert easy.score == first.score == later.score
    found = [idea.title for idea in list_ideas(session, manager, Filters()).ideas]
    assert found == ["easy", "earlier", "later", "low", "not rated"]
    assert low.score < first.score
    assert unrated.score is None


def test_the_author_changes_an_idea_until_it_is_rated(session):
    author, manager = make_person(session), make_manager(session)
    idea = make_idea(session, author)
    seen = idea.version
    change_idea(session, idea, by=author, version=seen, values={**GIVEN, "title": "Another title"})
    assert idea.title == "Another title"
    with pytest.raises(Conflict):
        change_idea(session, idea, by=author, version=seen, values=GIVEN)
    with pytest.raises(NotAllowed, match="Only its author"):
        change_idea(session, idea, by=manager, version=idea.version, values=GIVEN)
    assert may_change(idea, author)
    rate_idea(session, idea, by=manager, version=idea.version, values=JUDGED)
    assert not may_change(idea, author)
    with pytest.raises(RuleBroken, match="what was judged"):
        change_idea(session, idea, by=author, version=idea.version, values=GIVEN)


def test_an_amount_needs_its_arithmetic_and_is_no_loss(session):
    with pytest.raises(BadInput, match="how the benefit was estimated"):
        make_idea(session, benefit=1000.0)
    with pytest.raises(BadInput, match="above zero"):
        make_idea(session, benefit=-1.0, benefit_basis="A loss")


def test_only_managers_and_administrators_decide(session):
    idea, anybody = make_idea(session), make_person(session)
    with pytest.raises(NotAllowed):
        rate_idea(session, idea, by=anybody, version=idea.version, values=JUDGED)
    with pytest.raises(NotAllowed):
        settle_idea(session, idea, by=anybody, state=IdeaState.REJECTED, reason="No")
    with pytest.raises(NotAllowed):
        promote_idea(session, idea, by=anybody, **WHEN)
    rate_idea(session, idea, by=make_person(session, is_admin=True), version=idea.version, values=JUDGED)
    assert idea.state == IdeaState.RATED


def test_rejecting_needs_a_reason_and_can_be_taken_back(session):
    manager = make_manager(session)
    idea = rated(session, manager)
    with pytest.raises(BadInput, match="Say why"):
        settle_idea(session, idea, by=manager, state=IdeaState.REJECTED, reason=" ")
    with pytest.raises(BadInput):
        settle_idea(session, idea, by=manager, state=IdeaState.PROMOTED, reason="Quickly")
    settle_idea(session, idea, by=manager, state=IdeaState.REJECTED, reason="The process ends in May.")
    assert (idea.state, idea.reason) == (IdeaState.REJECTED, "The process ends in May.")
    with pytest.raises(RuleBroken, match="Take it up again"):
        rate_idea(session, idea, by=manager, version=idea.version, values=JUDGED)
    settle_idea(session, idea, by=manager, state=IdeaState.NEW, reason="It goes on.")
    assert idea.state == IdeaState.RATED
    newest = audit.entries_of(session, chain=0, kind="ideas", object_id=idea.id)[0]
    assert newest.reason == "It goes on."


def test_a_promoted_idea_becomes_a_project_and_nothing_is_typed_twice(session):
    manager, lead, author = make_manager(session), make_person(session), make_person(session)
    idea = make_idea(session, author, **WORTH, evidence="Ticket system", business_unit="Customer service")
    with pytest.raises(RuleBroken, match="Rate it first"):
        promote_idea(session, idea, by=manager, **WHEN)
    rate_idea(session, idea, by=manager, version=idea.version, values=JUDGED)
    project = promote_idea(session, idea, by=manager, people={Role.LEAD: [lead.id]}, author_as=Role.MEMBER, **WHEN)
    assert (project.title, project.process_name, project.currency) == (idea.title, idea.process_name, "CHF")
    assert project.business_unit == "Customer service"
    charter = charter_of(session, project)
    assert charter.problem_what == idea.problem
    assert charter.problem_source == "Ticket system"
    assert charter.business_case == "Worth 78\u202f080 CHF a year by the idea's estimate. 12,200 contacts × 6.40"
    [line] = rows_of(session, project, BenefitLine)
    assert line.gross == 78080.0
    assert line.type is None
    assert roles_of(project, lead) == {Role.LEAD}
    assert roles_of(project, author) == {Role.MEMBER}
    assert not roles_of(project, manager)
    assert (idea.state, idea.promoted_to_id) == (IdeaState.PROMOTED, project.id)
    with pytest.raises(RuleBroken, match="became a project"):
        settle_idea(session, idea, by=manager, state=IdeaState.PARKED, reason="Later")


def test_dates_that_contradict_each_other_promote_nothing(session):
    manager = make_manager(session)
    idea = rated(session, manager)
    with pytest.raises(BadInput, match="target date"):
        promote_idea(session, idea, by=manager, start_on=WHEN["target_on"], target_on=WHEN["start_on"])
    assert idea.state == IdeaState.RATED


def test_filters_find_by_state_text_unit_and_author(session):
    manager, author = make_manager(session), make_person(session)
    mine = make_idea(session, manager, title="100% right first time", business_unit="Claims")
    other = make_idea(session, author, title="Faster answers")
    settle_idea(session, other, by=manager, state=IdeaState.REJECTED, reason="Done already")

    def found(**asked):
        return [idea.id for idea in list_ideas(session, manager, Filters(**asked)).ideas]

    assert found() == [mine.id]
    assert found(state="rejected") == [other.id]
    assert found(state="", sort="newest") == [other.id, mine.id]
    assert found(state="", text="100%") == [mine.id]
    assert found(state="", text="1%t") == []
    assert found(state="", unit="Claims", mine=True) == [mine.id]
    with pytest.raises(NotFound):
        open_idea(session, 999)
