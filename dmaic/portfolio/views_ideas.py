"""Pages of ideas: the ranked list, one idea with its arithmetic, rating, decision, promotion, CSV."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from dmaic import audit
from dmaic.errors import BadInput, NotAllowed
from dmaic.people.accounts import list_people
from dmaic.people.guard import current_person
from dmaic.portfolio import ideas as verbs
from dmaic.portfolio import ratings
from dmaic.portfolio.forms_ideas import IdeaForm, PromoteForm, RateForm, SettleForm
from dmaic.portfolio.ideas import SORTS, Filters, Idea, IdeaState
from dmaic.portfolio.ratings import TIES, WEIGHTS
from dmaic.projects import notices
from dmaic.projects.permissions import Act
from dmaic.projects.project import can
from dmaic.web.conflict import Attempt, Difference, attempt
from dmaic.web.downloads import csv_download
from dmaic.web.transaction import session

ideas = Blueprint("ideas", __name__)

Answer = str | AnyResponse | tuple[str, int]
COLUMNS = (
    "title", "state", "score", "worth", "customer_impact", "effort", "feasibility", "data_share", "benefit",
    "currency", "benefit_basis", "process_name", "business_unit", "problem", "evidence", "reason",
)  # fmt: skip


@ideas.get("/ideas")
def listing() -> Answer:
    filters = _filters()
    found = verbs.list_ideas(session(), current_person(), filters)
    before = url_for("ideas.listing", **filters.query(page=filters.page - 1)) if filters.page > 1 else None
    after = url_for("ideas.listing", **filters.query(page=filters.page + 1)) if found.last < found.total else None
    return render_template(
        "portfolio/ideas.html",
        listing=found,
        tallies=ratings.tallies_of(session(), found.ideas),
        filters=filters,
        states=list(IdeaState),
        units=verbs.idea_units(session()),
        rule=", ".join(f"{weight.label.lower()} {weight.percent} %" for weight in WEIGHTS),
        ties=TIES,
        page={
            "first": found.first,
            "last": found.last,
            "total": found.total,
            "previous_url": before,
            "next_url": after,
        },
        sort_url=lambda key: url_for("ideas.listing", **filters.query(sort=key)),
        csv_url=url_for("ideas.export", **filters.query(page=1)),
    )


def _filters() -> Filters:
    asked = request.args
    page = asked.get("page", 1, type=int)
    return Filters(
        text=asked.get("text", "").strip(),
        state=asked.get("state", "open"),
        unit=asked.get("unit", ""),
        mine=bool(asked.get("mine")),
        sort=asked.get("sort", "score") if asked.get("sort") in SORTS else "score",
        page=max(1, min(page, 100_000)),
    )


@ideas.get("/ideas.csv")
def export() -> Answer:
    """All ideas that the filters let through."""
    found = verbs.list_ideas(session(), current_person(), _filters(), size=100_000)
    table: list[list[Any]] = [
        [*COLUMNS, "raters", "lowest_score", "highest_score", "submitted_by", "submitted_on", "project"]
    ]
    tallies = ratings.tallies_of(session(), found.ideas)
    for idea in found.ideas:
        values = [getattr(idea, name) for name in COLUMNS]
        code = idea.promoted_to.code if idea.promoted_to else ""
        tally = tallies.get(idea.id)
        raters = [tally.count, tally.low, tally.high] if tally else [0, "", ""]
        table.append([*values, *raters, idea.submitted_by.name, f"{idea.submitted_at:%Y-%m-%d}", code])
    return csv_download(table, "ideas.csv")


@ideas.route("/ideas/new", methods=["GET", "POST"])
def new() -> Answer:
    form = IdeaForm.of_request()
    if request.method == "POST" and form.validate():
        try:
            idea = verbs.submit_idea(session(), by=current_person(), values=form.values())
        except BadInput as refusal:
            form.benefit.errors = [str(refusal)]
        else:
            flash("Submitted. You can change it until somebody rates it.", "ok")
            return redirect(url_for("ideas.idea", idea_id=idea.id), code=303)
    return _form_page(form), 422 if form.errors else 200


@ideas.get("/ideas/<int:idea_id>")
def idea(idea_id: int) -> Answer:
    found = verbs.open_idea(session(), idea_id)
    return _page(found, _my_rating(found), SettleForm())


@ideas.route("/ideas/<int:idea_id>/edit", methods=["GET", "POST"])
def edit(idea_id: int) -> Answer:
    found = verbs.open_idea(session(), idea_id)
    person = current_person()
    if request.method == "POST" and found.submitted_by_id != person.id:
        raise NotAllowed("Only its author changes an idea. Tell them, or submit one of your own.")
    form = IdeaForm.of_request(obj=found)
    saving = Attempt()
    if request.method == "POST":
        saving = attempt(
            form,
            found,
            lambda: verbs.change_idea(session(), found, by=person, version=form.version.data, values=form.values()),
            at={BadInput: "benefit"},
        )
        if saving.is_kept:
            flash("Saved.", "ok")
            return redirect(url_for("ideas.idea", idea_id=found.id), code=303)
    return _form_page(form, found, saving.conflict), saving.status


@ideas.post("/ideas/<int:idea_id>/rate")
def rate(idea_id: int) -> Answer:
    found, person = _to_decide(idea_id), current_person()
    mine = ratings.rating_by(session(), found, person)
    form = RateForm.of_request(obj=mine)
    saving = attempt(
        form,
        mine,
        lambda: ratings.rate_idea(session(), found, by=person, version=form.version.data, values=form.values()),
    )
    if saving.is_kept:
        tally = ratings.tally_of(ratings.ratings_of(session(), found))
        assert tally is not None
        among = "" if tally.count == 1 else f" (mean of {tally.count} raters)"
        _tell(found, f"Your idea “{found.title}” is rated: {found.score:g} of 100{among}.")
        flash(f"Rated. The score is {found.score:g} of 100{among}.", "ok")
        return redirect(url_for("ideas.idea", idea_id=found.id), code=303)
    return _page(found, form, SettleForm(), saving.conflict), saving.status


def _my_rating(found: Idea) -> RateForm:
    """The form with the person's own judgements; at first only what the author said about data at hand."""
    mine = ratings.rating_by(session(), found, current_person())
    return RateForm(obj=mine) if mine is not None else RateForm(data={"data_at_hand": found.data_at_hand})


