"""Which fields do measurement studies and designed experiments take?"""

from __future__ import annotations

from dmaic.statistics.fields.declared import Field, Kind, choice, field, need, when
from dmaic.statistics.fields.shared import ALPHA, CONFIDENCE, SEED

_APPRAISERS = need("appraisers", Kind.NUMBER_OR_WORDS, "Appraisers", "How many people, or their names.")
_TRIALS = field("trials", Kind.WHOLE, "Repeats", "How often each is done.", default=2)
_BLOCK_LAYOUTS = ("crossed", "nested")

_DESIGN: tuple[Field, ...] = (
    choice(
        "kind",
        "Design",
        "Which family of designs.",
        (
            ("full_factorial", "Full factorial"),
            ("fractional_factorial", "Fractional factorial"),
            ("plackett_burman", "Plackett-Burman"),
            ("central_composite", "Central composite"),
            ("box_behnken", "Box-Behnken"),
        ),
        needed=True,
    ),
    *when("kind", "full_factorial", need("levels", Kind.NUMBERS, "Levels", "The number of levels of each factor.")),
    *when(
        "kind",
        ("fractional_factorial", "central_composite", "box_behnken"),
        field("k", Kind.WHOLE, "Factors", "How many factors."),
    ),
    *when(
        "kind", ("fractional_factorial", "plackett_burman"),
        field("runs", Kind.WHOLE, "Runs", "How many runs: a power of 2 for a fraction, a multiple of 4 for Plackett-Burman."),
    ),
    *when(
        "kind", "fractional_factorial",
        field("base_factors", Kind.WHOLE, "Base factors", "Instead of factors and runs: the factors of the full part."),
        field("generators", Kind.WORDS, "Generators", "With them: one a further factor, such as D=ABC."),
    ),
    *when(
        "kind", ("central_composite", "box_behnken"),
        field("centre_points", Kind.WHOLE, "Centre runs", "Runs at the centre: 5 for a central composite design, else as the design has them."),
    ),
    *when(
        "kind", "central_composite",
        field("factorial_runs", Kind.WHOLE, "Runs of the cube", "Left out, all corners."),
        field(
            "alpha", Kind.NUMBER_OR_WORD, "Distance of the star",
            "A rule for it, or a number in coded units.", default="rotatable",
            choices=(
                ("rotatable", "Rotatable"), ("orthogonal", "Orthogonal"),
                ("face_centred", "On the faces"), ("spherical", "Spherical"),
            ),
        ),
    ),
)  # fmt: skip

_FACTORS = field("factors", Kind.WORDS, "Factors", "The names of the factors, in their order.")
_RESULTS = need("y", Kind.NUMBERS, "Results", "The result of each run, in the order of the runs.")

