"""Which sets of run rules are there? Rules as data, each set after its source.

The sets differ in the length of a run on one side (Nelson 9, Western Electric 8, AIAG and ISO 7) and in how many rules
they hold, so the name of the set belongs on every chart that uses it. ``DEFAULT`` is small on purpose: every rule
added raises the chance of a false signal (`dmaic.statistics.false_alarm`).
"""

from __future__ import annotations

from dmaic.errors import NotFound
from dmaic.statistics.control_chart import Rule, RuleSet


def beyond(code: str, zone: float = 3.0) -> Rule:
    return Rule(code, "beyond", 1, 0, zone, f"one point beyond {zone:g} sigma")


def run(code: str, m: int) -> Rule:
    return Rule(code, "run", m, 0, 0.0, f"{m} points in a row on one side of the centre")


def trend(code: str, m: int) -> Rule:
    return Rule(code, "trend", m, 0, 0.0, f"{m} points in a row steadily rising or falling")


def alternating(code: str, m: int = 14) -> Rule:
    return Rule(code, "alternating", m, 0, 0.0, f"{m} points in a row alternating up and down")


def k_of_m(code: str, k: int, m: int, zone: float) -> Rule:
    return Rule(code, "k_of_m", m, k, zone, f"{k} of {m} points beyond {zone:g} sigma on one side")


def within(code: str, m: int = 15, zone: float = 1.0) -> Rule:
    return Rule(code, "within", m, 0, zone, f"{m} points in a row within {zone:g} sigma of the centre")


def outside(code: str, m: int = 8, zone: float = 1.0) -> Rule:
    return Rule(code, "outside", m, 0, zone, f"{m} points in a row beyond {zone:g} sigma on both sides")


NELSON = RuleSet(
    "nelson",
    "Nelson, all eight",
    (
        beyond("nelson1"),
        run("nelson2", 9),
        trend("nelson3", 6),
        alternating("nelson4"),
        k_of_m("nelson5", 2, 3, 2.0),
        k_of_m("nelson6", 4, 5, 1.0),
        within("nelson7"),
        outside("nelson8"),
    ),
    "Nelson, Journal of Quality Technology 16 (1984) 237-239",
)

WESTERN_ELECTRIC = RuleSet(
    "western_electric",
    "Western Electric, four",
    (beyond("we1"), k_of_m("we2", 2, 3, 2.0), k_of_m("we3", 4, 5, 1.0), run("we4", 8)),
    "Western Electric, Statistical Quality Control Handbook (1956)",
)

AIAG = RuleSet(
    "aiag",
    "AIAG SPC, eight",
    (
        beyond("aiag1"),
        run("aiag2", 7),
        trend("aiag3", 6),
        alternating("aiag4"),
        k_of_m("aiag5", 2, 3, 2.0),
        k_of_m("aiag6", 4, 5, 1.0),
        within("aiag7"),
        outside("aiag8"),
    ),
    "AIAG, Statistical Process Control, 2nd edition (2005)",
)

MONTGOMERY = RuleSet(
    "montgomery",
    "Montgomery, eight",
    (
        beyond("montgomery1"),
        k_of_m("montgomery2", 2, 3, 2.0),
        k_of_m("montgomery3", 4, 5, 1.0),
        run("montgomery4", 8),
        trend("montgomery5", 6),
        within("montgomery6"),
        alternating("montgomery7"),
        outside("montgomery8"),
    ),
    "Montgomery, Introduction to Statistical Quality Control, table 5.1",
)

IHI = RuleSet(
    "ihi",
    "IHI, five",
    (beyond("ihi1"), run("ihi2", 8), trend("ihi3", 6), k_of_m("ihi4", 2, 3, 2.0), within("ihi5")),
    "Provost and Murray, The Health Care Data Guide (2011); Institute for Healthcare Improvement",
)

NHS_MDC = RuleSet(
    "nhs_mdc",
    "NHS Making Data Count, four",
    (beyond("mdc1"), run("mdc2", 7), trend("mdc3", 7), k_of_m("mdc4", 2, 3, 2.0)),
    "NHS England, Making Data Count; points beyond 3 sigma count among the 2 of 3 (since November 2023)",
)

ISO_7870 = RuleSet(
    "iso_7870",
    "ISO 7870-2, three",
    (beyond("iso1"), run("iso2", 7), trend("iso3", 7)),
    "ISO 7870-2:2013 (a 2023 edition replaces it)",
)

WESTGARD = RuleSet(
    "westgard",
    "Westgard multirule",
    (
        beyond("1_3s"),
        Rule("2_2s", "k_of_m", 2, 2, 2.0, "2 points in a row beyond 2 sigma on one side"),
        Rule("R_4s", "opposite", 2, 0, 2.0, "2 points in a row beyond 2 sigma on opposite sides"),
        Rule("4_1s", "k_of_m", 4, 4, 1.0, "4 points in a row beyond 1 sigma on one side"),
        run("10_x", 10),
        trend("7_T", 7),
    ),
    "Westgard, Barry, Hunt and Groth, Clinical Chemistry 27 (1981) 493-501",
)

LIMITS_ONLY = RuleSet("limits_only", "Limits only", (beyond("beyond"),), "Shewhart, Economic Control of Quality (1931)")

# Nelson's two: the limits find the sudden large change (a stable process trips them once in 370 points), nine on one
# side the small lasting one (once in 511; eight would be once in 255). Trends and zones find little that these two miss
# and alarm far more often.
DEFAULT = RuleSet(
    "advised",
    "Advised: beyond 3 sigma, 9 on one side",
    (beyond("nelson1"), run("nelson2", 9)),
    "Nelson (1984), rules 1 and 2",
)

RULE_SETS: dict[str, RuleSet] = {
    ruleset.code: ruleset
    for ruleset in (
        DEFAULT,
        LIMITS_ONLY,
        NELSON,
        WESTERN_ELECTRIC,
        AIAG,
        MONTGOMERY,
        IHI,
        NHS_MDC,
        ISO_7870,
        WESTGARD,
    )
}
"""The sets by code."""


def rule_set_named(code: str) -> RuleSet:
    """The set of that code, or NotFound with the codes there are."""
    if code not in RULE_SETS:
        raise NotFound(f"There is no rule set {code!r}. Known are: {', '.join(RULE_SETS)}.")
    return RULE_SETS[code]
