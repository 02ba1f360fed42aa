"""Which charts and rules are there? Catalogue entries: constants, control charts, run rules."""

from __future__ import annotations

from dmaic.statistics.registry import Analysis

ANALYSES: tuple[Analysis, ...] = (
    Analysis(
        name="constants",
        title="Control-chart constants",
        question="By which factors do ranges and standard deviations of n values become limits?",
        formula="d2, d3: moments of the range of n standard normal values (integrals); c4 by gamma functions; "
        "A2, A3, B3, B4, D3, D4, E2 from these; d2* = sqrt(d2^2 + d3^2 / g)",
        variants="exact, not the rounded textbook table",
        source="Tippett 1925; Duncan 1955; Montgomery, appendix VI",
        face="dmaic.statistics.faces.constants:answer",
    ),
    Analysis(
        name="imr",
        title="Individuals and moving-range chart",
        question="Is a series of single measurements stable?",
        formula="mean -/+ 3 sigma, sigma = mean moving range / d2(2); ranges up to D4(2) times their mean",
        variants="sigma_method mean_mr, median_mr, sd, mssd; screen_moving_ranges; baseline, stages, center, sigma; "
        "rule_set (signals with their points, chance of a false one)",
        source="Montgomery 6.4; Nelson 1982",
        face="dmaic.statistics.faces.individuals:answer",
    ),
    Analysis(
        name="xbar",
        title="X-bar, R and S charts",
        question="Is a process measured in small samples stable?",
        formula="grand mean -/+ 3 sigma / sqrt(n_i); R: sigma (d2 -/+ 3 d3); S: sigma (c4 -/+ 3 sqrt(1 - c4^2))",
        variants="sigma rbar, sbar, mvlue_r, mvlue_s, pooled, pooled_c4 or a number; unequal sizes; baseline, "
        "stages; rule_set",
        source="Montgomery 6.2-6.3; Burr 1969",
        face="dmaic.statistics.faces.xbar:answer",
    ),
    Analysis(
        name="attribute",
        title="p, np, c, u, p' and u' charts",
        question="Is a proportion or a rate of defects stable?",
        formula="p: pbar -/+ 3 sqrt(pbar (1 - pbar) / n_i); u: ubar -/+ 3 sqrt(ubar / n_i); cut at 0 and 1; "
        "p', u': these sigmas times sigma Z = mean |z_i - z_(i-1)| / d2(2)",
        variants="chart p, np, c, u, laney_p, laney_u; screen_moving_ranges; baseline, stages, center, sigma "
        "(sigma Z); rule_set",
        source="Montgomery chapter 7; Laney 2002",
        face="dmaic.statistics.faces.attribute:answer",
    ),
    Analysis(
        name="overdispersion",
        title="Overdispersion of counts",
        question="Do the counts scatter more than chance alone explains?",
        formula="sigma Z = mean |z_i - z_(i-1)| / d2(2); ratio = sum z_i^2 / (k - 1) with its chi-square p value",
        variants="chart p, np (binomial), c, u (Poisson)",
        source="Laney 2002; Cochran 1954",
        face="dmaic.statistics.faces.attribute:overdispersion",
    ),
    Analysis(
        name="time_weighted",
        title="EWMA, CUSUM and moving-average charts",
        question="Has a small shift crept in?",
        formula="EWMA: lambda x_i + (1 - lambda) e_(i-1), limits centre -/+ L sigma sqrt(lambda / (2 - lambda) "
        "(1 - (1 - lambda)^(2i))); CUSUM: max(0, z_i - k + C_(i-1)) against h; average of the last w points",
        variants="chart ewma, cusum, ma; head start fir; units sigma or data; center and sigma given or estimated",
        source="Roberts 1959; Page 1954; Lucas and Crosier 1982; Montgomery chapter 9",
        face="dmaic.statistics.faces.time_weighted:answer",
    ),
    Analysis(
        name="rare_events",
        title="g and t charts",
        question="Do rare events come more or less often?",
        formula="g: mean m -/+ 3 sqrt(m (m + 1)), cut at 0; t: individuals chart of t^(1/3.6), raised back",
        variants="g kinds benneyan, including, percentiles; t zeros keep, drop, half, refuse",
        source="Benneyan 2001; Nelson 1994",
        face="dmaic.statistics.faces.rare_events:answer",
    ),
    Analysis(
        name="hotelling_t2",
        title="Hotelling's T2 chart",
        question="Are several measurements stable together?",
        formula="T2 = n (x - xbar)' S^-1 (x - xbar); phase I limit by Beta (rows) or F (samples), phase II by F",
        variants="layout individuals, subgroups; confidence; baseline",
        source="Hotelling 1947; Tracy, Young and Mason 1992",
        face="dmaic.statistics.faces.multivariate:answer",
    ),
    Analysis(
        name="run_chart",
        title="Run chart",
        question="Does a series wander about its median more than chance allows?",
        formula="longest run > round(log2(useful)) + 3, or crossings < 5 % quantile of Binomial(useful - 1, 0.5)",
        variants="Anhøj; beside it the IHI tests (shift 6, trend 5, number of runs)",
        source="Anhøj and Olesen 2014; Provost and Murray 2011; Swed and Eisenhart 1943",
        face="dmaic.statistics.faces.run_chart:answer",
    ),
    Analysis(
        name="rules",
        title="Run rules",
        question="At which points does a pattern say that the process changed?",
        formula="patterns of (value - centre) / sigma; a rule fires at the last point of its pattern",
        variants="rule_set advised, limits_only, nelson, western_electric, aiag, montgomery, ihi, nhs_mdc, iso_7870, "
        "westgard",
        source="Western Electric 1956; Nelson 1984; Westgard 1981",
        face="dmaic.statistics.faces.rules:answer",
    ),
    Analysis(
        name="short_run",
        title="Short-run chart",
        question="Is the process stable when every few pieces are another product?",
        formula="x - target, or (x - target) / sigma of the product, on an individuals chart",
        variants="method deviation, standardised; targets and sigmas given or estimated by product",
        source="Bothe 1988; Montgomery 10.1",
        face="dmaic.statistics.faces.special:short_run",
    ),
    Analysis(
        name="levey_jennings",
        title="Levey-Jennings chart with Westgard's rules",
        question="Does a measuring method still read its control material right?",
        formula="mean -/+ 3 standard deviations (divisor n - 1)",
        variants="centre and sigma given or from a baseline",
        source="Levey and Jennings 1950; Westgard 1981",
        face="dmaic.statistics.faces.special:levey_jennings",
    ),
    Analysis(
        name="false_alarm",
        title="Chance of a false signal",
        question="How likely is a signal when the process is stable?",
        formula="share of simulated stable normal charts of n points with a signal; exact for limits alone",
        variants="rule_set; limits from the same data or known",
        source="simulation with a fixed seed",
        face="dmaic.statistics.faces.special:false_alarm",
    ),
)
