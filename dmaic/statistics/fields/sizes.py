"""Which fields do power and sample sizes take?"""

from __future__ import annotations

from dmaic.statistics.fields.declared import Field, Kind, choice, field, need, when
from dmaic.statistics.fields.shared import ALPHA, CONFIDENCE, SIDES

_MEANS = ("t_two_sample", "t_one_sample", "t_paired")
_TWO_GROUPS = ("t_two_sample", "two_proportions")
_ONE_OR_TWO_SIDED = (
    *_MEANS, "two_proportions", "one_proportion", "correlation", "one_variance", "two_variances", "two_rates",
)  # fmt: skip
_VARIANCES = ("one_variance", "two_variances")

_POWER: tuple[Field, ...] = (
    choice(
        "test",
        "Test",
        "Which test is planned.",
        (
            ("t_two_sample", "Two means"),
            ("t_one_sample", "One mean"),
            ("t_paired", "Paired means"),
            ("anova", "Several means"),
            ("two_proportions", "Two shares"),
            ("one_proportion", "One share"),
            ("chi_square", "A table of counts"),
            ("correlation", "A correlation"),
            ("regression", "A regression"),
            ("one_variance", "One spread"),
            ("two_variances", "Two spreads"),
            ("two_rates", "Two rates"),
        ),
        needed=True,
    ),
    *when(
        "test", _MEANS,
        field("delta", Kind.NUMBER, "Difference", "The difference that matters, in the unit of the values."),
        field("sd", Kind.NUMBER, "Standard deviation", "Of the values (of the differences, when paired).", default=1.0),
        field("d", Kind.NUMBER, "Standardised difference", "Instead: the difference in standard deviations."),
    ),
    *when(
        "test", "two_proportions",
        field("p1", Kind.SHARE, "First share", "The share now, from 0 to 1."),
        field("p2", Kind.SHARE, "Second share", "The share that would matter, from 0 to 1."),
    ),
    *when(
        "test", "one_proportion",
        field("p", Kind.SHARE, "Share", "The share that would matter, from 0 to 1."),
        field("p0", Kind.SHARE, "Target", "The share to compare with, from 0 to 1."),
    ),
    *when(
        "test", ("two_proportions", "one_proportion"),
        field("h", Kind.NUMBER, "Effect h", "Instead of the shares: Cohen's h."),
    ),
    *when(
        "test", "anova",
        need("groups", Kind.WHOLE, "Groups", "How many groups are compared."),
        field("f", Kind.NUMBER, "Effect f", "Cohen's f."),
        field("between_var", Kind.NUMBER, "Variance between", "Instead of f: the variance of the groups' means."),
        field("within_var", Kind.NUMBER, "Variance within", "With it: the variance within groups.", default=1.0),
    ),
    *when(
        "test", "chi_square",
        need("df", Kind.NUMBER, "Degrees of freedom", "(rows - 1) times (columns - 1)."),
        field("w", Kind.NUMBER, "Effect w", "Cohen's w."),
    ),
    *when("test", "correlation", field("r", Kind.NUMBER, "Correlation", "The correlation that matters, from -1 to 1.")),
    *when(
        "test", "regression",
        need("predictors", Kind.WHOLE, "Predictors", "How many predictors the model has."),
        field("f2", Kind.NUMBER, "Effect f2", "Cohen's f2: r2 / (1 - r2)."),
    ),
    *when("test", _VARIANCES, field("sd_ratio", Kind.NUMBER, "Ratio of the spreads", "The ratio that matters, above 0.")),
    *when(
        "test", "two_rates",
        need("rate1", Kind.NUMBER, "First rate", "Events per unit of exposure now."),
        field("rate2", Kind.NUMBER, "Second rate", "The rate that would matter."),
    ),
    field(
        "n", Kind.NUMBER, "Sample size",
        "Values in each group (in all, for a table of counts, a correlation or a regression); left out, it is computed.",
        also=("N",),
    ),
    field("power", Kind.SHARE, "Power", "The chance to see the difference that matters, from 0 to 1; left out, it is computed."),
    ALPHA,
    *when("test", _ONE_OR_TWO_SIDED, choice("alternative", "What is to be shown", "The direction of the difference.", SIDES, "two-sided")),
    *when(
        "test", _TWO_GROUPS,
        field("ratio", Kind.NUMBER, "Ratio of the sizes", "Second group to first.", default=1.0),
        field("n1", Kind.NUMBER, "Size of the first group", "Instead of one size for both."),
        field("n2", Kind.NUMBER, "Size of the second group", "With the size of the first group."),
    ),
    *when(
        "test", ("t_two_sample", "t_one_sample", "t_paired", "two_proportions"),
        field("strict", Kind.FLAG, "Strict", "Count also findings in the wrong direction.", default=False),
    ),
)  # fmt: skip

