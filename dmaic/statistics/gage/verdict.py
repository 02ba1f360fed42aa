"""May we trust the gauge? The manual's bands, in plain words, with what to do next.

Bands after AIAG, Measurement Systems Analysis, 4th ed.: %study variation and %tolerance under 10 acceptable, 10 to 30
conditional, above 30 not acceptable; on %contribution (variance) the same borders are 1 and 9, never 10 and 30. ndc
should be 5 or more. Where the interval of a measure reaches from the first band into the last, the study is too small
for a verdict, and none is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from dmaic.statistics.gage.model import GageModel
from dmaic.statistics.result import Statistic

BANDS_OF_SPREAD = (10.0, 30.0)
BANDS_OF_VARIANCE = (1.0, 9.0)
WANTED_CATEGORIES = 5
_CUSTOMARY = {"part": 10, "operator": 3}
_FEWEST_FREE = 10


class Grade(IntEnum):
    """How good, so that the worst of several wins."""

    OK = 0
    CONDITIONAL = 1
    UNDECIDED = 2
    FAIL = 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """One measure held against its band."""

    measure: str
    value: float
    level: str
    bands: tuple[float, float]
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class GageVerdict:
    """The verdict: ok, conditional, undecided or fail; each judgement behind it; the sentence; what to do."""

    level: str
    judgements: tuple[Judgement, ...]
    words: str
    advice: tuple[str, ...]


def grade(value: float, bands: tuple[float, float]) -> Grade:
    """Under the first border ok, up to the second conditional, above it fail."""
    if value < bands[0]:
        return Grade.OK
    return Grade.CONDITIONAL if value <= bands[1] else Grade.FAIL


def settled(value: float, low: float | None, high: float | None, bands: tuple[float, float]) -> Grade:
    """The grade of ``value``; undecided where its interval reaches from ok into fail."""
    if low is not None and high is not None and {grade(low, bands), grade(high, bands)} == {Grade.OK, Grade.FAIL}:
        return Grade.UNDECIDED
    return grade(value, bands)


def judge(model: GageModel, intervals: Sequence[Statistic]) -> GageVerdict:
    """The verdict on one model with its intervals; the worst of %study variation, %tolerance (and %process) decides."""
    gage = model.component("gage_rr")
    at = {one.name: (one.low, one.high) for one in intervals}
    nothing: tuple[float | None, float | None] = (None, None)
    held = {
        "pct_study_var": (gage.pct_study_var, BANDS_OF_SPREAD),
        "pct_contribution": (gage.pct_contribution, BANDS_OF_VARIANCE),
    }
    if gage.pct_tolerance is not None:
        held["pct_tolerance"] = (gage.pct_tolerance, BANDS_OF_SPREAD)
    if gage.pct_process is not None:
        held["pct_process"] = (gage.pct_process, BANDS_OF_SPREAD)
    judgements, grades = [], {}
    for name, (value, bands) in held.items():
        low, high = at.get(f"gage_rr_{name}", nothing)
        if name == "pct_process" and gage.stddev > 0:
            times = value / gage.stddev
            low, high = (None if end is None else end * times for end in at.get("gage_rr_sd", nothing))
        grades[name] = settled(value, low, high, bands)
        judgements.append(Judgement(name, value, grades[name].name.lower(), bands, low, high))
    # %contribution is %study variation squared: a second opinion on the same fact, so it does not vote.
    worst = max(grade for name, grade in grades.items() if name != "pct_contribution")
    if worst is Grade.UNDECIDED:
        asked = {one.measure: one for one in judgements if one.level == "undecided" and one.measure in _SPOKEN}
        return GageVerdict("undecided", tuple(judgements), _undecided(asked), _measure_more(model))
    return GageVerdict(worst.name.lower(), tuple(judgements), _words(model, worst), _advice(model, worst))


_SPOKEN = {
    "pct_study_var": "of the spread seen in the study",
    "pct_tolerance": "of the tolerance",
    "pct_process": "of the spread of the process",
}


def _undecided(asked: Mapping[str, Judgement]) -> str:
    ranges = " and ".join(
        f"from {one.low:.0f} to {one.high:.0f} % {_SPOKEN[name]} ({one.value:.1f} % was seen)"
        for name, one in asked.items()
    )
    return (
        f"Not decided: the study is too small to tell a fit measurement system from an unfit one. Measurement may take "
        f"up anything {ranges}; under {BANDS_OF_SPREAD[0]:g} % is fit, above {BANDS_OF_SPREAD[1]:g} % is not."
    )


def _measure_more(model: GageModel) -> tuple[str, ...]:
    """What the study lacks against the customary size; where it lacks nothing, what its interval rests on."""
    free = {row.source: row.df for row in model.anova}
    sizes = {name: free[name] + 1 for name in _CUSTOMARY if name in free}
    names = {"part": "part", "operator": "appraiser"}
    more = [
        f"{_CUSTOMARY[name] - size} more {names[name]}{'s' * (_CUSTOMARY[name] - size > 1)} ({_CUSTOMARY[name]} in all)"
        for name, size in sizes.items()
        if size < _CUSTOMARY[name]
    ]
    if more:
        return (f"Measure {' and '.join(more)}, each part at least twice by each appraiser, and judge again.",)
    people = free.get("operator")
    if people is not None and people < _FEWEST_FREE:
        who = f"What appraisers add rests on {people + 1} people: ask {people + 1} more to measure the same parts"
        return (f"{who}, then judge again.",)
    return ("Repeat the study with twice as many parts, and judge again.",)


def _words(model: GageModel, worst: Grade) -> str:
    gage = model.component("gage_rr")
    said = f"Measurement takes up {gage.pct_study_var:.1f} % of the spread seen in the study"
    if gage.pct_tolerance is not None:
        said += f" and {gage.pct_tolerance:.1f} % of the tolerance"
    verdict = {
        Grade.OK: "The measurement system is fit for use.",
        Grade.CONDITIONAL: "The measurement system may do, depending on what hangs on the decision.",
        Grade.FAIL: "The measurement system is not fit for use: improve it before trusting any data from it.",
    }[worst]
    if model.ndc is None:
        categories = "No measurement variation was seen at all."
    else:
        word = "category" if model.ndc == 1 else "categories"
        categories = f"It tells {model.ndc} {word} of parts apart ({WANTED_CATEGORIES} or more are wanted)."
    return f"{said}. {verdict} {categories}"


def _advice(model: GageModel, worst: Grade) -> tuple[str, ...]:
    advice = []
    repeatability = model.component("repeatability").variance
    reproducibility = model.component("reproducibility").variance
    if worst is not Grade.OK:
        if repeatability >= reproducibility:
            advice.append(
                "Most of it is repeatability, the same person measuring the same part: service, clamp or replace the "
                "instrument, define where and how to measure, or average several readings."
            )
        else:
            advice.append(
                "Most of it is reproducibility, differences between appraisers: agree on one written method, train "
                "together on the same parts, make the scale easier to read."
            )
        interaction = next((c.variance for c in model.components if c.name == "interaction"), 0.0)
        if interaction > 0 and interaction > reproducibility / 2:
            advice.append(
                "Appraisers differ more on some parts than on others: look at the parts where they part ways."
            )
        advice.append("Then repeat the study before collecting data with this system.")
    if model.ndc is None:
        advice.append("Check the resolution: readings that never differ are often rounded.")
    elif model.ndc < WANTED_CATEGORIES:
        advice.append(
            "Check that the parts cover the usual range of the process: parts too alike make any gauge look bad."
        )
    return tuple(advice)
