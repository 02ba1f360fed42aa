"""Under which plain question is an analysis looked for?"""

from __future__ import annotations

from dataclasses import dataclass

from dmaic.statistics.registry import Analysis, analyses


@dataclass(frozen=True, slots=True)
class Heading:
    """A question as people ask it, and the names of the analyses that answer it."""

    title: str
    note: str
    names: tuple[str, ...]


HEADINGS: tuple[Heading, ...] = (
    Heading(
        "Is it stable?",
        "Charts over time",
        (
            "imr", "xbar", "attribute", "run_chart", "time_weighted", "rare_events", "hotelling_t2", "short_run",
            "levey_jennings", "overdispersion", "rules", "false_alarm", "autocorrelation", "constants",
        ),
    ),
    Heading(
        "Can it hold the specification?",
        "Spread, shape and capability",
        (
            "capability", "capability_nonnormal", "attribute_capability", "service_level", "sigma_level", "summary",
            "percentile", "normality", "probability_plot", "distribution_choice", "outliers",
        ),
    ),
    Heading(
        "Can we trust the measurement?",
        "Instruments, people and records",
        (
            "gage_rr", "gage_plan", "bias_linearity", "stability", "attribute_agreement", "agreement_plan",
            "data_audit", "audit_sample",
        ),
    ),
    Heading(
        "Do groups differ?",
        "Tests of means, spreads, shares and ranks",
        (
            "two_sample", "k_sample", "proportions", "contingency", "equivalence", "games_howell", "dunn",
            "mood_median", "nps", "survival", "holm",
        ),
    ),
    Heading(
        "What drives it?",
        "Relations, kinds of cases and rhythms",
        (
            "pareto", "correlation", "regression", "logistic", "poisson_regression", "mix_shift", "gap_share",
            "seasonality", "rhythms",
        ),
    ),
    Heading(
        "Experiments",
        "Planning runs and reading them",
        ("doe_designs", "doe_run_sheet", "doe_factorial", "doe_fractions", "doe_anova", "doe_rsm"),
    ),
    Heading("How many do we need?", "Before anything is measured", ("sample_size", "power")),
    Heading("Planning figures", "Cost, flow and what may come", ("quality_cost", "flow", "monte_carlo")),
    Heading(
        "And beside these",
        "The adviser as an analysis, and NIST's certified data",
        ("adviser", "nist_univariate", "nist_anova", "nist_regression"),
    ),
)  # fmt: skip


def sorted_analyses() -> list[tuple[Heading, list[Analysis]]]:
    """Every analysis under its heading, in the order in which people need them."""
    known = analyses()
    return [(heading, [known[name] for name in heading.names]) for heading in HEADINGS]


def heading_of(name: str) -> Heading:
    """The heading of an analysis."""
    return next(heading for heading in HEADINGS if name in heading.names)
