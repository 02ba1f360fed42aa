"""Which test of a difference fits? Read from top to bottom, the first rule that fits wins."""

from __future__ import annotations

from dmaic.statistics.adviser_situation import COUNTS, MEASURED, SHARES, Advice, Data, Question, Rule

TABLE_TEST = Advice(
    use="chi-square test of the table with Cramér's V",
    analysis="contingency",
    option="chi_square",
    why="It asks whether shares differ between groups; V says how strongly and the residuals say where.",
    runner_up="Fisher's exact test",
    runner_up_analysis="contingency",
    runner_up_when="the table is 2 by 2 and an expected count is below 5",
)

DIFFERENCE_RULES: tuple[Rule, ...] = (
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, MEASURED) and s.groups == 1 and s.doubtful,
        Advice(
            use="Wilcoxon signed-rank test",
            analysis="two_sample",
            option="wilcoxon_signed_rank",
            why="Few values far from normal: ranks of the distances from the target do not lean on a normal curve.",
            runner_up="one-sample t test",
            runner_up_analysis="two_sample",
            runner_up_when="the mean itself is what matters and there are 30 or more values",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, MEASURED) and s.groups == 1,
        Advice(
            use="one-sample t test",
            analysis="two_sample",
            option="t_one_sample",
            why="One mean against a target, with an interval for the mean.",
            runner_up="Wilcoxon signed-rank test",
            runner_up_analysis="two_sample",
            runner_up_when="there are few values and they are skewed or have outliers",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, MEASURED | {Data.ORDINAL}) and s.groups == 2 and s.paired and s.by_rank,
        Advice(
            use="Wilcoxon signed-rank test on the differences",
            analysis="two_sample",
            option="wilcoxon_signed_rank",
            why="Pairs cancel what differs between cases, and ranks do not lean on a normal curve.",
            runner_up="paired t test",
            runner_up_analysis="two_sample",
            runner_up_when="the differences are near normal or there are 30 or more",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, MEASURED) and s.groups == 2 and s.paired,
        Advice(
            use="paired t test",
            analysis="two_sample",
            option="t_paired",
            why="Each case is its own comparison, so what differs between cases cancels.",
            runner_up="Wilcoxon signed-rank test",
            runner_up_analysis="two_sample",
            runner_up_when="there are few pairs and their differences are skewed or have outliers",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, MEASURED | {Data.ORDINAL}) and s.groups == 2 and s.by_rank,
        Advice(
            use="Mann-Whitney test",
            analysis="two_sample",
            option="mann_whitney",
            why="It asks which group tends to larger values, needs only an order, and one outlier can't decide it.",
            runner_up="Welch's t test",
            runner_up_analysis="two_sample",
            runner_up_when="totals or costs count, which follow the mean, and the groups are large",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, MEASURED) and s.groups == 2,
        Advice(
            use="Welch's t test",
            analysis="two_sample",
            option="t_welch",
            why="It compares two means without assuming equal spread, and loses next to nothing when they are.",
            runner_up="Mann-Whitney test",
            runner_up_analysis="two_sample",
            runner_up_when="there are few values and they are skewed or have outliers",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, MEASURED) and s.outliers,
        Advice(
            use="Mood's median test",
            analysis="mood_median",
            option="",
            why="Several groups with outliers: medians and counts about them are not moved by a few extreme cases.",
            runner_up="Kruskal-Wallis test with Dunn's pairs",
            runner_up_analysis="k_sample",
            runner_up_when="the shapes are alike, since it finds smaller shifts",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, MEASURED | {Data.ORDINAL}) and s.by_rank,
        Advice(
            use="Kruskal-Wallis test with Dunn's pairs",
            analysis="k_sample",
            option="kruskal",
            why="It compares several groups by ranks, so it needs only an order and no normal curve.",
            runner_up="Mood's median test",
            runner_up_analysis="mood_median",
            runner_up_when="there are outliers or the groups have different shapes",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, MEASURED) and s.equal_spread is True,
        Advice(
            use="one-way ANOVA with Tukey's pairs",
            analysis="k_sample",
            option="anova",
            why="Spreads are alike: one test for all means, and intervals for all pairs at once.",
            runner_up="Welch's ANOVA with Games-Howell pairs",
            runner_up_analysis="games_howell",
            runner_up_when="spreads or group sizes differ",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, MEASURED),
        Advice(
            use="Welch's ANOVA with Games-Howell pairs",
            analysis="k_sample",
            option="welch",
            why="It compares several means without assuming equal spread.",
            runner_up="one-way ANOVA with Tukey's pairs",
            runner_up_analysis="k_sample",
            runner_up_when="the spreads are known to be alike",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, {Data.ORDINAL}) and s.groups == 1,
        Advice(
            use="Wilcoxon signed-rank test",
            analysis="two_sample",
            option="wilcoxon_signed_rank",
            why="Ratings have an order but no unit: ranks use the order and nothing more.",
            runner_up="share of top ratings with its interval",
            runner_up_analysis="proportions",
            runner_up_when="a share such as satisfied or not is what the goal names",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, SHARES) and s.paired,
        Advice(
            use="McNemar's test",
            analysis="contingency",
            option="mcnemar",
            why="The same cases were judged twice, so only those whose answer changed tell anything.",
            runner_up="Cohen's kappa",
            runner_up_analysis="attribute_agreement",
            runner_up_when="agreement and not change is the question",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, {Data.PROPORTION}) and s.groups == 1,
        Advice(
            use="exact test of one proportion",
            analysis="proportions",
            option="one",
            why="It compares a share with a target and gives its exact interval.",
            runner_up="p chart",
            runner_up_analysis="attribute",
            runner_up_when="the share is followed over time",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, {Data.CATEGORY}) and s.groups == 1,
        Advice(
            use="chi-square test of goodness of fit",
            analysis="contingency",
            option="counts, probabilities",
            why="It compares counts by category with the shares they should have.",
            runner_up="Pareto chart",
            runner_up_analysis="pareto",
            runner_up_when="no shares are expected and the largest categories are sought",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, SHARES) and s.groups == 2 and s.smallest is not None and s.smallest < 5,
        Advice(
            use="Fisher's exact test",
            analysis="contingency",
            option="fisher",
            why="Some expected counts are below 5, where chi-square is not to be trusted and counting tables is.",
            runner_up="chi-square test",
            runner_up_analysis="contingency",
            runner_up_when="all expected counts reach 5",
            before="Collect more cases if you can: so few show only large differences.",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, {Data.PROPORTION}) and s.groups == 2,
        Advice(
            use="two proportions with Newcombe's interval",
            analysis="proportions",
            option="two",
            why="The interval of the difference says how much, which a chi-square alone does not.",
            runner_up="Fisher's exact test",
            runner_up_analysis="contingency",
            runner_up_when="an expected count is below 5",
        ),
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, SHARES),
        TABLE_TEST,
    ),
    Rule(
        lambda s: s.asks(Question.DIFFERENCE, COUNTS),
        Advice(
            use="Poisson rates, exact",
            analysis="proportions",
            option="rates",
            why="Counts with their opportunity are compared as rates, with an exact interval.",
            runner_up="Poisson regression",
            runner_up_analysis="poisson_regression",
            runner_up_when="other factors have to be held constant, or the counts scatter more than Poisson",
        ),
    ),
)