FIELDS: dict[str, tuple[Field, ...]] = {
    "gage_rr": (
        choice(
            "layout",
            "Study",
            "Crossed: everybody measures every part. Nested: each has parts of their own. Expanded: further factors.",
            (("crossed", "Crossed"), ("nested", "Nested"), ("expanded", "Expanded")),
            "crossed",
        ),
        *when(
            "layout",
            _BLOCK_LAYOUTS,
            field(
                "table",
                Kind.COLUMNS,
                "Readings",
                "One row a reading, with columns part, appraiser and value.",
            ),
            field(
                "measurements",
                Kind.STRUCTURE,
                "Readings as a block",
                "Instead of the table: a list of parts (nested: of appraisers), each a list of lists of repeats.",
            ),
            field("part_column", Kind.TEXT, "Word for a part", "What a part is called in the answer.", default="part"),
            field("appraiser_column", Kind.TEXT, "Word for an appraiser", "What a person is called.", default="appraiser"),
        ),
        *when(
            "layout",
            "expanded",
            need("values", Kind.NUMBERS, "Readings", "The readings, one a row, in the unit of the measurement."),
            need("factors", Kind.COLUMNS, "Factors", "A column a factor (part, operator, gauge ...), one row a reading."),
            field("part", Kind.TEXT, "Column of the parts", "Which of the columns names the part.", default="part"),
            field("interactions_up_to", Kind.WHOLE, "Interactions of", "Up to how many factors together.", default=2),
        ),
        *when(
            "layout",
            "crossed",
            choice(
                "method",
                "Method",
                "Analysis of variance, or averages and ranges by hand.",
                (("anova", "Analysis of variance"), ("average_range", "Averages and ranges")),
                "anova",
            ),
            choice(
                "ev_constant",
                "Constant of the ranges",
                "For averages and ranges: d2 for many ranges, d2* for few.",
                (("d2", "d2"), ("d2_star", "d2*")),
                "d2",
            ),
            field("alpha", Kind.SHARE, "Drop the interaction above", "Its p-value from which it is pooled.", default=0.25),
            field("use", Kind.TEXT, "Model", "Which of the two models is used; left out, the interaction's p-value decides."),
        ),
        field("tolerance", Kind.NUMBER, "Tolerance", "Upper less lower limit, in the unit of the measurement."),
        field("process_sd", Kind.NUMBER, "Process sigma", "The standard deviation of the process, where it is known."),
        field("study_var_multiplier", Kind.NUMBER, "Multiplier", "Sigmas of the study variation: 6, in older books 5.15.", default=6.0),
        CONFIDENCE,
    ),
    "gage_plan": (
        need("parts", Kind.NUMBER_OR_WORDS, "Parts", "How many parts, or their names."),
        _APPRAISERS,
        _TRIALS,
        field("nested", Kind.FLAG, "Nested", "Each person has parts of their own.", default=False),
        SEED,
    ),
    "bias_linearity": (
        choice(
            "kind",
            "Study",
            "What is asked about the instrument.",
            (
                ("bias", "Bias on one master"),
                ("type1", "Type 1"),
                ("linearity", "Linearity over the range"),
                ("stability", "Stability over time"),
            ),
            needed=True,
        ),
        *when(
            "kind", ("bias", "type1", "linearity"),
            need("readings", Kind.NUMBERS, "Readings", "What the instrument read, one a row."),
        ),
        *when(
            "kind", "stability",
            need("readings", Kind.ROWS, "Readings", "One row a time; several readings side by side form a subgroup."),
            field("reference", Kind.NUMBER, "Reference", "The true value of the master, where it is known."),
            ALPHA,
        ),
        *when("kind", ("bias", "type1"), need("reference", Kind.NUMBER, "Reference", "The true value of the master.")),
        *when("kind", "linearity", need("reference", Kind.NUMBERS, "References", "The true value behind each reading.")),
        *when(
            "kind", "type1",
            need("tolerance", Kind.NUMBER, "Tolerance", "Upper less lower limit, in the unit of the measurement."),
            field("K", Kind.NUMBER, "Share of the tolerance", "In percent.", default=20.0),
            field("L", Kind.NUMBER, "Sigmas", "How many sigmas of repeats are compared.", default=6.0),
        ),
        *when("kind", ("bias", "type1", "linearity"), CONFIDENCE),
    ),
    "stability": (
        need("readings", Kind.ROWS, "Readings", "One row a time; several readings side by side form a subgroup."),
        field("reference", Kind.NUMBER, "Reference", "The true value of the master, where it is known."),
        ALPHA,
    ),
    "attribute_agreement": (
        choice(
            "kind",
            "Question",
            "What is compared.",
            (
                ("cohen_table", "Two people, a table of counts"),
                ("cohen", "Two people, their ratings"),
                ("fleiss", "Several people, one rating each"),
                ("kendall_w", "Several people, ranked ratings"),
                ("study", "A study with repeats"),
            ),
            needed=True,
        ),
        *when("kind", "cohen_table", need("table", Kind.ROWS, "Table", "Cases by the verdict of the first (rows) and of the second (columns).")),
        *when(
            "kind", "cohen",
            need("ratings_a", Kind.WORDS, "First", "The verdicts of the first, one a case."),
            need("ratings_b", Kind.WORDS, "Second", "The verdicts of the second, one a case."),
        ),
        *when(
            "kind", ("fleiss", "kendall_w"),
            need("ratings", Kind.ROWS, "Ratings", "One row a case, one column a person."),
        ),
        *when("kind", "kendall_w", field("tie_correction", Kind.FLAG, "Correct for ties", "Equal ratings share their rank.", default=True)),
        *when(
            "kind", "study",
            need("ratings", Kind.STRUCTURE, "Ratings", "An object: for each person, the list of repeated verdicts of each case."),
            field("reference", Kind.STRUCTURE, "Right verdicts", "An object: the right verdict of each case, where there is one."),
            field("positive", Kind.TEXT, "Verdict for good", "The verdict that lets a case pass; gives misses and false alarms."),
            field("ordinal", Kind.FLAG, "Verdicts have an order", "Such as 1 to 5; then concordance is given too.", default=False),
        ),
        *when(
            "kind", ("cohen_table", "cohen", "study"),
            choice(
                "weights", "Weights", "How near misses count.",
                (("none", "Any miss is a miss"), ("linear", "By distance"), ("quadratic", "By squared distance")),
                "none",
            ),
            field("categories", Kind.WORDS, "Verdicts in order", "All possible verdicts, from lowest to highest."),
        ),
        CONFIDENCE,
    ),
    "agreement_plan": (
        need("items", Kind.NUMBER_OR_WORDS, "Cases", "How many cases, or their names."),
        _APPRAISERS,
        _TRIALS,
        SEED,
    ),
    "data_audit": (
        need("findings", Kind.WORDS, "Findings", "For each traced record: right, wrong, missing or duplicate."),
        field("allowed", Kind.SHARE, "Allowed share wrong", "From 0 to 1.", default=0.05),
        CONFIDENCE,
    ),
    "audit_sample": (
        need("population", Kind.WHOLE, "Records there are", "How many records there are in all."),
        field("records", Kind.WHOLE, "Records to trace", "How many of them are drawn.", default=50),
        SEED,
    ),
    "doe_anova": (
        need("data", Kind.COLUMNS, "Data", "A column for the result and one for each factor, one row a run."),
        need("formula", Kind.TEXT, "Formula", "The result and its factors, such as life ~ C(material) * C(temperature)."),
        CONFIDENCE,
    ),
    "doe_designs": _DESIGN,
    "doe_run_sheet": (
        *_DESIGN,
        _FACTORS,
        field("factor_levels", Kind.COLUMNS, "Settings", "A column a factor with its settings from low to high."),
        field("replicates", Kind.WHOLE, "Repeats", "How often the whole design is run.", default=1),
        field("extra_centre_points", Kind.WHOLE, "Centre runs a block", "Added to each block.", default=0),
        field("blocks", Kind.WHOLE, "Blocks", "Days, batches or shifts: 1, 2, 4 or 8, or one a repeat.", default=1),
        field("randomise", Kind.FLAG, "Random order", "The safe choice.", default=True),
        SEED,
    ),
    "doe_factorial": (
        need("design", Kind.COLUMNS, "Design", "A column a factor with -1 and 1 (0 at the centre), one row a run."),
        _RESULTS,
        field("factors", Kind.WORDS, "Factors", "Which of the columns are factors; all if left out."),
        field("reduced_terms", Kind.WORDS, "Terms to keep", "The terms of a smaller model, such as A, B and AB."),
        field("centre_points", Kind.FLAG, "Centre runs expected", "Refuse a design without runs at the centre.", default=False),
        ALPHA,
    ),
    "doe_fractions": (
        need("base_factors", Kind.WHOLE, "Base factors", "The factors of the full part."),
        need("generators", Kind.WORDS, "Generators", "One a further factor, such as D=ABC."),
        field("y", Kind.NUMBERS, "Results", "The result of each run; gives the effects."),
        field("design", Kind.COLUMNS, "Runs as made", "A column a factor, where the runs were made in another order."),
    ),
    "doe_rsm": (
        need("x", Kind.ROWS, "Settings", "One row a run, one column a factor, in coded units."),
        _RESULTS,
        _FACTORS,
        CONFIDENCE,
    ),
}  # fmt: skip
