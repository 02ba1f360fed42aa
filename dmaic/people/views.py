"""Pages of sign-in, the own account, and the people of the installation."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.db import now
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.people import accounts, guard, tokens
from dmaic.people.accounts import Person, SignInRefused, Theme
from dmaic.people.forms import AcceptForm, InviteForm, PasswordForm, RightsForm, SignInForm, TokenForm
from dmaic.web import transaction
from dmaic.web.forms import Form
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


def _demo_people() -> list[tuple[Person, str]]:
    """The demo's sign-ins and what each of them does, offered on the sign-in page of a demo only."""
    told = {} if settings().PRODUCTION else current_app.config["DEMO"]
    found = {person.email: person for person in accounts.list_people(transaction.session())} if told else {}
    return [(found[email], does) for email, does in told.items() if email in found]


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
    known = session.get_one(Person, invitation.person_id).password_hash is not None
    if request.method == "POST" and form.validate():
        person = accounts.accept_invitation(session, invitation, name=form.name.data, password=form.password.data)
        guard.sign_in(person, hours=settings().SESSION_HOURS)
        flash("Your new password is set." if known else "Welcome. Your account is ready.", "ok")
        return redirect(url_for("portfolio.home"), code=303)
    page = render_template("people/accept.html", form=form, invitation=invitation, known=known)
    return page, 422 if form.errors else 200


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
    return _account(form, TokenForm(), shown_first=form)


def _account(form: PasswordForm, token_form: TokenForm, *, shown_first: Form, token: str = "") -> Answer:
    """The account page; ``token`` is the text of a new one, told this once."""
    page = render_template(
        "people/account.html",
        form=form,
        token_form=token_form,
        failed=shown_first,
        token=token,
        tokens=tokens.tokens_of(transaction.session(), guard.current_person()),
        now=now(),
    )
    return page, 422 if shown_first.errors else 200


@people.post("/account/tokens")
def make_token() -> Answer:
    """Make a token and show its text on the page that answers."""
    form, text = TokenForm.of_request(), ""
    if form.validate():
        _, text = tokens.make_token(transaction.session(), guard.current_person(), **form.values())
        form = TokenForm()
    return _account(PasswordForm(), form, shown_first=form, token=text)


@people.post("/account/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> Answer:
    revoked = tokens.revoke(transaction.session(), guard.current_person(), token_id)
    flash(f"The token “{revoked.name}” opens nothing any more.", "ok")
    return redirect(url_for("people.account"), code=303)


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
    return _everybody(InviteForm())


def _everybody(form: InviteForm, link: str = "", name: str = "") -> str:
    """The page of all accounts; ``link`` is shown once, for the person of this name."""
    found = accounts.list_people(transaction.session())
    return render_template("people/people.html", everybody=found, form=form, link=link, name=name, now=now())


@people.post("/people/invite")
def invite() -> Answer:
    admin = guard.require_admin()
    form = InviteForm.of_request()
    if form.validate():
        days, session = settings().INVITE_DAYS, transaction.session()
        try:
            invitation, token = accounts.invite(session, by=admin, days=days, **form.values())
        except (BadInput, RuleBroken) as refusal:
            form.email.errors = [str(refusal)]
        else:
            return _everybody(InviteForm(None), _link(token), invitation.name)
    return _everybody(form), 422


@people.post("/people/<int:person_id>/link")
def new_link(person_id: int) -> Answer:
    """A link for somebody who forgot the password, or lost the invitation."""
    admin, person = guard.require_admin(), _person(person_id)
    _invitation, token = accounts.new_link(transaction.session(), person, by=admin, days=settings().INVITE_DAYS)
    return _everybody(InviteForm(None), _link(token), person.name)


def _link(token: str) -> str:
    return url_for("people.accept", token=token, _external=True)


@people.post("/people/<int:person_id>/rights")
def rights(person_id: int) -> Answer:
    admin = guard.require_admin()
    form = RightsForm.of_request()
    person = _person(person_id)
    accounts.set_rights(transaction.session(), person, by=admin, **form.values())
    flash(f"The rights of {person.name} are set.", "ok")
    return redirect(url_for("people.people"), code=303)


@people.post("/people/<int:person_id>/off")
def switch_off(person_id: int) -> Answer:
    person = _person(person_id)
    accounts.switch_off(transaction.session(), person, by=guard.require_admin())
    flash(f"{person.name} is switched off and signed out everywhere. The name stays in the record.", "ok")
    return redirect(url_for("people.people"), code=303)


@people.post("/people/<int:person_id>/on")
def switch_on(person_id: int) -> Answer:
    guard.require_admin()
    person = _person(person_id)
    accounts.switch_on(transaction.session(), person)
    flash(f"{person.name} may sign in again.", "ok")
    return redirect(url_for("people.people"), code=303)


@people.post("/people/<int:person_id>/unlock")
def unlock(person_id: int) -> Answer:
    guard.require_admin()
    person = _person(person_id)
    accounts.unlock(transaction.session(), person)
    flash(f"{person.name} may try again now.", "ok")
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
