"""Which questions about differences, tables and relations can be asked?"""

from __future__ import annotations

from dmaic.statistics.registry import Analysis

_FACES = "dmaic.statistics.faces"

ANALYSES: tuple[Analysis, ...] = (
    Analysis(
        name="two_sample",
        title="One and two samples",
        question="Does x differ from a target, from y, or from its pair; in mean, spread, rank or shape?",
        formula="t = difference / standard error; F = s_x^2 / s_y^2; U, V from ranks; D = largest gap of shares",
        variants=(
            "t one-sample | Welch (default) | pooled | paired; Mann-Whitney with or without continuity, exact without "
            "ties; Wilcoxon signed rank, zeros dropped; Kolmogorov-Smirnov asymptotic, series as in R"
        ),
        source="Student 1908; Welch 1947; Mann & Whitney 1947; Wilcoxon 1945; Smirnov 1939; Delacre et al. 2021 (g)",
        face=f"{_FACES}.two_sample:two_sample",
    ),
    Analysis(
        name="equivalence",
        title="Equivalence",
        question="Are two means close enough to call them the same?",
        formula="t = (difference - margin) / standard error for each margin; both must reject; 1 - 2 alpha interval",
        variants="comparison one-sample | welch | pooled | paired; one margin only for non-inferiority",
        source="Schuirmann 1987",
        face=f"{_FACES}.two_sample:tost",
    ),
    Analysis(
        name="correlation",
        title="Correlation",
        question="Do two measurements move together?",
        formula="Pearson r with Fisher z interval; Spearman rho = r of ranks; Kendall tau-b",
        variants="p of rho from t; tau's variance corrected for ties, no continuity correction",
        source="Fisher 1921; Bonett & Wright 2000; Kendall 1970; Fieller, Hartley & Pearson 1957",
        face=f"{_FACES}.two_sample:correlation",
    ),
    Analysis(
        name="k_sample",
        title="Several groups",
        question="Do groups differ in mean, spread or rank, and which ones?",
        formula="F = MSB/MSW; Welch's weighted F; Bartlett K^2; ANOVA of distances; H; studentized range",
        variants=(
            "classical | Welch; Levene about mean | median; Fligner-Killeen median centred; Kruskal-Wallis with ties; "
            "Tukey-Kramer, Games-Howell, Dunn with Holm"
        ),
        source="Fisher 1925; Welch 1951; Bartlett 1937; Levene 1960; Brown & Forsythe 1974; Kruskal & Wallis 1952",
        face=f"{_FACES}.k_sample:k_sample",
    ),
    Analysis(
        name="games_howell",
        title="Pairs of groups with unequal spread",
        question="Which means differ, whatever the spreads?",
        formula="q = |difference| / sqrt((s_i^2/n_i + s_j^2/n_j)/2), studentized range with Satterthwaite's df",
        variants="any sizes from 2; intervals hold for all pairs together",
        source="Games & Howell 1976",
        face=f"{_FACES}.k_sample:games_howell",
    ),
    Analysis(
        name="dunn",
        title="Pairs of groups by ranks",
        question="Which groups tend to larger values?",
        formula="z = difference of mean ranks / sqrt((N(N+1)/12 - ties)(1/n_i + 1/n_j))",
        variants="p adjusted by Holm",
        source="Dunn 1964; Holm 1979",
        face=f"{_FACES}.k_sample:dunn",
    ),
    Analysis(
        name="mood_median",
        title="Mood's median test",
        question="Do medians differ, however skewed the values and whatever the outliers?",
        formula="chi-square of counts above against at or below the grand median",
        variants="values on the grand median count as below; no continuity correction; medians by order statistics",
        source="Mood 1950; Conover 1999",
        face=f"{_FACES}.k_sample:mood_median",
    ),
    Analysis(
        name="holm",
        title="Many tests at once",
        question="Which of several tests still hold when there were many?",
        formula="the i-th smallest of k p values times k - i + 1, never falling, at most 1",
        variants="Holm's step-down; needs no independence",
        source="Holm 1979",
        face=f"{_FACES}.k_sample:holm",
    ),
    Analysis(
        name="contingency",
        title="Tables of counts",
        question="Do two ways of counting cases go together, or do counts follow given shares?",
        formula="sum (O-E)^2/E; G = 2 sum O ln(O/E); hypergeometric tables; (|b-c|-1)^2/(b+c)",
        variants=(
            "Pearson | Yates (2x2) | G; Fisher two-sided by tables no more likely, odds ratio sample | conditional "
            "(as R prints it, and fully solved); McNemar with continuity, Bowker; Cramer V by noncentral chi-square"
        ),
        source="Pearson 1900; Yates 1934; Fisher 1935; Cornfield 1956; McNemar 1947; Bowker 1948; Smithson 2003",
        face=f"{_FACES}.contingency:contingency",
    ),
    Analysis(
        name="regression",
        title="Regression",
        question="How does a response depend on its predictors, and what comes next?",
        formula="b = argmin |y - Xb|^2; s^2 = RSS/(n-p); leverage, Cook, VIF, Durbin-Watson, Breusch-Pagan, PRESS",
        variants="model linear | polynomial | logistic | poisson; with or without intercept; prediction intervals",
        source="Draper & Smith; Belsley, Kuh & Welsch 1980; Cook 1977; R lm, glm",
        face=f"{_FACES}.regression:regression",
    ),
    Analysis(
        name="logistic",
        title="Logistic regression",
        question="What moves the odds of a yes?",
        formula="ln(p/(1-p)) = Xb by maximum likelihood; deviance, McFadden, Nagelkerke, ROC area, Hosmer-Lemeshow",
        variants="Wald intervals, p also by likelihood ratio; separation is refused by name",
        source="McCullagh & Nelder 1989; Hosmer & Lemeshow 1980; Albert & Anderson 1984; R glm",
        face=f"{_FACES}.regression:logistic",
    ),
    Analysis(
        name="poisson_regression",
        title="Poisson regression",
        question="What moves the rate of an event?",
        formula="ln(mean/exposure) = Xb by maximum likelihood; deviance, dispersion",
        variants="exposure as offset; Wald intervals, p also by likelihood ratio; overdispersion flagged",
        source="McCullagh & Nelder 1989; R glm",
        face=f"{_FACES}.regression:poisson_regression",
    ),
    Analysis(
        name="nist_anova",
        title="NIST analysis of variance",
        question="Does the one-way analysis of variance hold NIST's certified digits?",
        formula="SSB = sum n_i (m_i - m)^2, SSW about the group means, after subtracting an origin",
        variants="far from 0 the origin is subtracted in decimals",
        source="NIST StRD, analysis of variance; Simon & Lesage 1989",
        face=f"{_FACES}.k_sample:nist_anova",
    ),
    Analysis(
        name="nist_regression",
        title="NIST linear least squares",
        question="Does least squares hold NIST's certified digits?",
        formula="Householder QR of scaled columns, no rank cut-off; exact rational arithmetic where it matters",
        variants="polynomial with or without intercept | multiple",
        source="NIST StRD, linear least squares; Longley 1967; Wampler 1970",
        face=f"{_FACES}.regression:nist_regression",
    ),
    Analysis(
        name="nist_univariate",
        title="NIST univariate summary",
        question="Do mean, standard deviation and lag-1 correlation hold NIST's certified digits?",
        formula="two-pass mean and sd (n - 1); r_1 = sum d_t d_t+1 / sum d_t^2",
        variants="values as a list, or a first value and an alternating pattern",
        source="NIST StRD, univariate summary statistics; Simon & Lesage 1989",
        face=f"{_FACES}.summary:summary",
    ),
    Analysis(
        name="mix_shift",
        title="Mix shift",
        question="Did the result change because the work got better, or because the mix of cases changed?",
        formula="change = sum w (r1 - r0) + sum (w1 - w0)(r - R) over strata with shares w and values r",
        variants="split midpoint (no rest) | three-part (with interaction); strata seen in one period count as mix",
        source="Kitagawa 1955; Oaxaca 1973",
        face=f"{_FACES}.stratified:mix_shift",
    ),
    Analysis(
        name="gap_share",
        title="Share of the gap",
        question="Which kinds of cases make up the gap to the goal?",
        formula="contribution = n_s/N (value_s - target); contributions add up to the gap",
        variants="shares from counts, means with standard deviation; intervals take the strata's shares as given",
        source="arithmetic of the weighted mean",
        face=f"{_FACES}.stratified:gap_share",
    ),
    Analysis(
        name="seasonality",
        title="Seasonality",
        question="Is there a rhythm of hours, weekdays or months?",
        formula="mean, median and index per season; Kruskal-Wallis H and Fisher's F over the seasons",
        variants="rhythm hour | weekday | month, or named seasons",
        source="Kruskal & Wallis 1952; Fisher 1925",
        face=f"{_FACES}.stratified:seasonality",
    ),
    Analysis(
        name="rhythms",
        title="Rhythms",
        question="Which rhythms of the calendar are real: hours, weekdays, months?",
        formula="cells of an hour, a day, a month; Kruskal-Wallis H over the parts of each cycle; Holm over the cycles",
        variants="weights for shares and rates; needs 5 days of an hour or weekday, 2 years of a month, else withheld",
        source="Kruskal & Wallis 1952; Holm 1979",
        face=f"{_FACES}.stratified:rhythms",
    ),
    Analysis(
        name="survival",
        title="Time to resolution with open cases",
        question="How long until a case is resolved, when some are still open?",
        formula="S(t) = product (1 - d/n); Greenwood's variance; log-rank test between groups",
        variants="bounds log-log (default) | log (R) | plain; quantiles by Brookmeyer & Crowley; Peto's hazard ratio",
        source="Kaplan & Meier 1958; Brookmeyer & Crowley 1982; Mantel 1966; R survival",
        face=f"{_FACES}.stratified:survival",
    ),
    Analysis(
        name="adviser",
        title="Adviser",
        question="Which test or chart answers my question?",
        formula="rules read from top to bottom; the first that fits the situation wins",
        variants=(
            "question difference | spread | equivalence | relation | distribution | duration | rhythm | mix | monitor; "
            "data_type as in the metric registry, and category"
        ),
        source="Montgomery; Wheeler; Delacre, Lakens & Leys 2017; Conover 1999",
        face=f"{_FACES}.adviser:adviser",
    ),
)
