"""The JSON faces of designed experiments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.experiment import (
    Design,
    ReducedModel,
    analyze_factorial,
    best_in_region,
    best_settings,
    box_behnken,
    central_composite,
    factor_anova,
    fraction,
    fraction_effects,
    fractional_factorial,
    full_factorial,
    interaction_means,
    main_effect_means,
    plackett_burman,
    response_surface,
    run_sheet,
)
from dmaic.statistics.experiment.factorial import CentreCheck, TermTest
from dmaic.statistics.experiment.fractions import runs_of_fraction
from dmaic.statistics.experiment.hadamard import plackett_burman_generator
from dmaic.statistics.experiment.terms import factor_letters
from dmaic.statistics.faces.given import columns, flag, number, numbers, optional_names, rows, whole, word

KINDS = ("full_factorial", "fractional_factorial", "plackett_burman", "central_composite", "box_behnken")


def anova(given: Mapping[str, Any]) -> dict[str, Any]:
    """Analysis of variance of a ``formula`` on the columns of ``data``; one field a term, and ``residual``.

    Factors of more than five letters also answer to their first three and first four letters (mat for material), so a
    table printed with short names can be compared.
    """
    confidence = number(given, "confidence", 0.95)
    found = factor_anova(str(given.get("formula", "")), columns(given, "data"), confidence=confidence)
    answer: dict[str, Any] = {}
    for letters in (3, 4, None):
        for line in found.lines:
            name = ":".join(_short(part, letters) for part in line.term.split(":"))
            answer[name] = {
                "df": line.df,
                "ss": line.ss,
                "ms": line.ms,
                "f": line.f,
                "p": line.p,
                "marginal_ss": line.marginal_ss,
                "effect": line.effect,
            }
    return answer | {
        "residual": {"df": found.residual_df, "ss": found.residual_ss, "ms": found.residual_ms},
        "total": {"df": found.total_df, "ss": found.total_ss},
        "r_squared": found.r_squared,
        "balanced": found.balanced,
        "cell_means": found.cell_means,
        "sentence": found.sentence,
        "cautions": found.cautions,
    }


def _short(name: str, letters: int | None) -> str:
    return name if letters is None or len(name) <= 5 else name[:letters]


def made_design(given: Mapping[str, Any]) -> Design:
    """The design named by ``kind`` with its own options."""
    kind = word(given, "kind", KINDS)
    if kind == "full_factorial":
        levels: Any = numbers(given, "levels")
        return full_factorial(levels)
    if kind == "fractional_factorial":
        if given.get("generators") is None:
            return fractional_factorial(whole(given, "k"), whole(given, "runs"))
        made = fraction(whole(given, "base_factors"), optional_names(given, "generators") or ())
        points = np.array(list(made.design.values()), dtype=np.float64).T
        return Design(kind, points, ("factorial",) * len(points), {"generators": ", ".join(made.generators)})
    if kind == "plackett_burman":
        return plackett_burman(whole(given, "runs"))
    k = whole(given, "k")
    if kind == "box_behnken":
        return box_behnken(k, centre_points=_optional_whole(given, "centre_points"))
    alpha = given.get("alpha")
    return central_composite(
        k,
        factorial_runs=_optional_whole(given, "factorial_runs"),
        centre_points=whole(given, "centre_points", 5),
        alpha="rotatable" if alpha is None else alpha,
    )


def _optional_whole(given: Mapping[str, Any], field: str) -> int | None:
    return None if given.get(field) is None else whole(given, field)


def designs(given: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of a design: its runs and what it is made of, in coded units."""
    design = made_design(given)
    points = _whole(design.points)
    answer: dict[str, Any] = {
        "runs": design.runs,
        "factors": factor_letters(design.points.shape[1]) if design.points.shape[1] <= 25 else None,
        "points": points,
        "kinds": design.kinds,
        "method": design.method,
        "cautions": design.cautions,
    }
    if design.name in {"full_factorial", "fractional_factorial"}:
        answer["standard_order"] = points
    elif design.name == "plackett_burman":
        answer["columns"] = design.points.shape[1]
        gram = design.points.T @ design.points
        answer[f"gram_is_{design.runs}_identity"] = bool((gram == design.runs * np.eye(len(gram))).all())
        answer["generator"] = plackett_burman_generator(design.runs)
        answer["example"] = points
    elif design.name == "central_composite":
        answer["alpha"] = float(np.max(np.abs(design.points[[kind == "axial" for kind in design.kinds]])))
        answer |= {f"{kind}_runs": design.kinds.count(kind) for kind in ("factorial", "axial", "centre")}
        answer["axial_points"] = [row for row, kind in zip(points, design.kinds, strict=True) if kind == "axial"]
    else:
        answer["edge_points"] = [row for row, kind in zip(points, design.kinds, strict=True) if kind == "edge"]
        answer["centre_runs"] = design.kinds.count("centre")
    return answer


def _whole(points: Any) -> list[list[Any]]:
    """Settings as whole numbers where they are."""
    return [[int(value) if float(value).is_integer() else float(value) for value in row] for row in points]


def sheet(given: Mapping[str, Any]) -> dict[str, Any]:
    """A design as a run sheet: repeats, centre runs, blocks, random order from a seed."""
    made = run_sheet(
        made_design(given),
        seed=whole(given, "seed", 1),
        factors=optional_names(given, "factors"),
        levels=None if given.get("factor_levels") is None else columns(given, "factor_levels"),
        replicates=whole(given, "replicates", 1),
        centre_points=whole(given, "extra_centre_points", 0),
        blocks=whole(given, "blocks", 1),
        randomise=given.get("randomise") is not False,
    )
    return {name: getattr(made, name) for name in made.__slots__}