@ideas.post("/ideas/<int:idea_id>/settle")
def settle(idea_id: int) -> Answer:
    found, person = _to_decide(idea_id), current_person()
    form = SettleForm.of_request()
    if form.validate():
        verbs.settle_idea(session(), found, by=person, state=form.state.data, reason=form.reason.data)
        word = "taken up again" if form.state.data == IdeaState.NEW else found.state.value
        _tell(found, f"Your idea “{found.title}” is {word}: {found.reason}")
        flash(f"The idea is {word}. Its author was told.", "ok")
        return redirect(url_for("ideas.idea", idea_id=found.id), code=303)
    return _page(found, _my_rating(found), form), 422


@ideas.route("/ideas/<int:idea_id>/promote", methods=["GET", "POST"])
def promote(idea_id: int) -> Answer:
    found, person = _to_decide(idea_id), current_person()
    today = date.today()
    form = PromoteForm.of_request(data={"start_on": today, "target_on": today + timedelta(days=180)})
    people = [(one.id, one.name) for one in list_people(session()) if one.is_active]
    for field in (form.lead, form.sponsor, form.process_owner):
        field.choices = [*field.choices, *people]
    if request.method == "POST" and form.validate():
        try:
            project = verbs.promote_idea(
                session(),
                found,
                by=person,
                start_on=form.start_on.data,
                target_on=form.target_on.data,
                people=form.people(),
                author_as=form.author_as.data,
            )
        except BadInput as refusal:
            form.target_on.errors = [str(refusal)]
        else:
            told = [member.person for member in project.members if member.person_id != person.id]
            url = url_for("tollgates.home", project_id=project.id)
            text = f"The idea “{found.title}” became project {project.code}. You are on its team."
            notices.tell(session(), told, project_id=project.id, url=url, text=text)
            if found.submitted_by_id not in {one.id for one in told}:
                _tell(found, f"Your idea “{found.title}” became project {project.code}.")
            flash(f"{project.code} is open. Title, problem and benefit came with it.", "ok")
            return redirect(url, code=303)
    return render_template("portfolio/ideas_promote.html", idea=found, form=form), 422 if form.errors else 200


def _to_decide(idea_id: int) -> Idea:
    """The idea, for somebody who may decide on it."""
    if not verbs.may_decide(current_person()):
        raise NotAllowed("Managers and administrators rate ideas and decide on them. Ask one of them.")
    return verbs.open_idea(session(), idea_id)


def _tell(found: Idea, text: str) -> None:
    if found.submitted_by_id != current_person().id:
        notices.tell(session(), [found.submitted_by], url=url_for("ideas.idea", idea_id=found.id), text=text)


def _form_page(form: IdeaForm, found: Idea | None = None, conflict: Sequence[Difference] = ()) -> str:
    may_edit = found is None or verbs.may_change(found, current_person())
    return render_template("portfolio/ideas_form.html", form=form, idea=found, conflict=conflict, may_edit=may_edit)


def _page(found: Idea, rating: RateForm, settling: SettleForm, conflict: Sequence[Difference] = ()) -> str:
    person = current_person()
    project = found.promoted_to
    given = ratings.ratings_of(session(), found)
    return render_template(
        "portfolio/idea.html",
        idea=found,
        rating=rating,
        settling=settling,
        conflict=conflict,
        parts=ratings.parts_of(given),
        given=given,
        tally=ratings.tally_of(given),
        rated_before=any(one.person_id == person.id for one in given),
        ties=TIES,
        may_decide=verbs.may_decide(person) and not found.is_settled,
        may_change=verbs.may_change(found, person),
        project=project if project is not None and can(project, person, Act.VIEW) else None,
        entries=audit.entries_of(session(), chain=0, kind=Idea.__tablename__, object_id=found.id),
    )
