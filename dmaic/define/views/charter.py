"""The pages of the charter: writing, submitting, signing, comparing versions."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.define import charter as verbs
from dmaic.define.charter import Charter
from dmaic.define.charter.fields import LABELS
from dmaic.define.charter.lists import Milestone, Risk, milestone_picture
from dmaic.define.charter.signing import MEANINGS
from dmaic.define.forms.charter import CharterForm, SignForm
from dmaic.define.metrics import metrics_of
from dmaic.define.views.blueprint import Answer, define
from dmaic.errors import BadInput, Conflict, NotFound, RuleBroken
from dmaic.people.guard import current_person
from dmaic.projects import notices
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, can, open_project
from dmaic.projects.rows import rows_of
from dmaic.web.conflict import differences, take_chosen
from dmaic.web.transaction import session

NOT_COLUMNS = ("version", "why")


@define.route("/projects/<int:project_id>/define/charter", methods=["GET", "POST"])
def charter(project_id: int) -> Answer:
    """The charter; a POST saves the draft, and submits it where the person pressed that button."""
    writing = request.method == "POST"
    project = open_project(session(), project_id, current_person(), Act.EDIT if writing else Act.VIEW)
    found = verbs.charter_of(session(), project)
    form = _form(project, found)
    if not writing:
        return _page(project, found, form, asked=request.args.get("asked"))
    if not form.validate():
        return _page(project, found, form), 422
    if found is not None:
        take_chosen(form, found)
    try:
        saved = verbs.write_charter(
            session(), project, version=form.version.data, values=form.values(without=NOT_COLUMNS)
        )
    except Conflict:
        assert found is not None
        return _page(project, found, form, conflict=differences(form, found)), 409
    except BadInput as refusal:
        form.form_errors.append(str(refusal))
        return _page(project, found, form), 422
    if "submit" in request.form:
        return _submitted(project, saved, form.why.data or "")
    flash("Saved as a draft.", "ok")
    return redirect(url_for("define.charter", project_id=project.id), code=303)


def _submitted(project: Project, saved: Charter, why: str) -> Response:
    """Submit what was just saved. A refusal keeps the draft and says what is missing."""
    try:
        version = verbs.submit_charter(session(), project, saved, by=current_person(), why=why)
    except (RuleBroken, BadInput) as refusal:
        missing = verbs.missing_of(session(), project, saved)
        unsaid = not missing and isinstance(refusal, BadInput) and refusal.field == "why"
        flash("Saved as a draft.", "ok")
        flash("Not submitted yet: see what is missing." if missing or unsaid else str(refusal), "warn")
        asked = "why" if unsaid else "" if missing else None
        return redirect(url_for("define.charter", project_id=project.id, asked=asked), code=303)
    page = url_for("define.charter", project_id=project.id)
    notices.tell(
        session(),
        project.people_as(*MEANINGS),
        text=f"The charter of {project.code} {project.title} waits for your signature (version {version.number}).",
        url=page,
        project_id=project.id,
        mail=f"Read it and sign it, or say what is missing: {page}",
    )
    flash(f"Submitted as version {version.number}. Sponsor and finance have been told.", "ok")
    return redirect(page, code=303)


@define.post("/projects/<int:project_id>/define/charter/sign")
def sign_charter(project_id: int) -> Answer:
    """The sponsor's or the finance partner's signature; whoever may see the project and holds that role."""
    project = open_project(session(), project_id, current_person(), Act.SIGN_CHARTER)
    form = SignForm.of_request()
    if not form.validate():
        raise BadInput("Say at which place you sign: as sponsor or as finance partner.")
    found = _written(project)
    verbs.sign_charter(session(), project, found, person=current_person(), role=form.role.data)
    flash("Signed.", "ok")
    return redirect(url_for("define.charter", project_id=project.id), code=303)


@define.get("/projects/<int:project_id>/define/charter/versions")
def charter_versions(project_id: int) -> Answer:
    """Every submitted version, and what reads differently between two of them."""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    found = _written(project)
    versions = verbs.kept_of(session(), found)
    current = verbs.facts_of(session(), project, found)
    by_number = {str(one.number): one.facts for one in versions} | {"now": current}
    newest = [str(one.number) for one in versions]
    standing = verbs.standing_of(session(), project, found)
    since = standing.state == verbs.CharterState.CHANGED or len(newest) < 2
    pair = ("now", *newest) if since else newest
    older = request.args.get("older", pair[1] if len(pair) > 1 else "now")
    newer = request.args.get("newer", pair[0])
    if older not in by_number or newer not in by_number:
        raise NotFound("There is no such version of this charter.")
    return render_template(
        "define/charter_versions.html",
        project=project,
        versions=versions,
        older=older,
        newer=newer,
        changes=verbs.compare(by_number[older], by_number[newer]),
        signatures=verbs.signatures_given(session(), project, found),
    )


@define.get("/projects/<int:project_id>/define/charter/versions/<int:number>")
def charter_version(project_id: int, number: int) -> Answer:
    """One version as it was submitted."""
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    found = _written(project)
    version = verbs.open_version(session(), found, number)
    returns, stays = verbs.what_returns(session(), project, found, version)
    return render_template(
        "define/charter_version.html",
        project=project,
        version=version,
        charter=found,
        returns=returns,
        stays=stays,
        may_restore=bool(returns) and project.is_open and can(project, current_person(), Act.EDIT),
        keeps_draft=verbs.standing_of(session(), project, found).state != verbs.CharterState.SUBMITTED,
        sections=verbs.sections(version.facts),
        signatures=[
            one for one in verbs.signatures_given(session(), project, found) if one.fingerprint == version.fingerprint
        ],
    )


@define.post("/projects/<int:project_id>/define/charter/versions/<int:number>/restore")
def restore_charter(project_id: int, number: int) -> Answer:
    """Bring the wording of a version back as the draft."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    found = _written(project)
    version = verbs.open_version(session(), found, number)
    seen = request.form.get("version", type=int)
    kept = verbs.restore_version(session(), project, found, version, by=current_person(), seen=seen)
    flash(f"The draft reads like version {number} again. Submit it to make it a new version.", "ok")
    if kept is not None:
        flash(f"The draft as it was is kept as version {kept.number}.", "info")
    return redirect(url_for("define.charter", project_id=project.id), code=303)


