"""The adviser: one recommendation for every situation, its reason, and the runner-up."""

from itertools import product

import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.adviser import Advice, Data, Question, Situation, advise
from dmaic.statistics.registry import analyses, analysis_named


def asked(question, data="continuous", **facts):
    return advise(Situation(Question(question), Data(data), **facts)).use


@pytest.mark.parametrize(
    ("use", "question", "data", "facts"),
    [
        ("Welch's t test", "difference", "continuous", {"groups": 2}),
        ("Mann-Whitney test", "difference", "continuous", {"groups": 2, "normal": False, "smallest": 12}),
        ("Welch's t test", "difference", "continuous", {"groups": 2, "normal": False, "smallest": 60}),
        ("Mann-Whitney test", "difference", "continuous", {"groups": 2, "outliers": True, "smallest": 60}),
        ("Mann-Whitney test", "difference", "ordinal", {"groups": 2}),
        ("paired t test", "difference", "continuous", {"groups": 2, "paired": True}),
        ("one-sample t test", "difference", "continuous", {}),
        ("one-way ANOVA with Tukey's pairs", "difference", "continuous", {"groups": 4, "equal_spread": True}),
        ("Welch's ANOVA with Games-Howell pairs", "difference", "continuous", {"groups": 4}),
        ("Kruskal-Wallis test with Dunn's pairs", "difference", "ordinal", {"groups": 3}),
        ("Mood's median test", "difference", "time-between", {"groups": 3, "outliers": True}),
        ("two proportions with Newcombe's interval", "difference", "proportion", {"groups": 2}),
        ("Fisher's exact test", "difference", "proportion", {"groups": 2, "smallest": 3}),
        ("McNemar's test", "difference", "proportion", {"groups": 2, "paired": True}),
        ("chi-square test of the table with Cramér's V", "difference", "category", {"groups": 5}),
        ("Poisson rates, exact", "difference", "count-rate", {"groups": 2}),
        ("linear regression", "relation", "continuous", {"predictors": 3}),
        ("logistic regression", "relation", "proportion", {}),
        ("Poisson regression", "relation", "count", {}),
        ("Spearman or Kendall correlation", "relation", "ordinal", {}),
        ("equivalence test (TOST)", "equivalence", "continuous", {"groups": 2}),
        (
            "Kaplan-Meier curve with its median, log-rank test between groups",
            "difference",
            "continuous",
            {"censored": True},
        ),
        ("Brown-Forsythe test", "spread", "continuous", {"groups": 3}),
        ("I-MR chart", "monitor", "continuous", {}),
        ("X-bar and S chart", "monitor", "continuous", {"subgroup": 10}),
        ("Laney p' chart", "monitor", "proportion", {"large_counts": True}),
        ("p chart", "monitor", "proportion", {}),
        ("u chart", "monitor", "count-rate", {}),
        ("t chart", "monitor", "time-between", {"rare": True}),
        ("run chart", "monitor", "continuous", {"smallest": 9}),
        ("EWMA chart", "monitor", "continuous", {"small_shift": True}),
    ],
)
def test_the_recommendation_fits_the_situation(use, question, data, facts):
    assert asked(question, data, **facts) == use


def test_every_advice_has_a_reason_a_runner_up_and_a_known_analysis():
    known = analyses()
    seen = 0
    for question, data, groups, paired, normal in product(Question, Data, (1, 2, 4), (True, False), (None, False)):
        try:
            advice = advise(Situation(question, data, groups=groups, paired=paired, normal=normal))
        except StatisticsError:
            continue
        seen += 1
        assert isinstance(advice, Advice)
        assert advice.why.endswith(".")
        assert advice.runner_up_when
        assert advice.runner_up != advice.use
        assert {advice.analysis, advice.runner_up_analysis} <= set(known)
    assert seen > 400


def test_differences_and_charts_are_covered_for_all_kinds_of_data():
    for data, groups in product(Data, (1, 2, 5)):
        assert asked("difference", data.value, groups=groups)
        assert asked("monitor", data.value)


def test_too_few_values_are_warned_about_first():
    assert "plan the sample size first" in advise(Situation(Question.DIFFERENCE, Data.CONTINUOUS, 2, smallest=3)).before
    assert advise(Situation(Question.DIFFERENCE, Data.CONTINUOUS, 2, smallest=20)).before == ""


def test_what_no_rule_covers_is_said():
    with pytest.raises(StatisticsError, match="No rule covers the question 'spread' for category data"):
        asked("spread", "category", groups=2)


@pytest.mark.parametrize("facts", [{"groups": 0}, {"predictors": 0}, {"subgroup": 0}, {"smallest": -1}])
def test_impossible_situations_are_refused(facts):
    with pytest.raises(StatisticsError):
        Situation(Question.DIFFERENCE, Data.CONTINUOUS, **facts)


def test_the_face_reads_plain_words():
    face = analysis_named("adviser").answer
    answer = face({"question": "difference", "data_type": "continuous", "groups": 2, "normal": False, "smallest": 10})
    assert (answer["analysis"], answer["option"]) == ("two_sample", "mann_whitney")
    with pytest.raises(StatisticsError, match="question"):
        face({"question": "why", "data_type": "continuous"})
    with pytest.raises(StatisticsError, match="whole"):
        face({"question": "difference", "data_type": "continuous", "groups": 2.5})
