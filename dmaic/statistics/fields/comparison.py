"""Which fields do the tests, the regressions, the strata and the adviser take?"""

from __future__ import annotations

from dmaic.statistics.fields.declared import Choices, Field, Kind, choice, field, need, when
from dmaic.statistics.fields.shared import (
    ALPHA,
    EFFECT,
    GROUP_NAMES,
    PAIR_NAMES,
    RATIO,
    TERMS,
    UNIT,
    VALUES,
)

_GROUPS = need(
    "groups", Kind.GROUPS, "Groups", "One column a group, its values below each other; they may differ in length."
)
_X = need("x", Kind.NUMBERS, "First sample", "Its values, one a row.")
_PAIR_Y = need("y", Kind.NUMBERS, "Second measurement", "Its values, in the order of the first.")
_PREDICTORS = need("x", Kind.COLUMNS, "Predictors", "A named column a predictor, one row a case.")
_INTERCEPT = field(
    "intercept", Kind.FLAG, "With a constant", "The safe choice; without, the line is forced through 0.", default=True
)
_PREDICTOR_NAMES = field("names", Kind.WORDS, "Names of the predictors", "Where x is a list of rows without names.")
_EXPOSURE = field("exposure", Kind.NUMBERS, "Exposure", "Hours, units or area behind each count.")
_AT = field("at", Kind.WORDS, "Dates", "The date (and time) of each value, such as 2026-03-31T09:30.")
_NIST_MODELS: Choices = (("multiple", "Several predictors"), ("polynomial", "Powers of one predictor"))
_KINDS_OF_DATA: Choices = (
    ("continuous", "Measured (length, time, money)"),
    ("ordinal", "Ranked (grades, scores)"),
    ("proportion", "Yes or no, a share of so many"),
    ("count", "Counted defects, equal areas"),
    ("count-rate", "Counted defects, areas that differ"),
    ("time-between", "Time between rare events"),
    ("category", "Categories without an order"),
)


def _k_sample(*more: Field) -> tuple[Field, ...]:
    return (_GROUPS, GROUP_NAMES, *more, *TERMS)


def _strata(*parts: Field) -> tuple[Field, ...]:
    return (field("name", Kind.TEXT, "Name", "The kind of cases."), *parts)


def _period(prefix: str, words: str) -> tuple[Field, ...]:
    return (
        need(f"{prefix}n", Kind.NUMBER, f"Cases{words}", "How many."),
        field(f"{prefix}count", Kind.NUMBER, f"With the mark{words}", "How many of them; for a share."),
        field(f"{prefix}value", Kind.NUMBER, f"Mean{words}", "Instead of a count."),
        field(f"{prefix}sd", Kind.NUMBER, f"Standard deviation{words}", "With the mean."),
    )


