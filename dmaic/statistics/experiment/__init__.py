"""Which settings work best, and how do we find out with few runs? Designed experiments: plan, effects, optimum."""

from dmaic.statistics.experiment.anova import FactorAnova, factor_anova
from dmaic.statistics.experiment.designs import (
    Design,
    box_behnken,
    central_composite,
    fractional_factorial,
    full_factorial,
    plackett_burman,
    runs_to_choose_from,
)
from dmaic.statistics.experiment.factorial import Effect, Factorial, ReducedModel, analyze_factorial
from dmaic.statistics.experiment.fractions import Fraction, fraction, fraction_effects, standard_fraction
from dmaic.statistics.experiment.lenth import Lenth, lenth
from dmaic.statistics.experiment.reading import (
    best_settings,
    interaction_means,
    main_effect_means,
    predict,
    steepest_path,
)
from dmaic.statistics.experiment.run_sheet import Run, RunSheet, run_sheet
from dmaic.statistics.experiment.surface import (
    RegionOptimum,
    Surface,
    best_in_region,
    response_surface,
    ridge_path,
    surface_grid,
)

__all__ = [
    "Design",
    "Effect",
    "FactorAnova",
    "Factorial",
    "Fraction",
    "Lenth",
    "ReducedModel",
    "RegionOptimum",
    "Run",
    "RunSheet",
    "Surface",
    "analyze_factorial",
    "best_in_region",
    "best_settings",
    "box_behnken",
    "central_composite",
    "factor_anova",
    "fraction",
    "fraction_effects",
    "fractional_factorial",
    "full_factorial",
    "interaction_means",
    "lenth",
    "main_effect_means",
    "plackett_burman",
    "predict",
    "response_surface",
    "ridge_path",
    "run_sheet",
    "runs_to_choose_from",
    "standard_fraction",
    "steepest_path",
    "surface_grid",
]
