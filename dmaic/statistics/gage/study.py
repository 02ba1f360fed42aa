"""Is this measurement system good enough? The whole study in one result: models, choice, intervals, verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics.constants import LARGEST
from dmaic.statistics.gage.crossed import WITH, WITHOUT, chosen_model, crossed_models
from dmaic.statistics.gage.expanded import expanded_model
from dmaic.statistics.gage.intervals import gage_intervals
from dmaic.statistics.gage.model import GageModel, scale_of
from dmaic.statistics.gage.nested import nested_model
from dmaic.statistics.gage.ranges import average_range_model
from dmaic.statistics.gage.verdict import GageVerdict, judge
from dmaic.statistics.result import Statistic


@dataclass(frozen=True, slots=True, eq=False)
class GageStudy:
    """A gage study as it is shown and kept.

    ``models`` hold every model worked out, by name; ``use`` names the one that intervals and verdict are about.
    ``method`` names each choice made.
    """

    models: Mapping[str, GageModel]
    use: str
    intervals: tuple[Statistic, ...]
    verdict: GageVerdict
    method: Mapping[str, str]
    cautions: tuple[str, ...] = ()

    @property
    def chosen(self) -> GageModel:
        """The model that is read."""
        return self.models[self.use]


def gage_crossed(
    measurements: Any,
    *,
    alpha: float = 0.25,
    use: str | None = None,
    study_var_multiplier: float = 6.0,
    tolerance: float | None = None,
    process_sd: float | None = None,
    confidence: float = 0.95,
) -> GageStudy:
    """Gage R&R of ``measurements[part][appraiser][trial]``: both models of the analysis of variance, and by ranges.

    The model without interaction is read when the interaction's p is above ``alpha`` (0.25, AIAG), unless ``use``
    names one (with_interaction, without_interaction, average_range).
    """
    scale = scale_of(study_var_multiplier, tolerance, process_sd)
    kept, pooled = crossed_models(measurements, scale)
    cautions = []
    models = {WITHOUT: pooled} if kept is None else {WITH: kept, WITHOUT: pooled}
    if kept is None:
        cautions.append(
            "With one trial in each cell repeatability also holds the interaction. Measure each part twice to tell "
            "them apart."
        )
    elif max(row.df for row in pooled.anova if row.source in {"part", "operator"}) < LARGEST:
        models["average_range"] = average_range_model(measurements, scale)
    chosen = chosen_model(kept, alpha) if use is None else use
    if chosen not in models:
        raise StatisticsError(f"There is no model {chosen!r} of this study; choose one of {', '.join(models)}.")
    model = models[chosen]
    cautions += _cautions(model)
    rows = {row.source: row.df for row in pooled.anova}
    if rows["operator"] < 2:
        cautions.append("Two appraisers say little about reproducibility; 3 or more are customary.")
    if rows["part"] < 4:
        cautions.append(f"{rows['part'] + 1} parts say little about part variation; 10 are customary.")
    method = {
        "layout": "crossed",
        "model": chosen,
        "choice": f"interaction dropped when p > {alpha:g}" if use is None else "named by the user",
        "study variation": f"{study_var_multiplier:g} standard deviations",
        "negative components": "set to 0",
        "ndc": "1.41 PV/GRR, cut to an integer, at least 1",
    }
    intervals = gage_intervals(model, scale, confidence)
    return GageStudy(models, chosen, intervals, judge(model, intervals), method, tuple(cautions))


def gage_by_range(
    measurements: Any,
    *,
    ev_constant: str = "d2",
    study_var_multiplier: float = 6.0,
    tolerance: float | None = None,
    process_sd: float | None = None,
) -> GageStudy:
    """Gage R&R of ``measurements[part][appraiser][trial]`` by average and range alone, as on the AIAG form."""
    scale = scale_of(study_var_multiplier, tolerance, process_sd)
    model = average_range_model(measurements, scale, ev_constant=ev_constant)
    study = _single(model, "average_range", study_var_multiplier, gage_intervals(model, scale, 0.95))
    constants = {
        "layout": "crossed",
        "repeatability": f"mean range / {ev_constant.replace('_star', '*')}",
        "appraisers and parts": "range of means / d2*, exact",
    }
    return replace(study, method={**study.method, **constants})


def gage_nested(
    measurements: Any,
    *,
    study_var_multiplier: float = 6.0,
    tolerance: float | None = None,
    process_sd: float | None = None,
    confidence: float = 0.95,
) -> GageStudy:
    """Gage R&R of ``measurements[appraiser][part][trial]`` where each part has one appraiser (destructive tests)."""
    scale = scale_of(study_var_multiplier, tolerance, process_sd)
    model = nested_model(measurements, scale)
    return _single(model, "nested", study_var_multiplier, gage_intervals(model, scale, confidence))


def gage_expanded(
    values: Sequence[Any],
    factors: Mapping[str, Sequence[Any]],
    *,
    part: str = "part",
    interactions_up_to: int = 2,
    study_var_multiplier: float = 6.0,
    tolerance: float | None = None,
    process_sd: float | None = None,
    confidence: float = 0.95,
) -> GageStudy:
    """Gage R&R with any further crossed factors, from a long table with equal cells."""
    scale = scale_of(study_var_multiplier, tolerance, process_sd)
    model = expanded_model(values, factors, scale, part=part, interactions_up_to=interactions_up_to)
    return _single(model, "expanded", study_var_multiplier, gage_intervals(model, scale, confidence))


def _single(model: GageModel, layout: str, multiplier: float, intervals: tuple[Statistic, ...]) -> GageStudy:
    method = {
        "layout": layout,
        "model": layout,
        "study variation": f"{multiplier:g} standard deviations",
        "negative components": "set to 0",
        "ndc": "1.41 PV/GRR, cut to an integer, at least 1",
    }
    return GageStudy({layout: model}, layout, intervals, judge(model, intervals), method, tuple(_cautions(model)))


def _cautions(model: GageModel) -> list[str]:
    said = []
    if model.negative:
        names = ", ".join(name.replace("_", " ").replace("operator", "appraiser") for name in model.negative)
        said.append(f"The estimate for {names} was below 0 and is set to 0: it can't be told from noise in this study.")
    if model.ndc is None:
        said.append("No measurement variation was seen: readings that never differ are often rounded. Check decimals.")
    return said
