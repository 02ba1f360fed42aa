"""Which fields do the control charts and the run rules take?"""

from __future__ import annotations

from dmaic.statistics.fields.declared import Field, Kind, choice, field, need, when
from dmaic.statistics.fields.shared import (
    BASELINE,
    CENTER,
    EXCLUDED,
    GAPS,
    IN_ORDER,
    LAYOUT,
    MISSING,
    RULE_SET,
    RULE_SETS,
    SCREEN,
    SIGMA,
    STAGES,
)

_SIGMA_METHODS = (
    ("mean_mr", "Mean moving range"),
    ("median_mr", "Median moving range"),
    ("sd", "Standard deviation"),
    ("mssd", "Mean square of successive differences"),
)
_SIZES = field(
    "sizes",
    Kind.NUMBER_OR_NUMBERS,
    "Sizes",
    "How many were inspected at each point, or the area of opportunity; one number where it is always the same.",
)
_COUNTS = need("counts", Kind.NUMBERS, "Counts", "Defectives or defects at each point, in the order of time.")
_LIMITS_FROM = choice(
    "limits",
    "Limits from",
    "Whether the limits come from the points themselves or are known beforehand.",
    (("same data", "The same points"), ("known", "Known beforehand")),
    "same data",
)
_WITHIN = (
    ("rbar", "Mean range"),
    ("sbar", "Mean standard deviation"),
    ("mvlue_r", "Ranges weighted by size"),
    ("mvlue_s", "Standard deviations weighted by size"),
    ("pooled", "Pooled standard deviation"),
    ("pooled_c4", "Pooled, unbiased"),
)

