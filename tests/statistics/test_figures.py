"""Numbers in sentences."""

import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.capability import checked_limits
from dmaic.statistics.figures import entered, figure, percent, sure, thousands
from dmaic.statistics.registry import analysis_named
from tests.statistics.face_inputs import INPUTS


@pytest.mark.parametrize(
    ("value", "read", "exactly"),
    [
        (0, "0", "0"),
        (74.03125, "74.03", "74.03125"),
        (1234.56, "1235", "1234.56"),
        (12345.678, "12\u202f346", "12\u202f345.678"),
        (-45678.9, "-45\u202f679", "-45\u202f678.9"),
        (1e6, "1\u202f000\u202f000", "1\u202f000\u202f000"),
        (5e-5, "5e-05", "5e-05"),
        (1e120, "1e+120", "1e+120"),
    ],
)
def test_a_figure_is_rounded_for_reading_and_an_entry_never(value, read, exactly):
    assert (figure(value), entered(value)) == (read, exactly)


def test_shares_and_confidence_are_percent():
    assert (percent(0.805), percent(0.1234, 1), sure(0.95), sure(0.999)) == ("80 %", "12.3 %", "95 %", "99.9 %")
    assert (thousands(9999), thousands(1234567), figure(2.5, "min")) == ("9999", "1\u202f234\u202f567", "2.5 min")


def test_limits_that_hardly_differ_are_told_apart():
    with pytest.raises(
        StatisticsError, match=r"\(74.0312501\) must be below the upper limit \(74.03125\); they may be"
    ):
        checked_limits(74.0312501, 74.03125)
    with pytest.raises(StatisticsError, match="they are equal"):
        checked_limits(5, 5)


SERIES = sorted({name for name, given in INPUTS if isinstance(given.get("values"), list) and name != "nist_anova"})


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize(
    ("bad", "said"),
    [(None, "is empty"), ("x", "holds 'x', which is not a number"), (True, "holds True, which is not a number")],
)
def test_every_analysis_names_the_same_row_in_the_same_words(name, bad, said):
    given = next(given for asked, given in INPUTS if asked == name and isinstance(given.get("values"), list))
    values = [given["values"][0], bad, *given["values"][2:]]
    with pytest.raises(StatisticsError) as refusal:
        analysis_named(name).answer({**given, "values": values})
    assert str(refusal.value).startswith("Row 2 of the ")
    assert said in str(refusal.value)