FIELDS: dict[str, tuple[Field, ...]] = {
    "two_sample": (
        _X,
        field("y", Kind.NUMBERS, "Second sample", "Its values; left out, the first is compared with the target."),
        field("mu0", Kind.NUMBER, "Target", "The mean to compare the first sample with.", default=0.0),
        field("paired", Kind.FLAG, "Paired", "Whether the values belong together row by row; if left out, equal lengths are tried as pairs."),
        PAIR_NAMES,
        *TERMS,
        RATIO,
        EFFECT,
    ),
    "equivalence": (
        _X,
        field("y", Kind.NUMBERS, "Second sample", "Its values, unless one sample is compared with a target."),
        choice(
            "comparison",
            "Comparison",
            "What is compared.",
            (("welch", "Two samples"), ("pooled", "Two samples, equal spread"), ("paired", "Pairs"), ("one-sample", "One sample with a target")),
            "welch",
        ),
        field("margin", Kind.NUMBER, "Margin", "A difference up to this, either way, counts as the same."),
        field("low_margin", Kind.NUMBER, "Lower margin", "Instead: how far below still counts as the same."),
        field("high_margin", Kind.NUMBER, "Upper margin", "Instead: how far above still counts as the same."),
        field("mu0", Kind.NUMBER, "Target", "For one sample: the mean to compare with.", default=0.0),
        ALPHA,
        PAIR_NAMES,
        UNIT,
    ),
    "correlation": (_X, _PAIR_Y, PAIR_NAMES, *TERMS),
    "k_sample": _k_sample(RATIO, EFFECT),
    "games_howell": _k_sample(),
    "dunn": _k_sample(),
    "mood_median": _k_sample(EFFECT),
    "holm": (
        need("p_values", Kind.NUMBERS, "P-values", "One a test, from 0 to 1."),
        field("names", Kind.WORDS, "Names of the tests", "One a test, in their order."),
        ALPHA,
    ),
    "contingency": (
        field("table", Kind.ROWS, "Table", "Counts of cases: one row and one column a kind."),
        field("rows", Kind.WORDS, "Names of the rows", "In their order."),
        field("columns", Kind.WORDS, "Names of the columns", "In their order."),
        field("counts", Kind.NUMBERS, "Counts", "Instead of a table: the cases of each kind, held against shares."),
        field("probabilities", Kind.NUMBERS, "Expected shares", "With counts: from 0 to 1; equal if left out."),
        *TERMS,
        RATIO,
    ),
    "regression": (
        choice(
            "model",
            "Model",
            "What the result is.",
            (
                ("linear", "A measured result"),
                ("polynomial", "A measured result, curved"),
                ("logistic", "A yes or no"),
                ("poisson", "A count"),
            ),
            "linear",
            also=("family", "kind"),
        ),
        need("y", Kind.NUMBERS, "Result", "One a case; for yes or no 1 and 0."),
        *when("model", ("linear", "logistic", "poisson"), _PREDICTORS, _PREDICTOR_NAMES),
        *when(
            "model", "polynomial",
            need("x", Kind.NUMBERS, "Predictor", "Its value in each case."),
            field("degree", Kind.WHOLE, "Degree", "The highest power.", default=1),
        ),
        *when("model", "poisson", _EXPOSURE),
        _INTERCEPT,
        *when("model", "linear", field("predict_at", Kind.ROWS, "Predict at", "One row a case to come, its predictors side by side.")),
        *when("model", "polynomial", field("predict_at", Kind.NUMBERS, "Predict at", "Values of the predictor to come.")),
        *TERMS,
    ),
    "logistic": (
        need("y", Kind.NUMBERS, "Result", "1 for yes and 0 for no, one a case."),
        _PREDICTORS, _PREDICTOR_NAMES, _INTERCEPT, *TERMS,
    ),
    "poisson_regression": (
        need("y", Kind.NUMBERS, "Counts", "One a case."),
        _PREDICTORS, _PREDICTOR_NAMES, _EXPOSURE, _INTERCEPT, *TERMS,
    ),
    "nist_anova": (
        need("values", Kind.GROUPS, "Treatments", "One column a treatment, its values below each other."),
        GROUP_NAMES,
        *TERMS,
    ),
    "nist_regression": (
        choice("model", "Model", "Several predictors, or powers of one.", _NIST_MODELS, "multiple"),
        need("y", Kind.NUMBERS, "Result", "One a case."),
        *when("model", "multiple", need("x", Kind.ROWS, "Predictors", "One row a case, one column a predictor."), _PREDICTOR_NAMES),
        *when(
            "model", "polynomial",
            need("x", Kind.NUMBERS, "Predictor", "Its value in each case."),
            field("degree", Kind.WHOLE, "Degree", "The highest power.", default=1),
        ),
        _INTERCEPT,
        *TERMS,
    ),
    "mix_shift": (
        need(
            "strata",
            Kind.RECORDS,
            "Kinds of cases",
            "One row a kind of cases, before and after: how many, and a count or a mean with its standard deviation.",
            parts=_strata(*_period("before.", " before"), *_period("after.", " after")),
        ),
        choice(
            "split", "Split", "How the change is divided.",
            (("midpoint", "Halves shared out"), ("three-part", "With the part of both together")), "midpoint",
        ),
        *TERMS,
    ),
    "gap_share": (
        need(
            "strata",
            Kind.RECORDS,
            "Kinds of cases",
            "One row a kind of cases: how many, and a count or a mean with its standard deviation.",
            parts=_strata(*_period("", "")),
        ),
        need("target", Kind.NUMBER, "Goal", "The share or mean aimed at."),
        field("higher_is_better", Kind.FLAG, "Higher is better", "Which side of the goal is good.", default=True),
        *TERMS,
    ),
    "seasonality": (
        VALUES,
        _AT,
        choice(
            "rhythm", "Rhythm", "With dates: which cycle is looked for.",
            (("hour", "Hours of the day"), ("weekday", "Weekdays"), ("month", "Months")), "weekday",
        ),
        field("seasons", Kind.WORDS, "Seasons", "Instead of dates: the season of each value by name."),
        *TERMS,
    ),
    "rhythms": (
        VALUES,
        need("at", Kind.WORDS, "Dates", "The date (and time) of each value, such as 2026-03-31T09:30."),
        field("weights", Kind.NUMBERS, "Weights", "The cases behind each value, for shares and rates."),
        *TERMS,
    ),
    "survival": (
        need("times", Kind.NUMBERS, "Times", "How long each case took, or has been open up to now."),
        need("resolved", Kind.FLAGS, "Resolved", "Yes for a case that is closed, no for one still open."),
        field("groups", Kind.WORDS, "Groups", "The group of each case, to compare them."),
        field("shares", Kind.NUMBERS, "Shares", "By when so many are resolved, from 0 to 1; 0.5 and 0.9 if left out."),
        choice(
            "bounds", "Intervals", "The scale on which they are symmetric.",
            (("log-log", "Log-log"), ("log", "Log"), ("plain", "Plain")), "log-log",
        ),
        *TERMS,
    ),
    "adviser": (
        choice(
            "question",
            "What do you want to know?",
            "The question behind the data.",
            (
                ("difference", "Is there a difference?"),
                ("spread", "Does the spread differ?"),
                ("equivalence", "Are they the same?"),
                ("relation", "Does one thing move with another?"),
                ("distribution", "Which shape have the values?"),
                ("duration", "How long does it take?"),
                ("rhythm", "Is there a rhythm?"),
                ("mix", "Is it the work or the mix of cases?"),
                ("monitor", "Is it stable over time?"),
            ),
            needed=True,
        ),
        choice("data_type", "Kind of data", "What one value is.", _KINDS_OF_DATA, needed=True),
        choice("x_data_type", "Kind of the cause", "For a relation: what the other thing is.", _KINDS_OF_DATA, "continuous"),
        field("groups", Kind.WHOLE, "Groups", "How many groups are compared.", default=1),
        field("paired", Kind.FLAG, "Paired", "The same cases measured twice.", default=False),
        field("smallest", Kind.WHOLE, "Smallest group", "Values in the smallest group, or points of the series."),
        field("normal", Kind.FLAG, "Normal", "Whether a plot shows a normal curve; unknown if left out."),
        field("equal_spread", Kind.FLAG, "Equal spread", "Whether the groups spread alike; unknown if left out."),
        field("outliers", Kind.FLAG, "Outliers", "Whether there are some that can't be explained away.", default=False),
        field("censored", Kind.FLAG, "Open cases", "Whether some cases are not finished yet.", default=False),
        field("predictors", Kind.WHOLE, "Causes", "For a relation: how many causes at once.", default=1),
        field("subgroup", Kind.WHOLE, "Values taken together", "On a chart: values in each sample.", default=1),
        field("constant_opportunity", Kind.FLAG, "Equal areas", "Whether the area or number looked at is always the same.", default=False),
        field("rare", Kind.FLAG, "Rare", "Whether most points would be zero.", default=False),
        field("large_counts", Kind.FLAG, "Large samples", "Whether each point stands for thousands.", default=False),
        field("small_shift", Kind.FLAG, "Small shifts", "Whether a shift below 1.5 sigma has to be found.", default=False),
        field("limits_wanted", Kind.FLAG, "Limits wanted", "No asks for a run chart without limits.", default=True),
    ),
}  # fmt: skip