FIELDS: dict[str, tuple[Field, ...]] = {
    "constants": (
        need("n", Kind.WHOLE, "Subgroup size", "Values in each subgroup, 2 or more."),
        field("g", Kind.WHOLE, "Number of ranges", "How many ranges are averaged; gives d2* beside the others."),
    ),
    "imr": (
        IN_ORDER,
        choice("sigma_method", "Sigma from", "How the short-term spread is estimated.", _SIGMA_METHODS, "mean_mr"),
        RULE_SET,
        SCREEN,
        *LAYOUT,
    ),
    "xbar": (
        need(
            "subgroups",
            Kind.ROWS,
            "Subgroups",
            "One subgroup a row, its values side by side, in the unit of the measurement; an empty cell is missing.",
        ),
        field(
            "sigma",
            Kind.NUMBER_OR_WORD,
            "Sigma from",
            "How the spread within subgroups is estimated, or a number known beforehand.",
            default="rbar",
            choices=_WITHIN,
        ),
        RULE_SET,
        BASELINE,
        CENTER,
        STAGES,
        EXCLUDED,
        GAPS,
        MISSING,
    ),
    "attribute": (
        choice(
            "chart",
            "Chart",
            "What is counted, and what it is divided by.",
            (
                ("p", "p: share of defectives"),
                ("np", "np: number of defectives"),
                ("c", "c: number of defects"),
                ("u", "u: defects a unit"),
                ("laney_p", "p': share, large samples"),
                ("laney_u", "u': rate, large areas"),
            ),
            needed=True,
        ),
        _COUNTS,
        _SIZES,
        RULE_SET,
        *when("chart", ("laney_p", "laney_u"), SCREEN),
        BASELINE,
        CENTER,
        field(
            "sigma",
            Kind.NUMBER,
            "Sigma Z",
            "For p' and u': how many times chance alone the counts scatter, where it is known beforehand.",
        ),
        STAGES,
        EXCLUDED,
        GAPS,
        MISSING,
    ),
    "overdispersion": (
        choice(
            "chart",
            "Chart",
            "What is counted: p and np shares of so many, c and u defects.",
            (("p", "p"), ("np", "np"), ("c", "c"), ("u", "u")),
            "p",
        ),
        _COUNTS,
        _SIZES,
        BASELINE,
        CENTER,
        SIGMA,
        STAGES,
        EXCLUDED,
        GAPS,
        MISSING,
    ),
    "time_weighted": (
        choice(
            "chart",
            "Chart",
            "EWMA weighs older values less and less, CUSUM adds up deviations, a moving average takes the last few.",
            (("ewma", "EWMA"), ("cusum", "CUSUM"), ("ma", "Moving average")),
            needed=True,
        ),
        IN_ORDER,
        *when(
            "chart",
            "ewma",
            field("lambda", Kind.SHARE, "Weight lambda", "Weight of the newest value, above 0 and up to 1.", default=0.2),
        ),
        *when("chart", "ma", field("w", Kind.WHOLE, "Span", "How many values are averaged.", default=5)),
        *when(
            "chart",
            ("ewma", "ma"),
            field("L", Kind.NUMBER, "Width of the limits", "Distance of the limits from the centre in sigmas.", default=3.0),
        ),
        *when(
            "chart",
            "cusum",
            field("k", Kind.NUMBER, "Allowance k", "Half the shift to be found, in sigmas.", default=0.5),
            field("h", Kind.NUMBER, "Decision limit h", "Where a sum gives a signal, in sigmas.", default=5.0),
            field("fir", Kind.NUMBER, "Head start", "Where both sums start, in sigmas; half of h finds early shifts.", default=0.0),
            choice(
                "units", "Sums in", "The unit of the sums in the answer.",
                (("sigma", "Sigmas"), ("data", "The unit of the values")), "sigma",
            ),
        ),
        *LAYOUT,
    ),
    "rare_events": (
        choice(
            "chart",
            "Chart",
            "g counts the cases between events, t measures the time between them.",
            (("g", "g: cases between events"), ("t", "t: time between events")),
            needed=True,
        ),
        need("values", Kind.NUMBERS, "Between events", "Cases or time from one event to the next, in their order."),
        *when(
            "chart",
            "g",
            choice(
                "kind",
                "Kind of g chart",
                "How cases are counted and where the limits come from.",
                (
                    ("benneyan", "Cases between, Benneyan's limits"),
                    ("including", "Counting the event itself"),
                    ("percentiles", "Exact percentiles"),
                ),
                "benneyan",
            ),
        ),
        *when(
            "chart",
            "t",
            choice(
                "zeros",
                "Times of zero",
                "What two events at the same time mean.",
                (("keep", "Keep them"), ("drop", "Leave them out"), ("half", "Half the smallest time"), ("refuse", "Refuse them")),
                "keep",
            ),
            choice("sigma_method", "Sigma from", "How the short-term spread is estimated.", _SIGMA_METHODS, "mean_mr"),
            SCREEN,
        ),
        RULE_SET,
        *LAYOUT,
    ),
    "hotelling_t2": (
        choice(
            "layout",
            "Data",
            "Single readings of several measurements, or subgroups of them.",
            (("individuals", "Single readings"), ("subgroups", "Subgroups")),
            "individuals",
        ),
        *when(
            "layout",
            "individuals",
            need("rows", Kind.ROWS, "Readings", "One row a point in time, one column a measurement."),
        ),
        *when(
            "layout",
            "subgroups",
            need("samples", Kind.STRUCTURE, "Subgroups", "A list of subgroups, each a list of rows with one number a measurement."),
        ),
        field("confidence", Kind.SHARE, "Confidence of the limit", "Share of stable points below the limit.", default=0.9973),
        *LAYOUT,
    ),
    "run_chart": (IN_ORDER, *LAYOUT),
    "rules": (
        need("values", Kind.NUMBERS, "Values", "The plotted values in the order of time."),
        need("center", Kind.NUMBER_OR_NUMBERS, "Centre line", "The centre: one number, or one for each point."),
        need("sigma", Kind.NUMBER_OR_NUMBERS, "Sigma", "A third of the way from centre to limit: one number, or one a point."),
        choice(
            "rule_set", "Rules", "Which rules; left out, Nelson's eight and Western Electric's four.", RULE_SETS,
        ),
        EXCLUDED,
        GAPS,
    ),
    "short_run": (
        IN_ORDER,
        need("products", Kind.WORDS, "Products", "The product of each value, one a row."),
        choice(
            "method",
            "What is plotted",
            "Deviations where the spreads are alike, standardised ones where they differ.",
            (("deviation", "Deviation from target"), ("standardised", "Standardised deviation")),
            "deviation",
        ),
        field("targets", Kind.AMOUNTS, "Targets", "The target of each product; left out, its mean is taken."),
        field("sigmas", Kind.AMOUNTS, "Sigmas", "The standard deviation of each product; left out, it is estimated."),
        *LAYOUT,
    ),
    "levey_jennings": (IN_ORDER, *LAYOUT),
    "false_alarm": (
        choice("rule_set", "Rules", "Which patterns count as a signal.", RULE_SETS, "advised"),
        field("n", Kind.WHOLE, "Points", "How many points the chart has."),
        field("lengths", Kind.NUMBERS, "Points of each chart", "Instead: several charts; how many signal by chance."),
        _LIMITS_FROM,
    ),
}  # fmt: skip
