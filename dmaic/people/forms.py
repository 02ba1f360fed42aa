"""What do people type about themselves?"""

from __future__ import annotations

from wtforms import BooleanField, PasswordField
from wtforms.validators import EqualTo, Length

from dmaic.people.accounts import SHORTEST_PASSWORD
from dmaic.people.tokens import LONGEST_DAYS, USUAL_DAYS
from dmaic.web.forms import Form, TextField, WholeNumberField, at_most, between, needed

_long_enough = Length(
    min=SHORTEST_PASSWORD, message=f"Use at least {SHORTEST_PASSWORD} characters; a short sentence works well."
)
_same = EqualTo("password", message="The two passwords differ.")


class AddressCheck:
    """An address with something before and after one @."""

    def __call__(self, _form: object, field: TextField) -> None:
        name, at, domain = (field.data or "").partition("@")
        if not (name and at and domain and "@" not in domain and " " not in domain and " " not in name):
            raise ValueError("Write an address like anna@example.org.")


class SignInForm(Form):
    email = TextField("E-mail address", [needed], render_kw={"autocomplete": "username", "type": "email"})
    password = PasswordField("Password", [needed], render_kw={"autocomplete": "current-password"})


class AcceptForm(Form):
    name = TextField("Your name", [needed, at_most(120)], render_kw={"autocomplete": "name"})
    password = PasswordField(
        "Password",
        [needed, _long_enough],
        render_kw={"autocomplete": "new-password"},
        description=f"At least {SHORTEST_PASSWORD} characters.",
    )
    again = PasswordField("Password once more", [needed, _same], render_kw={"autocomplete": "new-password"})


class PasswordForm(Form):
    old = PasswordField("Present password", [needed], render_kw={"autocomplete": "current-password"})
    password = PasswordField(
        "New password",
        [needed, _long_enough],
        render_kw={"autocomplete": "new-password"},
        description=f"At least {SHORTEST_PASSWORD} characters. You will sign in again everywhere.",
    )
    again = PasswordField("New password once more", [needed, _same], render_kw={"autocomplete": "new-password"})


class InviteForm(Form):
    name = TextField("Name", [needed, at_most(120)])
    email = TextField("E-mail address", [needed, AddressCheck(), at_most(200)], render_kw={"type": "email"})
    is_manager = BooleanField("Manager", description="Reads every project and the portfolio.")
    is_admin = BooleanField("Administrator", description="Invites people and switches accounts off.")


class RightsForm(Form):
    is_manager = BooleanField("Manager")
    is_admin = BooleanField("Administrator")


class TokenForm(Form):
    name = TextField(
        "Program", [needed, at_most(120)], description="What will use it, such as “nightly capability report”."
    )
    days = WholeNumberField(
        "Days it holds",
        [needed, between(1, LONGEST_DAYS)],
        default=USUAL_DAYS,
        description="After that it opens nothing more.",
    )
