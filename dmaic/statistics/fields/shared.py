"""Which fields do many analyses share? Confidence, the terms of a test, the layout of a chart."""

from __future__ import annotations

from dmaic.statistics.fields.declared import Choices, Field, Kind, choice, field, need

VALUES = need("values", Kind.NUMBERS, "Values", "The measured values, one a row, in the unit of the measurement.")
IN_ORDER = need(
    "values",
    Kind.NUMBERS,
    "Values",
    "The measured values in the order of time, one a row, in the unit of the measurement.",
)
CONFIDENCE = field(
    "confidence", Kind.SHARE, "Confidence", "How sure the intervals shall be, from 0 to 1.", default=0.95
)
ALPHA = field(
    "alpha", Kind.SHARE, "Risk of a false alarm", "The chance of a false finding that is accepted, from 0 to 1.",
    default=0.05,
)  # fmt: skip
UNIT = field("unit", Kind.TEXT, "Unit", "The unit of the values, for the sentences.")
SEED = field(
    "seed", Kind.WHOLE, "Seed", "The number that the random order starts from; the same number gives the same order.",
    default=1,
)  # fmt: skip

SIDES: Choices = (
    ("two-sided", "Differs, either way"),
    ("greater", "Is larger"),
    ("less", "Is smaller"),
)
ALTERNATIVE = choice("alternative", "What is to be shown", "The direction of the difference.", SIDES, "two-sided")
PRACTICAL = field(
    "practical_threshold",
    Kind.NUMBER,
    "Smallest difference that matters",
    "A difference below this is of no practical use; in the unit of the values.",
)
RATIO = field(
    "ratio_threshold",
    Kind.NUMBER,
    "Smallest ratio that matters",
    "For the tests that compare spreads or odds: a ratio nearer to 1 is of no practical use.",
)
EFFECT = field(
    "effect_threshold",
    Kind.NUMBER,
    "Smallest effect that matters",
    "For the tests judged by an effect without a unit: an effect below this is of no practical use.",
)
# What every test takes: direction, confidence (or the risk of a false alarm), threshold, unit.
TERMS = (
    ALTERNATIVE,
    CONFIDENCE,
    field("alpha", Kind.SHARE, "Risk of a false alarm", "May stand instead of the confidence: 1 less it."),
    PRACTICAL,
    UNIT,
)
PAIR_NAMES = field("names", Kind.WORDS, "Names", "The names of the two samples.")
GROUP_NAMES = field("names", Kind.WORDS, "Names of the groups", "One name a group, in their order.")

RULE_SETS: Choices = (
    ("advised", "Advised for most charts"),
    ("limits_only", "Beyond the limits only"),
    ("nelson", "Nelson"),
    ("western_electric", "Western Electric"),
    ("aiag", "AIAG"),
    ("montgomery", "Montgomery"),
    ("ihi", "IHI"),
    ("nhs_mdc", "NHS Making Data Count"),
    ("iso_7870", "ISO 7870-2"),
    ("westgard", "Westgard"),
)
RULE_SET = choice(
    "rule_set",
    "Rules for signals",
    "Which patterns count as a signal; left out, only points beyond the limits are listed.",
    RULE_SETS,
)
CENTER = field(
    "center", Kind.NUMBER, "Centre line", "A centre known beforehand, in the unit of the values; else it is estimated."
)
SIGMA = field(
    "sigma", Kind.NUMBER, "Sigma", "A standard deviation known beforehand, in the unit of the values; else estimated."
)
BASELINE = field(
    "baseline",
    Kind.WHOLE,
    "Points of the baseline",
    "How many of the first points set the limits; later ones are judged by them. Left out, all points do.",
)
SCREEN = field(
    "screen_moving_ranges",
    Kind.FLAG,
    "Screen moving ranges",
    "Leave moving ranges beyond their own limit out of the estimate once.",
    default=False,
)
STAGES = field(
    "stages",
    Kind.RECORDS,
    "Stages",
    "Where the process was changed on purpose: one row a stage, each with its own limits.",
    parts=(
        field("name", Kind.TEXT, "Name", "What the stage is called."),
        field("start", Kind.WHOLE, "Start", "The position of its first point; the first point of all is 0."),
        BASELINE,
        CENTER,
        SIGMA,
        field("reason", Kind.TEXT, "Reason", "Why the process changed here."),
    ),
)
EXCLUDED = field(
    "excluded",
    Kind.NUMBERS,
    "Points left out",
    "Positions of points that set no limits and give no signals; the first point is 0.",
)
GAPS = field(
    "gaps",
    Kind.NUMBERS,
    "Interruptions",
    "Positions at which the series starts anew after a pause, so that no pattern runs across; the first point is 0.",
)
MISSING = choice(
    "missing",
    "Missing values",
    "What an empty cell means.",
    (("refuse", "Refuse them"), ("gap", "An interruption")),
    "refuse",
)
LAYOUT: tuple[Field, ...] = (BASELINE, CENTER, SIGMA, STAGES, EXCLUDED, GAPS, MISSING)
