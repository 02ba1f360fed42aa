"""Which questions about measuring, agreement and designed experiments can be asked?"""

from __future__ import annotations

from dmaic.statistics.registry import Analysis

_FACES = "dmaic.statistics.faces"

ANALYSES: tuple[Analysis, ...] = (
    Analysis(
        name="gage_rr",
        title="Gage R&R",
        question="How much of what we see is the process, and how much the measuring?",
        formula="expected mean squares; GRR^2 = EV^2 + AV^2 (+ interaction); ndc = 1.41 PV/GRR cut to an integer",
        variants=(
            "layout crossed | nested | expanded; method anova | average_range (d2*); interaction dropped when p > "
            "alpha (0.25), both models given; study_var_multiplier 6 | 5.15; negative components 0; intervals MLS and "
            "generalized"
        ),
        source="AIAG MSA 4th ed.; Burdick, Borror & Montgomery 2005",
        face=f"{_FACES}.gage_rr:gage_rr",
    ),
    Analysis(
        name="gage_plan",
        title="Plan of a gage study",
        question="In which order shall the study be measured?",
        formula="each trial a round, parts and appraisers mixed anew, from a seed",
        variants="crossed | nested",
        source="AIAG MSA 4th ed.",
        face=f"{_FACES}.gage_rr:plan",
    ),
    Analysis(
        name="bias_linearity",
        title="Bias, type 1 and linearity",
        question="Does the instrument read true, over its whole range?",
        formula="t of reading - reference; Cg = K/100 T / (L s); least squares of bias on reference",
        variants="kind bias | type1 | linearity | stability; K 20 %, L 6; s divides by n - 1",
        source="AIAG MSA 4th ed.; Bosch booklet 10",
        face=f"{_FACES}.bias_linearity:bias_linearity",
    ),
    Analysis(
        name="stability",
        title="Stability of an instrument",
        question="Does the instrument stay as it is over time?",
        formula="center +- 3 mean range / (d2 sqrt n); slope over order",
        variants="single readings (moving ranges of 2) | equal subgroups",
        source="AIAG MSA 4th ed.",
        face=f"{_FACES}.bias_linearity:stable",
    ),
    Analysis(
        name="attribute_agreement",
        title="Attribute agreement",
        question="Do people judge alike, and rightly?",
        formula="kappa = (observed - expected) / (1 - expected); share of items matched in every trial",
        variants=(
            "kind cohen_table | cohen | fleiss | kendall_w | study; weights none | linear | quadratic; intervals: "
            "Clopper-Pearson (shares), Fleiss-Cohen-Everitt (Cohen), Gwet (Fleiss), jackknife over items (study, W)"
        ),
        source="AIAG MSA 4th ed.; Cohen 1960, 1968; Fleiss 1971; Gwet 2021; Kendall & Babington Smith 1939",
        face=f"{_FACES}.attribute_agreement:attribute_agreement",
    ),
    Analysis(
        name="agreement_plan",
        title="Plan of an agreement study",
        question="In which order shall people judge?",
        formula="every item once a round, mixed anew for each appraiser, from a seed",
        variants="items and appraisers by number or by name",
        source="AIAG MSA 4th ed.",
        face=f"{_FACES}.attribute_agreement:plan",
    ),
    Analysis(
        name="data_audit",
        title="Data audit",
        question="How many of the reported records are wrong?",
        formula="errors / traced records; upper end of the interval <= allowed share: ok, lower end above it: fail",
        variants="findings right | wrong | missing | duplicate; interval Clopper-Pearson; allowed 5 %",
        source="Clopper & Pearson 1934; ISO 2859-4 (declared quality levels)",
        face=f"{_FACES}.data_audit:data_audit",
    ),
    Analysis(
        name="audit_sample",
        title="Sample of a data audit",
        question="Which records shall be traced?",
        formula="positions drawn without repeats, from a seed",
        variants="records of population",
        source="simple random sampling (Cochran 1977, Sampling Techniques)",
        face=f"{_FACES}.data_audit:sample",
    ),
    Analysis(
        name="doe_anova",
        title="Analysis of variance of several factors",
        question="Which factors move the mean?",
        formula="sums of squares in sequence, F against the residual",
        variants="formula with + : * / ^ -; C(x) a factor; marginal (type II) sums of squares and partial eta squared "
        "stand beside",
        source="Montgomery, Design and Analysis of Experiments; R anova(lm); Smithson 2003",
        face=f"{_FACES}.experiment:anova",
    ),
    Analysis(
        name="doe_designs",
        title="Design of an experiment",
        question="Which runs should be made?",
        formula="rotatable alpha = nF^(1/4); orthogonal alpha = sqrt((sqrt(nF N) - nF) / 2)",
        variants=(
            "kind full_factorial | fractional_factorial | plackett_burman | central_composite | box_behnken; alpha "
            "rotatable | orthogonal | face_centred | spherical | a number"
        ),
        source="Plackett & Burman 1946; Box & Wilson 1951; Box & Behnken 1960; Montgomery",
        face=f"{_FACES}.experiment:designs",
    ),
    Analysis(
        name="doe_run_sheet",
        title="Run sheet",
        question="What shall be done, in which order?",
        formula="standard order shuffled within blocks, from a seed; blocks confound the longest interactions",
        variants="replicates, extra_centre_points a block, blocks 1 | 2 | 4 | 8 | one a replicate, randomise",
        source="Montgomery, Design and Analysis of Experiments, chapter 7",
        face=f"{_FACES}.experiment:sheet",
    ),
    Analysis(
        name="doe_factorial",
        title="Two-level factorial",
        question="Which factors matter, and by how much?",
        formula="effect = mean at + minus mean at - = 2 x coefficient; ss = n effect^2 / 4; Lenth PSE, ME, SME",
        variants="Lenth (no repeats) | pure error; reduced_terms pool the rest; curvature by centre points",
        source="Montgomery, chapter 6; Lenth 1989; Box, Hunter & Hunter 2005",
        face=f"{_FACES}.experiment:factorial",
    ),
    Analysis(
        name="doe_fractions",
        title="Fractional factorial",
        question="What does a fraction confuse with what?",
        formula="words = products of generators; resolution = shortest word",
        variants="generators D=ABC or D=-ABC; aliases up to two-factor interactions",
        source="Box & Hunter 1961; Montgomery, chapter 8",
        face=f"{_FACES}.experiment:fractions",
    ),
    Analysis(
        name="doe_rsm",
        title="Response surface",
        question="Where is the top of the hill?",
        formula="x_s = -B^-1 b / 2; eigenvalues of B; best point in the region by ridge analysis",
        variants="full quadratic in coded units",
        source="Box & Wilson 1951; Myers, Montgomery & Anderson-Cook",
        face=f"{_FACES}.experiment:rsm",
    ),
)
