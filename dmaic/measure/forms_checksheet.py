"""What is typed on a check sheet?"""

from __future__ import annotations

from wtforms import BooleanField, DateTimeLocalField, HiddenField

from dmaic.define.forms.help import told
from dmaic.web.forms import Form, LongTextField, NumberField, TextField, at_most, between, needed, optional

_MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class HandForm(Form):
    """What goes by hand into a series."""

    beside_export = BooleanField("It belongs into the series of the export all the same")
    zone = HiddenField()


class ValueForm(HandForm):
    """One measured value."""

    value = NumberField("Value", [needed], decimals_usual=True)
    at = DateTimeLocalField("When", [optional], format=_MOMENTS)
    subgroup = TextField("Subgroup", [at_most(60)], description="Batch, hour, shift: readings of one belong together.")


class OpenForm(HandForm):
    """A new sheet."""

    about = TextField("What it covers", [at_most(60)])
    categories = LongTextField("Categories", [needed, at_most(2000)], description="One a line.", render_kw={"rows": 6})

    help = {
        "about": told("A shift, a day, a batch: what the reading will be called.", "Tuesday, early shift"),
        "categories": told(
            "What may be seen, in the words of those who tally. “Other” is added.",
            "Wrong address\nWrong amount\nNo invoice number",
            "Causes. Tally what is seen; why it happened is another question.",
        ),
    }


class CloseForm(HandForm):
    """What a sheet becomes."""

    size = NumberField("How many were looked at", [optional, between(0)])
    counted = NumberField("Of them with at least one", [optional, between(0)])
    at = DateTimeLocalField("When", [optional], format=_MOMENTS)
