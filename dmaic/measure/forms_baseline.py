"""What is typed about a baseline: which period, which figure, and who signs?"""

from __future__ import annotations

from dmaic.measure.baseline import Compare, Figure
from dmaic.web.forms import ChoiceField, Form, LongTextField, at_most

CONFIDENCES = (("0.9", "90 %"), ("0.95", "95 %"), ("0.99", "99 %"))


class PeriodForm(Form):
    """The figure that becomes the baseline, how sure its interval is, and which periods are compared.

    The days are plain fields of the page.
    """

    figure = ChoiceField(
        "The baseline is", choices=[(one.value, one.words) for one in Figure], coerce=Figure, default=Figure.AUTO
    )
    confidence = ChoiceField("Intervals at", choices=list(CONFIDENCES), default="0.95")
    compare = ChoiceField(
        "Compare the mix of",
        choices=[(one.value, one.words) for one in Compare],
        coerce=Compare,
        default=Compare.HALVES,
    )


class SignForm(Form):
    """A name under the baseline."""

    role = ChoiceField("Sign as")
    note = LongTextField(
        "Note",
        [at_most(2000)],
        description="Needed where the chart is not stable: which special causes stay in the baseline, and why?",
    )
