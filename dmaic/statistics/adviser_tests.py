"""Which test fits a question other than a plain difference? Read from top to bottom, the first rule that fits wins."""

from __future__ import annotations

from dmaic.statistics.adviser_differences import TABLE_TEST
from dmaic.statistics.adviser_situation import COUNTS, MEASURED, SHARES, Advice, Data, Question, Rule

TEST_RULES: tuple[Rule, ...] = (
    Rule(
        lambda s: s.censored or s.question is Question.DURATION,
        Advice(
            use="Kaplan-Meier curve with its median, log-rank test between groups",
            analysis="survival",
            option="times, resolved",
            why="Cases still open carry information: leaving them out makes times look shorter than they are.",
            runner_up="Mood's median test",
            runner_up_analysis="mood_median",
            runner_up_when="every case has been resolved",
        ),
    ),
    Rule(
        lambda s: s.question is Question.MIX,
        Advice(
            use="mix-shift decomposition",
            analysis="mix_shift",
            option="midpoint",
            why="An overall rate also changes when easy and hard cases change their shares; this takes the two apart.",
            runner_up="share of the gap by stratum",
            runner_up_analysis="gap_share",
            runner_up_when="one period is compared with a goal and not with another period",
        ),
    ),
    Rule(
        lambda s: s.question is Question.RHYTHM,
        Advice(
            use="profile by hour, weekday or month with Kruskal-Wallis",
            analysis="seasonality",
            option="weekday",
            why="Ranks find a rhythm without asking for a normal curve.",
            runner_up="autocorrelation",
            runner_up_analysis="autocorrelation",
            runner_up_when="the length of the cycle is not known",
        ),
    ),
    Rule(
        lambda s: s.question is Question.DISTRIBUTION and s.groups == 1,
        Advice(
            use="probability plot with the Anderson-Darling test",
            analysis="normality",
            option="anderson_darling",
            why="The plot shows where the values leave the curve; the test only whether chance explains it.",
            runner_up="Shapiro-Wilk test",
            runner_up_analysis="normality",
            runner_up_when="there are fewer than 50 values",
        ),
    ),
    Rule(
        lambda s: s.question is Question.DISTRIBUTION,
        Advice(
            use="Kolmogorov-Smirnov test",
            analysis="two_sample",
            option="ks",
            why="It compares the whole distributions, not only their middles.",
            runner_up="Mann-Whitney test",
            runner_up_analysis="two_sample",
            runner_up_when="only a shift of the values matters",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.EQUIVALENCE) and s.paired,
        Advice(
            use="equivalence test on pairs (TOST)",
            analysis="equivalence",
            option="paired",
            why="A p above 0.05 never proves sameness; this shows that the difference of pairs is inside the margins.",
            runner_up="paired t test with a practical threshold",
            runner_up_analysis="two_sample",
            runner_up_when="a difference is expected and not sameness",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.EQUIVALENCE),
        Advice(
            use="equivalence test (TOST)",
            analysis="equivalence",
            option="welch",
            why="A p above 0.05 never proves sameness; this shows that the difference is inside margins that you set.",
            runner_up="Welch's t test with a practical threshold",
            runner_up_analysis="two_sample",
            runner_up_when="a difference is expected and not sameness",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.SPREAD, MEASURED) and s.groups == 1,
        Advice(
            use="chi-square test of one variance",
            analysis="proportions",
            option="variance",
            why="It compares the spread seen with a spread that is required.",
            runner_up="capability",
            runner_up_analysis="capability",
            runner_up_when="the spread is to be judged against specification limits",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.SPREAD, MEASURED) and s.groups == 2 and s.normal is True,
        Advice(
            use="F test of two variances",
            analysis="two_sample",
            option="f_variances",
            why="For normal values it is the sharpest test of two spreads and gives their ratio with an interval.",
            runner_up="Brown-Forsythe test",
            runner_up_analysis="k_sample",
            runner_up_when="normality is in any doubt",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.SPREAD, MEASURED) and s.normal is True,
        Advice(
            use="Bartlett's test",
            analysis="k_sample",
            option="bartlett",
            why="For normal values it is the sharpest test of several spreads.",
            runner_up="Brown-Forsythe test",
            runner_up_analysis="k_sample",
            runner_up_when="normality is in any doubt",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.SPREAD, MEASURED | {Data.ORDINAL}),
        Advice(
            use="Brown-Forsythe test",
            analysis="k_sample",
            option="levene_median",
            why="Distances from the medians keep the error rate for skewed values too.",
            runner_up="Fligner-Killeen test",
            runner_up_analysis="k_sample",
            runner_up_when="there are outliers",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.RELATION, SHARES) and s.predictors == 1 and s.x_data is Data.CATEGORY,
        TABLE_TEST,
    ),
    Rule(
        lambda s: s.asks(Question.RELATION, {Data.PROPORTION, Data.CATEGORY}),
        Advice(
            use="logistic regression",
            analysis="logistic",
            option="",
            why="The answer is yes or no, and odds ratios say what each predictor does with the others held constant.",
            runner_up="chi-square test of the table",
            runner_up_analysis="contingency",
            runner_up_when="there is one predictor and it is a category",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.RELATION, COUNTS),
        Advice(
            use="Poisson regression",
            analysis="poisson_regression",
            option="exposure",
            why="The response is a count, and rate ratios say what each predictor does per unit of opportunity.",
            runner_up="linear regression",
            runner_up_analysis="regression",
            runner_up_when="all counts are large, above about 30",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.RELATION) and s.predictors == 1 and (s.data is Data.ORDINAL or s.doubtful),
        Advice(
            use="Spearman or Kendall correlation",
            analysis="correlation",
            option="spearman",
            why="Ranks follow any rising or falling relation, and one outlier can't make it.",
            runner_up="linear regression",
            runner_up_analysis="regression",
            runner_up_when="a unit change of X has to be priced and the line is straight",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.RELATION) and s.predictors == 1 and s.x_data in {Data.CATEGORY, Data.ORDINAL},
        Advice(
            use="Welch's ANOVA with Games-Howell pairs",
            analysis="k_sample",
            option="welch",
            why="A predictor of categories makes groups: compare their means.",
            runner_up="Kruskal-Wallis test with Dunn's pairs",
            runner_up_analysis="k_sample",
            runner_up_when="there are few values and they are skewed or have outliers",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.RELATION, MEASURED),
        Advice(
            use="linear regression",
            analysis="regression",
            option="linear",
            why="It says how much Y changes per unit of each X, how surely, and what to expect next.",
            runner_up="Spearman correlation",
            runner_up_analysis="correlation",
            runner_up_when="the relation bends or outliers decide it, and only its direction matters",
        ),
    ),
)
