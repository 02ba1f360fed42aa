"""Pages of sign-in, the own account, and the people of the installation."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.db import now
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.people import accounts, guard
from dmaic.people.accounts import Person, SignInRefused, Theme
from dmaic.people.forms import AcceptForm, InviteForm, PasswordForm, RightsForm, SignInForm
from dmaic.web import transaction
from dmaic.web.settings import settings

people = Blueprint("people", __name__)

Answer = str | Response | tuple[str, int]


@people.get("/health")
def health() -> dict[str, str]:
    """For load balancers: the process answers."""
    return {"status": "ok"}


@people.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Answer:
    if g.person is not None:
        return redirect(guard.safe_next(request.values.get("next")))
    form = SignInForm.of_request()
    if request.method == "POST" and form.validate():
        try:
            person = accounts.check_sign_in(transaction.session(), email=form.email.data, password=form.password.data)
        except SignInRefused as refusal:
            with transaction.aside() as session:
                accounts.count_failure(
                    session,
                    email=form.email.data,
                    attempts=settings().SIGN_IN_ATTEMPTS,
                    lock_minutes=settings().SIGN_IN_LOCK_MINUTES,
                )
            form.password.errors = [str(refusal)]
        else:
            guard.sign_in(person, hours=settings().SESSION_HOURS)
            return redirect(guard.safe_next(request.values.get("next")), code=303)
    page = render_template(
        "people/sign_in.html",
        form=form,
        next=request.values.get("next", ""),
        ended="ended" in request.args,
        demo_people=_demo_people(),
    )
    return page, 422 if form.errors else 200


def _demo_people() -> list[Person]:
    """The demo's sign-ins, offered on the sign-in page of a demo only."""
    if settings().PRODUCTION or not current_app.config["DEMO"]:
        return []
    everybody = accounts.list_people(transaction.session())
    return [person for person in everybody if person.email.endswith("@demo.example")]


@people.post("/sign-out")
def sign_out() -> Answer:
    guard.sign_out()
    flash("You are signed out.", "ok")
    return redirect(url_for("people.sign_in"), code=303)


@people.route("/invitation/<token>", methods=["GET", "POST"])
def accept(token: str) -> Answer:
    session = transaction.session()
    invitation = accounts.open_invitation(session, token)
    form = AcceptForm.of_request(data={"name": invitation.name})
    if request.method == "POST" and form.validate():
        person = accounts.accept_invitation(session, invitation, name=form.name.data, password=form.password.data)
        guard.sign_in(person, hours=settings().SESSION_HOURS)
        flash("Welcome. Your account is ready.", "ok")
        return redirect(url_for("portfolio.home"), code=303)
    return render_template("people/accept.html", form=form, invitation=invitation), 422 if form.errors else 200


@people.route("/account", methods=["GET", "POST"])
def account() -> Answer:
    person = guard.current_person()
    form = PasswordForm.of_request()
    if request.method == "POST" and form.validate():
        try:
            accounts.change_password(transaction.session(), person, old=form.old.data, new=form.password.data)
        except BadInput as refusal:
            form.old.errors = [str(refusal)]
        else:
            guard.sign_out()
            flash("Your password is changed. Sign in with the new one.", "ok")
            return redirect(url_for("people.sign_in"), code=303)
    return render_template("people/account.html", form=form), 422 if form.errors else 200


@people.post("/account/theme")
def set_theme() -> Answer:
    wish = request.form.get("theme", "")
    if wish not in set(Theme):
        raise BadInput("Choose light, dark or system.")
    guard.current_person().theme = Theme(wish)
    transaction.session().flush()
    return redirect(guard.safe_next(request.form.get("next")), code=303)


@people.get("/people", endpoint="people")
def everybody() -> Answer:
    guard.require_admin()
    found = accounts.list_people(transaction.session())
    return render_template("people/people.html", everybody=found, form=InviteForm(), link="", now=now())


@people.post("/people/invite")
def invite() -> Answer:
    admin = guard.require_admin()
    form, link = InviteForm.of_request(), ""
    session = transaction.session()
    status = 422
    if form.validate():
        try:
            _invitation, token = accounts.invite(session, by=admin, days=settings().INVITE_DAYS, **form.values())
        except (BadInput, RuleBroken) as refusal:
            form.email.errors = [str(refusal)]
        else:
            link, status = url_for("people.accept", token=token, _external=True), 200
    page = render_template(
        "people/people.html", everybody=accounts.list_people(session), form=form, link=link, now=now()
    )
    return page, status


@people.post("/people/<int:person_id>/rights")
def rights(person_id: int) -> Answer:
    admin = guard.require_admin()
    form = RightsForm.of_request()
    accounts.set_rights(transaction.session(), _person(person_id), by=admin, **form.values())
    return redirect(url_for("people.people"), code=303)


@people.post("/people/<int:person_id>/off")
def switch_off(person_id: int) -> Answer:
    accounts.switch_off(transaction.session(), _person(person_id), by=guard.require_admin())
    return redirect(url_for("people.people"), code=303)


@people.post("/people/<int:person_id>/on")
def switch_on(person_id: int) -> Answer:
    guard.require_admin()
    accounts.switch_on(transaction.session(), _person(person_id))
    return redirect(url_for("people.people"), code=303)


@people.post("/people/<int:person_id>/unlock")
def unlock(person_id: int) -> Answer:
    guard.require_admin()
    accounts.unlock(transaction.session(), _person(person_id))
    return redirect(url_for("people.people"), code=303)


@people.get("/people/history")
def history() -> Answer:
    """What happened on the installation as a whole."""
    guard.require_admin()
    before = request.args.get("before", type=int)
    entries = audit.entries_of(transaction.session(), chain=0, before=before, limit=100)
    return render_template("people/history.html", entries=entries)


def _person(person_id: int) -> Person:
    guard.require_admin()
    person = transaction.session().get(Person, person_id)
    if person is None:
        raise NotFound("There is no such account.")
    return person