def factorial(given: Mapping[str, Any]) -> dict[str, Any]:
    """Effects of a two-level experiment, Lenth's margins, the reduced model, and the check at the centre.

    Centre points are the runs with every factor at 0; ``centre_points`` true insists that there are some.
    """
    design = columns(given, "design")
    named = optional_names(given, "factors")
    if named is not None:
        missing = next((name for name in named if name not in design), None)
        if missing is not None:
            raise StatisticsError(f"The design has no column {missing!r}; the columns are {', '.join(design)}.")
        design = {name: design[name] for name in named}
    terms = optional_names(given, "reduced_terms")
    alpha = number(given, "alpha", 0.05)
    study = analyze_factorial(design, numbers(given, "y"), terms=terms, alpha=alpha)
    if flag(given, "centre_points") and study.centre_check is None:
        raise StatisticsError(
            "No run has every factor at 0, so there are no centre points. Add their runs to the design."
        )
    answer: dict[str, Any] = {
        "effects": {
            effect.term: {
                "effect": effect.effect,
                "coefficient": effect.coefficient,
                "ss": effect.ss,
                "aliases": effect.aliases,
            }
            for effect in study.effects
        },
        "lenth": study.lenth,
        "main_effects": main_effect_means(study),
        "interactions": interaction_means(study),
        "cautions": study.cautions,
    }
    if study.centre_check is not None:
        answer |= _centre(study.centre_check)
    if study.reduced is not None:
        answer["reduced"] = _reduced(study.reduced, 1 - alpha)
        answer["optimum"] = {goal: best_settings(study.reduced, study.factors, goal) for goal in ("maximum", "minimum")}
    return answer


def _tests(tests: tuple[TermTest, ...]) -> dict[str, Any]:
    return {test.term: {"df": test.df, "ss": test.ss, "f": test.f, "p": test.p} for test in tests}


def _centre(check: CentreCheck) -> dict[str, Any]:
    ms = None if check.pure_df == 0 else check.pure_ss / check.pure_df
    return {
        "anova": _tests(check.tests) | {"curvature": {"df": check.df, "ss": check.ss, "f": check.f, "p": check.p}},
        "pure_error": {"df": check.pure_df, "ss": check.pure_ss, "ms": ms},
        "mean_factorial": check.mean_factorial,
        "mean_centre": check.mean_centre,
        "words": check.words,
    }


def _reduced(model: ReducedModel, confidence: float) -> dict[str, Any]:
    fit = model.fit
    errors, bounds = fit.standard_errors, fit.intervals(confidence)
    return {
        "intercept": model.intercept,
        "coefficients": model.coefficients(),
        "standard_errors": (
            None if errors is None else dict(zip(fit.names, (float(value) for value in errors), strict=True))
        ),
        "ci": None if bounds is None else dict(zip(fit.names, bounds, strict=True)),
        "anova": _tests(model.tests),
        "curvature": model.curvature,
        "residual": {"df": fit.residual_df, "ss": fit.residual_ss, "ms": fit.residual_ms},
        "lack_of_fit": model.lack_of_fit,
        "r_squared": fit.r_squared,
        "adjusted_r_squared": fit.adjusted_r_squared,
        "predicted_r_squared": fit.predicted_r_squared,
        "fitted": fit.fitted,
        "residuals": fit.residuals,
    }


def fractions(given: Mapping[str, Any]) -> dict[str, Any]:
    """Defining relation, resolution and aliases of a fraction; effects of its contrasts when results are given.

    A ``design`` of runs as they were made is held against the generators.
    """
    made = fraction(whole(given, "base_factors"), optional_names(given, "generators") or ())
    answer: dict[str, Any] = {
        "runs": made.runs,
        "factors": made.factors,
        "words": made.words,
        "resolution": made.resolution,
        "word_length_pattern": made.pattern,
        "aliases_up_to_two_factor": made.aliases,
        "design": made.design,
        "words_plain": made.words_plain,
    }
    design = None if given.get("design") is None else columns(given, "design")
    if given.get("y") is not None:
        answer["effects"] = fraction_effects(made, numbers(given, "y"), design)
    elif design is not None:
        runs_of_fraction(made, design, max((len(column) for column in design.values()), default=0))
    return answer


def rsm(given: Mapping[str, Any]) -> dict[str, Any]:
    """A second-order response surface with its canonical analysis and the best points of the region."""
    found = response_surface(rows(given, "x"), numbers(given, "y"), factors=optional_names(given, "factors"))
    fit = found.fit
    return {
        "names": found.names,
        "coefficients": fit.coefficients,
        "standard_errors": fit.standard_errors,
        "ci": fit.intervals(number(given, "confidence", 0.95)),
        "p": fit.p,
        "residual_df": fit.residual_df,
        "residual_sd": fit.residual_sd,
        "r_squared": fit.r_squared,
        "adjusted_r_squared": fit.adjusted_r_squared,
        "lack_of_fit": found.lack_of_fit,
        "stationary_point": found.stationary_point,
        "response_at_stationary": found.response_at_stationary,
        "eigenvalues": found.eigenvalues,
        "eigenvectors": found.eigenvectors,
        "shape": found.shape,
        "inside": found.inside,
        "highest_in_region": best_in_region(found, "maximum"),
        "lowest_in_region": best_in_region(found, "minimum"),
        "words": found.words,
    }