def _written(project: Project) -> Charter:
    found = verbs.charter_of(session(), project)
    if found is None:
        raise NotFound("The charter of this project is not begun.")
    return found


def _form(project: Project, found: Charter | None) -> Any:
    form = CharterForm.of_request(obj=found or Charter())
    metrics = [(one.id, f"{one.name} ({one.unit})" if one.unit else one.name) for one in metrics_of(session(), project)]
    form.goal_metric_id.choices = [*form.goal_metric_id.choices, *metrics]
    if found is not None and found.signed_baseline is not None:
        del form.goal_baseline
        del form.goal_baseline_status
    return form


def _page(project: Project, found: Charter | None, form: Any, *, asked: str | None = None, conflict: Any = ()) -> str:
    person = current_person()
    shown = found or Charter()
    missing = verbs.missing_of(session(), project, shown)
    if asked is not None:
        for ask in missing:
            if ask.field in form:
                form[ask.field].errors = [*form[ask.field].errors, ask.sentence]
    if asked == "why" and not missing:
        form.why.errors = [*form.why.errors, verbs.SAY_WHY]
    return render_template(
        "define/charter.html",
        project=project,
        charter=found,
        form=form,
        conflict=conflict,
        missing=missing,
        labels=LABELS,
        asked=asked is not None,
        goal=None if any(ask.field.startswith("goal_") for ask in missing) else verbs.goal_of(shown),
        cautions=[*verbs.day_cautions(project, shown, date.today()), *verbs.cautions_of(project, shown)],
        standing=verbs.standing_of(session(), project, found) if found else None,
        places=verbs.places_of(session(), project, found) if found else [],
        may_sign=verbs.may_sign(session(), project, found, person) if found else [],
        may_edit=project.is_open and can(project, person, Act.EDIT),
        sections=verbs.sections(verbs.facts_of(session(), project, shown)),
        counter_metrics=verbs.counter_metrics_of(session(), project),
        milestones=rows_of(session(), project, Milestone),
        gantt=milestone_picture(session(), project),
        risks=sorted(rows_of(session(), project, Risk), key=lambda one: -(one.score or 0)),
        entries=audit.entries_of(session(), chain=project.id, kinds=("charters", "charter_versions"), limit=20),
    )
