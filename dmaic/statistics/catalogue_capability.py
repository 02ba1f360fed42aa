"""Which questions about spread, shape, capability, proportions and planning can be asked?"""

from __future__ import annotations

from dmaic.statistics.registry import Analysis

_FACES = "dmaic.statistics.faces"

ANALYSES: tuple[Analysis, ...] = (
    Analysis(
        name="summary",
        title="Summary",
        question="Where do the values lie, how far do they spread, what shape have they?",
        formula="two-pass mean and sd (n - 1), adjusted skewness and kurtosis, order-statistic intervals",
        variants="quantile_method linear (Excel, R) | weibull (Minitab); bins by Freedman-Diaconis, Scott or a number",
        source="Chan, Golub & LeVeque 1983; Hahn & Meeker; Joanes & Gill 1998; NIST StRD",
        face=f"{_FACES}.summary:summary",
    ),
    Analysis(
        name="percentile",
        title="Percentile with interval",
        question="Below which value does a given share of cases lie, and how sure is that?",
        formula="P(X_(l) <= q < X_(u)) = P(l <= B < u), B binomial(n, p)",
        variants="quantile_method linear | weibull; the interval needs no distribution",
        source="Hahn & Meeker, Statistical Intervals",
        face=f"{_FACES}.summary:percentile",
    ),
    Analysis(
        name="autocorrelation",
        title="Autocorrelation",
        question="Does each value lean on the one before?",
        formula="r_k = sum (x_t - mean)(x_t+k - mean) / sum (x_t - mean)^2; runs about the median",
        variants="Bartlett's bounds; runs test by normal approximation",
        source="Box & Jenkins; Bartlett 1946; Wald & Wolfowitz 1940",
        face=f"{_FACES}.summary:autocorrelation",
    ),
    Analysis(
        name="probability_plot",
        title="Normal probability plot",
        question="Do the values follow a normal curve?",
        formula="sorted values against normal scores; line mean + z sd with pointwise bounds",
        variants="plotting positions benard | hazen | mean_rank | blom",
        source="Benard & Bos-Levenbach 1953; Nelson 1982",
        face=f"{_FACES}.summary:probability_plot",
    ),
    Analysis(
        name="normality",
        title="Normality tests",
        question="Can a departure from the normal curve be seen?",
        formula="A^2 with Stephens' p; W; Lilliefors' D; W^2",
        variants="Anderson-Darling, Shapiro-Wilk, Lilliefors, Cramer-von Mises",
        source="D'Agostino & Stephens 1986; Royston 1995; Dallal & Wilkinson 1986",
        face=f"{_FACES}.normality:normality",
    ),
    Analysis(
        name="sigma_level",
        title="Sigma level, DPMO, yields",
        question="How many sigma is that?",
        formula="Z.lt = -Phi^-1(DPMO / 1e6), Z.st = Z.lt + shift; DPO, DPU, exp(-DPU), RTY",
        variants="shift 1.5 by default, 0 by choice, always printed; one or two tails; exact intervals",
        source="Harry & Schroeder; Clopper & Pearson 1934; Garwood 1936",
        face=f"{_FACES}.sigma_level:sigma_level",
    ),
    Analysis(
        name="capability",
        title="Capability",
        question="Can the process hold its specification?",
        formula="Cp, CPL, CPU, Cpk (within sigma); Pp, PPL, PPU, Ppk (overall); Cpm, Cpmk (target)",
        variants=(
            "sigma rbar | sbar | mvlue_r | mvlue_s | pooled | pooled_c4 | mr | median_mr | mssd; "
            "interval_df n-1 | estimator; intervals: chi-square (Cp, Pp, Cpm), Bissell (Cpk, Ppk), delta (Cpmk, "
            "Z.bench and the ppm through it); one-sided; natural boundary"
        ),
        source="Montgomery; Kane 1986; Bissell 1990; Boyles 1991; Chen & Hsu 1995; ISO 22514-2",
        face=f"{_FACES}.capability:capability",
    ),
    Analysis(
        name="pareto",
        title="Pareto",
        question="Which few categories make most of the trouble, and do they stand out at all?",
        formula="shares in falling order; chi-square against equal bars (counts, priced counts, sums over cases)",
        variants="measure count | cost | time | weighted; threshold of the vital few; Other below a share",
        source="Juran; Pearson 1900",
        face=f"{_FACES}.pareto:pareto",
    ),
    Analysis(
        name="proportions",
        title="Proportions and rates",
        question="Is a proportion, a rate or a spread another one than it should be, and do groups differ?",
        formula="exact binomial and Poisson tests; score (Wilson) and Newcombe intervals; chi-square of one variance",
        variants=(
            "kind one | two | k | rate | rates | variance; alternative two-sided | less | greater; read in full with "
            "effect (Cohen's h, Cramer's V, Cohen's w, ratio), assumptions and verdict against what would matter"
        ),
        source="Clopper & Pearson 1934; Wilson 1927; Newcombe 1998; Garwood 1936; Cohen 1988; R stats",
        face=f"{_FACES}.proportions:proportions",
    ),
    Analysis(
        name="nps",
        title="Net promoter score",
        question="How large is the promoter score, and is its change more than noise?",
        formula="P - D, variance (P + D - (P - D)^2) / n",
        variants="from answers 0 to 10, counts or shares; exact bound when all answers fall in one group",
        source="Reichheld 2003; multinomial variance",
        face=f"{_FACES}.proportions:nps",
    ),
    Analysis(
        name="power",
        title="Power and sample size of tests",
        question="Would the test see the difference that matters, and how many does that take?",
        formula="noncentral t, F and chi-square; normal for proportions and rates; Fisher's z for correlations",
        variants=(
            "test t_two_sample | t_one_sample | t_paired | two_proportions | one_proportion | anova | chi_square | "
            "correlation | regression | one_variance | two_variances | two_rates; solves n, power or the effect; "
            "strict counts the far tail that R leaves out"
        ),
        source="Cohen 1988; R power.t.test, power.prop.test, power.anova.test; package pwr",
        face=f"{_FACES}.power:power",
    ),
    Analysis(
        name="sample_size",
        title="Sample size for precision",
        question="How many must be collected to know it that closely?",
        formula="(z s / E)^2, z^2 p (1 - p) / E^2 with finite population; Bissell; Donner & Eliasziw; success run",
        variants=(
            "for mean | proportion | difference_of_means | difference_of_proportions | rate | nps | sd | capability | "
            "kappa | agreement"
        ),
        source="Cochran 1977; Bissell 1990; Donner & Eliasziw 1992",
        face=f"{_FACES}.power:sample_size",
    ),
    Analysis(
        name="capability_nonnormal",
        title="Capability without a normal curve",
        question="Can a skewed process hold its specification?",
        formula="(USL - LSL) / (q99.865 - q0.135) and its sides; Box-Cox (x^lambda - 1) / lambda; Johnson's z",
        variants=(
            "method percentile (lognormal, weibull, gamma, exponential, normal, or the best) | box_cox_lambda | "
            "box_cox | johnson (SU, SB, SL; given or fitted); percentile intervals by bootstrap, Box-Cox by Bissell"
        ),
        source="ISO 22514-4; Clements 1989; Box & Cox 1964; Johnson 1949; Slifker & Shapiro 1980",
        face=f"{_FACES}.nonnormal:capability_nonnormal",
    ),
    Analysis(
        name="distribution_choice",
        title="Choice of a distribution",
        question="Which distribution do the values follow?",
        formula="maximum likelihood with location 0, ranked by Anderson-Darling distance; Akaike's criterion beside it",
        variants="lognormal | weibull | gamma | exponential | normal",
        source="D'Agostino & Stephens 1986; Akaike 1974",
        face=f"{_FACES}.nonnormal:distribution_choice",
    ),
    Analysis(
        name="attribute_capability",
        title="Capability of counts",
        question="How capable is a process that is only counted?",
        formula="process Z = -Phi^-1(pooled share); pooled DPU; exact intervals; chi-square of dispersion",
        variants="kind binomial | poisson",
        source="Clopper & Pearson 1934; Garwood 1936",
        face=f"{_FACES}.nonnormal:attribute_capability",
    ),
    Analysis(
        name="service_level",
        title="Service level",
        question="Which share of cases kept the promise?",
        formula="cases within the limit / all cases; exact and Wilson intervals",
        variants="at most (default) or at least the limit; from values, with p50, p90 and p95, or from counts",
        source="Wilson 1927; Clopper & Pearson 1934; Hahn & Meeker",
        face=f"{_FACES}.nonnormal:service_level",
    ),
    Analysis(
        name="outliers",
        title="Outliers",
        question="Does one value belong to another world?",
        formula="G = max |x - mean| / s; fences q1 - 1.5 iqr and q3 + 1.5 iqr",
        variants="side both | low | high; reach 1.5 or 3",
        source="Grubbs 1969; Tukey 1977",
        face=f"{_FACES}.nonnormal:outliers",
    ),
    Analysis(
        name="monte_carlo",
        title="Monte Carlo simulation",
        question="What will the output look like when the inputs vary?",
        formula="seeded draws through a transfer function (+ - * / ** sqrt exp log abs min max); rank shares",
        variants="normal | lognormal | uniform | triangular | weibull | exponential | discrete | data | constant",
        source="Metropolis & Ulam 1949; Spearman 1904; Saltelli et al.",
        face=f"{_FACES}.planning:monte_carlo",
    ),
    Analysis(
        name="quality_cost",
        title="Cost of quality",
        question="What does poor quality cost?",
        formula="prevention + appraisal + internal + external; failure = internal + external",
        variants="lines by amount, or by quantity and unit cost; share of revenue",
        source="Juran; Feigenbaum 1956",
        face=f"{_FACES}.planning:quality_cost",
    ),
    Analysis(
        name="flow",
        title="Flow of the work",
        question="How does the work flow, and how much of it adds value?",
        formula="lead = touch + wait; efficiency = VA touch / lead; RTY = product of yields; WIP = throughput x lead",
        variants="steps VA | BNVA | NVA; takt from available time and demand",
        source="Little 1961; Rother & Shook 1999",
        face=f"{_FACES}.planning:flow",
    ),
)
