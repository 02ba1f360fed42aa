"""Which measures can be made of counts that were added up elsewhere, a row a period?"""

from __future__ import annotations

from dmaic.define.metrics import DataType
from dmaic.measure.service.fields import Field, Rows
from dmaic.measure.service.measures.measure import Family, Grain, Measure, Parameter, fields

_GRAINS = (Grain.MONTH, Grain.WEEK, Grain.DAY, Grain.EACH)
_ALL = Parameter("all", "What is counted", "cases", "text")
_WHOLE = "The day, week or month of the row; one that was not over when the file came waits."
_ELSEWHERE = "Counted elsewhere: ask who counts, by which rule, and what becomes of late corrections."

SHARE_WRONG = Measure(
    name="share_wrong",
    title="{bad} out of {all}",
    family=Family.COUNTED,
    question="Which share of the cases went wrong?",
    rows=frozenset({Rows.PERIODS}),
    needs=(
        fields(Field.CREATED, Field.TOTAL, Field.DEFECTS),
        fields(Field.CREATED, Field.TOTAL, Field.GOOD),
    ),
    unit_of_analysis="case",
    description="Share of {all} that are {bad}.",
    numerator="{bad}, as counted in the file (or what the cases that went well leave of all).",
    denominator="{all}, as counted in the file.",
    inclusions="Every row of the file with both counts; the rows of a period are added up on the chart.",
    exclusions="Rows without a count or without a case; rows with more cases wrong than there were.",
    time_window=_WHOLE,
    limitations="With thousands of cases a period plain limits are too narrow: see whether the chart offers p\u2032. "
    + _ELSEWHERE,
    by_case=False,
    counters=("counted",),
    parameters=(Parameter("bad", "What went wrong", "cases that went wrong", "text"), _ALL),
    grains=_GRAINS,
)
COUNTED = Measure(
    name="counted",
    title="{all} by period",
    family=Family.COUNTED,
    question="How many come?",
    rows=frozenset({Rows.PERIODS}),
    needs=(fields(Field.CREATED, Field.TOTAL),),
    data_type=DataType.COUNT,
    unit="cases",
    unit_of_analysis="period",
    description="{all} in each period.",
    numerator="{all}, as counted in the file.",
    denominator="Each period once.",
    inclusions="Every row of the file with a count; the rows of a period are added up on the chart.",
    exclusions="Rows without a count.",
    time_window=_WHOLE,
    limitations="Months differ in length, and seasons move it. " + _ELSEWHERE,
    counters=("share_wrong",),
    parameters=(_ALL,),
    grains=_GRAINS,
)
MEASURES = (SHARE_WRONG, COUNTED)