_FINITE = ("mean", "proportion", "nps")
_SAMPLE_SIZE: tuple[Field, ...] = (
    choice(
        "for",
        "What is to be known",
        "The figure that is to be known closely.",
        (
            ("mean", "A mean"),
            ("difference_of_means", "A difference of means"),
            ("proportion", "A share"),
            ("difference_of_proportions", "A difference of shares"),
            ("rate", "A rate"),
            ("nps", "A promoter score"),
            ("sd", "A standard deviation"),
            ("capability", "A capability index"),
            ("kappa", "An agreement (kappa)"),
            ("agreement", "That nearly all are right"),
        ),
        needed=True,
    ),
    field(
        "margin", Kind.NUMBER, "Margin",
        "How far off it may be, either way, in the unit of the figure (a share for a standard deviation).",
    ),
    *when("for", ("mean", "difference_of_means"), need("sd", Kind.NUMBER, "Standard deviation", "The expected one, in the unit of the values.")),
    *when("for", "proportion", field("p", Kind.SHARE, "Expected share", "From 0 to 1; 0.5 is the safe choice.", default=0.5)),
    *when(
        "for", "difference_of_proportions",
        need("p1", Kind.SHARE, "First share", "Expected, from 0 to 1."),
        need("p2", Kind.SHARE, "Second share", "Expected, from 0 to 1."),
    ),
    *when("for", "rate", need("rate", Kind.NUMBER, "Expected rate", "Events per unit of exposure.")),
    *when(
        "for", "nps",
        need("promoters", Kind.SHARE, "Promoters", "Their expected share, from 0 to 1."),
        need("detractors", Kind.SHARE, "Detractors", "Their expected share, from 0 to 1."),
    ),
    *when("for", "capability", need("index", Kind.NUMBER, "Expected index", "The Cpk or Ppk expected.")),
    *when(
        "for", "kappa",
        need("kappa", Kind.NUMBER, "Expected kappa", "From -1 to 1."),
        field("prevalence", Kind.SHARE, "Share of one verdict", "Expected, from 0 to 1.", default=0.5),
    ),
    *when(
        "for", "agreement",
        need("least", Kind.SHARE, "Share to show", "The share of right cases that is to be shown, from 0 to 1."),
        field("failures", Kind.WHOLE, "Failures allowed", "How many wrong cases the proof may hold.", default=0),
    ),
    *when(
        "for", ("mean", "proportion"),
        field("n", Kind.NUMBER, "Sample size", "Instead of the margin: gives the margin of so many."),
    ),
    *when("for", _FINITE, field("population", Kind.NUMBER, "Population", "How many there are in all, where they are few.")),
    field("response_rate", Kind.SHARE, "Response rate", "Share of the asked who answer, from 0 to 1; gives the invitations."),
    CONFIDENCE,
)  # fmt: skip

FIELDS: dict[str, tuple[Field, ...]] = {"power": _POWER, "sample_size": _SAMPLE_SIZE}
