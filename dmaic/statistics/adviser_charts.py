"""Which control chart fits which series? Read from top to bottom, the first rule that fits wins."""

from __future__ import annotations

from dmaic.statistics.adviser_situation import Advice, Data, Rule

CHART_RULES: tuple[Rule, ...] = (
    Rule(
        lambda s: not s.limits_wanted or (s.smallest is not None and s.smallest < 12 and not s.rare),
        Advice(
            use="run chart",
            analysis="run_chart",
            option="",
            why="Too few points for limits: runs and crossings about the median show a shift without them.",
            runner_up="I-MR chart with provisional limits",
            runner_up_analysis="imr",
            runner_up_when="12 points or more are there",
            before="Collect 20 to 25 points before limits are fixed.",
        ),
    ),
    Rule(
        lambda s: s.rare and s.data in {Data.TIME_BETWEEN, Data.CONTINUOUS},
        Advice(
            use="t chart",
            analysis="rare_events",
            option="t",
            why="Events are rare: the time between them tells more than a row of zeros.",
            runner_up="g chart",
            runner_up_analysis="rare_events",
            runner_up_when="opportunities between events are counted and not time",
        ),
    ),
    Rule(
        lambda s: s.rare,
        Advice(
            use="g chart",
            analysis="rare_events",
            option="g",
            why="Events are rare: counting the opportunities between them tells more than a p chart of zeros.",
            runner_up="t chart",
            runner_up_analysis="rare_events",
            runner_up_when="the time between events is known",
        ),
    ),
    Rule(
        lambda s: s.data in {Data.PROPORTION, Data.CATEGORY} and s.large_counts,
        Advice(
            use="Laney p' chart",
            analysis="attribute",
            option="p_prime",
            why="With thousands of cases a point, a p chart's limits are too narrow for ordinary day-to-day variation.",
            runner_up="p chart",
            runner_up_analysis="attribute",
            runner_up_when="the diagnostic shows no more variation than chance",
        ),
    ),
    Rule(
        lambda s: s.data in {Data.PROPORTION, Data.CATEGORY} and s.constant_opportunity,
        Advice(
            use="np chart",
            analysis="attribute",
            option="np",
            why="Every point has the same number of cases, so the plain count of bad ones can be charted.",
            runner_up="p chart",
            runner_up_analysis="attribute",
            runner_up_when="the number of cases varies, or a share is easier to read",
        ),
    ),
    Rule(
        lambda s: s.data in {Data.PROPORTION, Data.CATEGORY},
        Advice(
            use="p chart",
            analysis="attribute",
            option="p",
            why="Each case is good or bad and the number of cases varies, so the limits step with it.",
            runner_up="Laney p' chart",
            runner_up_analysis="attribute",
            runner_up_when="there are thousands of cases a point or almost every point signals",
        ),
    ),
    Rule(
        lambda s: s.data in {Data.COUNT, Data.RATE} and s.large_counts,
        Advice(
            use="Laney u' chart",
            analysis="attribute",
            option="u_prime",
            why="With large counts a u chart's limits are too narrow for ordinary day-to-day variation.",
            runner_up="u chart",
            runner_up_analysis="attribute",
            runner_up_when="the diagnostic shows no more variation than chance",
        ),
    ),
    Rule(
        lambda s: s.data is Data.COUNT and s.constant_opportunity,
        Advice(
            use="c chart",
            analysis="attribute",
            option="c",
            why="Defects are counted over the same opportunity each time.",
            runner_up="u chart",
            runner_up_analysis="attribute",
            runner_up_when="the opportunity varies from point to point",
        ),
    ),
    Rule(
        lambda s: s.data in {Data.COUNT, Data.RATE},
        Advice(
            use="u chart",
            analysis="attribute",
            option="u",
            why="Defects are counted over an opportunity that varies, so they are charted per unit.",
            runner_up="Laney u' chart",
            runner_up_analysis="attribute",
            runner_up_when="the counts are large or almost every point signals",
        ),
    ),
    Rule(
        lambda s: s.small_shift,
        Advice(
            use="EWMA chart",
            analysis="time_weighted",
            option="ewma",
            why="Small lasting shifts add up in a weighted mean long before a single point crosses a limit.",
            runner_up="CUSUM chart",
            runner_up_analysis="time_weighted",
            runner_up_when="the size of the shift to be found is known",
        ),
    ),
    Rule(
        lambda s: s.subgroup > 8,
        Advice(
            use="X-bar and S chart",
            analysis="xbar",
            option="s",
            why="Subgroups of more than 8: the standard deviation uses all their values, the range only two.",
            runner_up="X-bar and R chart",
            runner_up_analysis="xbar",
            runner_up_when="the chart is kept by hand",
        ),
    ),
    Rule(
        lambda s: s.subgroup > 1,
        Advice(
            use="X-bar and R chart",
            analysis="xbar",
            option="r",
            why="Small rational subgroups: the chart of means sees shifts that single values hide.",
            runner_up="I-MR chart",
            runner_up_analysis="imr",
            runner_up_when="values of a subgroup are not taken under the same conditions",
        ),
    ),
    Rule(
        lambda s: s.data is Data.TIME_BETWEEN or (s.normal is False and s.small),
        Advice(
            use="I-MR chart of the logarithm",
            analysis="imr",
            option="transform log",
            why="Skewed times give false alarms on a plain I chart; their logarithms are near normal.",
            runner_up="median-based I-MR chart",
            runner_up_analysis="imr",
            runner_up_when="the values hold zeros or must be read in their own unit",
        ),
    ),
    Rule(
        lambda s: s.data in {Data.CONTINUOUS, Data.ORDINAL},
        Advice(
            use="I-MR chart",
            analysis="imr",
            option="",
            why="One value at a time: the moving range estimates the short-term spread that sets the limits.",
            runner_up="EWMA chart",
            runner_up_analysis="time_weighted",
            runner_up_when="shifts of less than about 1.5 sigma have to be found",
        ),
    ),
)
