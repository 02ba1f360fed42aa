"""How bad is it really? Everything a baseline says about a stretch of readings, worked out in one go.

No request, no database: readings and the metric in, an `Assessment` out. A baseline of more than `MOST` readings is
worked out on its newest ones, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any

from dmaic.define.metrics import DataType, Metric
from dmaic.errors import BadInput, StatisticsError
from dmaic.measure.baseline import figures
from dmaic.measure.baseline.beside import Beside, beside, left_out_of
from dmaic.measure.baseline.context import NOTHING, Context, Event
from dmaic.measure.baseline.figures import Group, Shape, Standing
from dmaic.measure.baseline.figures_counted import counted_groups
from dmaic.measure.baseline.figures_level import readings_are, sigma_group
from dmaic.measure.baseline.mixing import Compare
from dmaic.measure.baseline.rating_figures import NO_MEAN, TOP_BOX, rating_groups
from dmaic.measure.baseline.speaking import NAMES, RATES, Figure, figure_for
from dmaic.measure.chart_settings import Choices
from dmaic.measure.chart_words import Verdict, factor_of, limit_rows, verdict_of
from dmaic.measure.charting import Charted, chart_of
from dmaic.measure.datasets import Readings
from dmaic.measure.points import labels_of, points_of, spoken
from dmaic.measure.staging import StagePlan
from dmaic.statistics.neighbours import NOTABLE, Neighbours
from dmaic.statistics.result import State, Statistic, plain, withheld

MOST = 100_000


@dataclass(frozen=True, slots=True)
class Excluded:
    """One reading that does not count, why, who decided so and on which day (``by_id`` is that person's key)."""

    seq: int
    label: str
    value: float | None
    reason: str
    by: str = ""
    on: str = ""
    by_id: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """What a stretch of readings says, with everything it rests on.

    ``stable`` is None while nobody can say. ``headline`` is the figure that becomes the baseline; ``level`` the
    short-term sigma level with the metric's shift, its interval and the reason where it is withheld. ``beside`` holds
    strata, mix, rhythms and neighbours; ``events`` what happened in the period.
    """

    first_seq: int
    last_seq: int
    period: tuple[str, str]
    rows: int
    used: int
    missing: int
    excluded: tuple[Excluded, ...]
    left_out: Mapping[str, int]
    charted: Charted | None
    verdict: Verdict
    trouble: str
    values: Any
    shape: Shape | None
    groups: tuple[Group, ...]
    headline: Statistic
    level: Statistic | None
    beside: Beside
    events: tuple[Event, ...]
    cautions: tuple[str, ...]
    fingerprint: str
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def stable(self) -> bool | None:
        return self.verdict.stable

    @property
    def sigma(self) -> float | None:
        """The short-term sigma level, None where it is withheld or there is none."""
        return None if self.level is None else self.level.value

    @property
    def no_sigma(self) -> str:
        """Why there is no sigma level, in a word or two for a tile or a table; empty where there is one."""
        if self.sigma is not None:
            return ""
        if self.stable is False:
            return "not stable"
        if self.level is None:
            lower, upper = (self.options[f"{side}_specification"] for side in ("lower", "upper"))
            return "no specification" if self.shape is not None and lower is upper is None else "can't be given"
        if self.options.get("readings_are"):
            return f"readings are {self.options['readings_are']}"
        if self.options["gage"] == "fail":
            return "gauge failed"
        return "no defect seen" if self.level.low is not None else "too few values"

    def group(self, code: str) -> Group | None:
        return next((one for one in self.groups if one.code == code), None)

    def result(self) -> dict[str, Any]:
        """The figures as plain JSON, for a kept study."""
        charted = self.charted
        stage = None if charted is None else charted.present
        return {
            "headline": plain(self.headline),
            "sigma_level": self.sigma,
            "level": plain(self.level),
            "stable": self.stable,
            "verdict": plain(self.verdict),
            "period": list(self.period),
            "rows": {"all": self.rows, "used": self.used, "missing": self.missing, "left_out": dict(self.left_out)},
            "excluded": [plain(one) for one in self.excluded],
            "groups": [plain(one) for one in self.groups],
            "beside": plain(self.beside),
            "events": plain(self.events),
            "chart": None
            if charted is None or stage is None
            else {
                "kind": charted.kind,
                "why": charted.why,
                "center": plain(stage.center),
                "sigma": plain(stage.sigma),
                "estimator": stage.estimator,
                "points": stage.used,
                "signals": len(charted.present_signals),
                "limits": [plain(row) for row in limit_rows(charted)],
            },
            "cautions": list(self.cautions),
        }


def assess(
    readings: Readings,
    metric: Metric,
    choices: Choices | None = None,
    *,
    stages: Sequence[StagePlan] = (),
    gage: str | None = None,
    figure: Figure = Figure.AUTO,
    compare: Compare = Compare.HALVES,
    left_out: Mapping[str, int] | None = None,
    context: Context = NOTHING,
) -> Assessment:
    """Work out the baseline of these readings.

    ``stages`` may bring limits that are kept already: they then judge stability. ``gage`` is the verdict on the
    measurement system (ok, conditional, fail, None). ``compare`` names the two periods whose mix is compared.
    ``left_out`` counts rows that an import did not take, by reason; ``context`` says who excluded what, and what
    happened. Raises StatisticsError where no reading counts.
    """
    choices = choices or Choices()
    said: list[str] = []
    if len(readings) > MOST:
        said.append(f"Worked out on the newest {MOST:,} of {len(readings):,} readings.")
        readings = readings.kept(slice(len(readings) - MOST, None))
    used = int(readings.counted.sum())
    if not used:
        raise StatisticsError("No reading counts yet, so there is no baseline. Import data, or take back exclusions.")
    charted, trouble = _charted(readings, metric, choices, stages)
    verdict = (
        Verdict(None, "No chart yet", trouble, "Bring in more readings.") if charted is None else verdict_of(charted)
    )
    chosen = figure_for(metric, readings.value[readings.counted]) if figure == Figure.AUTO else figure
    labels = labels_of(readings)
    looked = beside(
        readings,
        metric,
        charted,
        figure=chosen,
        compare=compare,
        stages=stages,
        confidence=choices.confidence,
        left_out=left_out or {},
        context=context,
    )
    standing = Standing(
        verdict.stable,
        gage,
        choices.confidence,
        leaning=_leaning(looked.neighbours),
        gathered=charted is not None and charted.points.members is not None,
        readings_are=readings_are(metric),
    )
    groups, shape, values = _measured_or_counted(readings, metric, charted, standing)
    return Assessment(
        first_seq=int(readings.seq[0]),
        last_seq=int(readings.seq[-1]),
        period=(spoken(labels[0]), spoken(labels[-1])),
        rows=len(readings),
        used=used,
        missing=int((_missing(readings.value) & ~readings.excluded).sum()),
        excluded=_excluded(readings, labels, context),
        left_out=left_out_of(left_out or {}, context),
        charted=charted,
        verdict=verdict,
        trouble=trouble,
        values=values,
        shape=shape,
        groups=tuple(groups),
        headline=_headline(groups, metric, chosen),
        level=figures.named(groups, "Z.st"),
        beside=looked,
        events=context.events,
        cautions=(*said, *_cautions(charted, gage), *looked.cautions),
        fingerprint=readings.fingerprint,
        options=_options(metric, choices, charted, chosen, gage),
    )


def _charted(
    readings: Readings, metric: Metric, choices: Choices, stages: Sequence[StagePlan]
) -> tuple[Charted | None, str]:
    try:
        return chart_of(readings, metric, choices, stages), ""
    except (StatisticsError, BadInput) as refusal:
        return None, str(refusal)


def _leaning(found: Neighbours | None) -> float:
    """The lag-1 correlation where it narrows intervals: it is clear, and no step of the level explains it."""
    if found is None or not found.is_significant or found.r < NOTABLE or found.step_at is not None:
        return 0.0
    return found.r


def _measured_or_counted(
    readings: Readings, metric: Metric, charted: Charted | None, standing: Standing
) -> tuple[list[Group], Shape | None, Any]:
    if metric.data_type == DataType.ORDINAL:
        ratings = readings.value[readings.counted]
        return rating_groups(ratings, metric, standing), None, ratings
    if metric.data_type in RATES and not _missing(readings.defects).all():
        kept = readings.kept(readings.counted)
        counts, sizes = points_of(kept, metric).counts()
        return counted_groups(counts, sizes, metric, standing), None, kept.value
    values = readings.value[readings.counted]
    shape = figures.shape_of(values)
    groups = [figures.location(values, metric, standing)]
    kept_promise = figures.promise(values, metric, standing)
    groups += [kept_promise] if kept_promise else []
    groups.append(figures.distribution(shape))
    rows = None
    if charted is not None and charted.points.members is not None:
        out = set(charted.chart.excluded)
        rows = [
            [value for value in row if not isnan(value)]
            for at, row in enumerate(charted.points.rows())
            if at not in out
        ]
        rows = [row for row in rows if row]
    estimator = charted.present.estimator if charted is not None and rows is None else _subgroup_estimator(charted)
    capability = figures.capability_groups(
        values, rows, metric, estimator=estimator, standing=standing, shape=shape, gaps=_gaps(readings, charted)
    )
    groups += capability
    level = sigma_group(capability, metric, values, normal=shape.is_normal, standing=standing)
    return groups + ([level] if level else []), shape, values


def _gaps(readings: Readings, charted: Charted | None) -> list[int]:
    """Positions among the counted readings before which one is missing or excluded, or the chart breaks at a pause."""
    counted = readings.counted.tolist()
    places = [at for at, counts in enumerate(counted) if counts]
    broken = set() if charted is None or charted.points.members is not None else set(charted.chart.gaps)
    return [number for number, at in enumerate(places) if number and (not counted[at - 1] or at in broken)]


def _subgroup_estimator(charted: Charted | None) -> str:
    """The chart's own estimator where it has subgroups; the pooled one where their averages are charted singly."""
    return charted.present.estimator if charted is not None and charted.kind.startswith("xbar") else "pooled"


def _headline(groups: Sequence[Group], metric: Metric, chosen: Figure) -> Statistic:
    """The figure that becomes the baseline."""
    found: Statistic | None = None
    if chosen == Figure.OUTSIDE:
        inside = figures.named(groups, "Within specification")
        if inside is not None and inside.value is not None:
            low, high = (None if end is None else 100 - end for end in (inside.high, inside.low))
            return Statistic(
                "Outside specification", 100 - inside.value, low, high, inside.confidence, inside.method, "%"
            )
    elif metric.data_type == DataType.ORDINAL and chosen not in (Figure.RATE, Figure.MEDIAN):
        return withheld(metric.name, f"{NO_MEAN} Choose the rate (the share in the top box) or the median.")
    elif chosen == Figure.RATE:
        found = (
            figures.named(groups, TOP_BOX)
            or figures.named(groups, "Defective")
            or figures.named(groups, "DPU")
            or figures.named(groups, "Mean")
        )
    else:
        found = figures.named(groups, NAMES[chosen])
    return found or withheld(metric.name, "This figure can't be given for these data. Choose another one.")


def _excluded(readings: Readings, labels: Sequence[str], context: Context) -> tuple[Excluded, ...]:
    return tuple(
        Excluded(
            int(readings.seq[at]),
            spoken(labels[at]),
            None if isnan(readings.value[at]) else float(readings.value[at]),
            readings.reasons.get(int(readings.seq[at]), ""),
            *context.decided.get(int(readings.seq[at]), ("", "", None)),
        )
        for at in readings.excluded.nonzero()[0].tolist()
    )


def _cautions(charted: Charted | None, gage: str | None) -> list[str]:
    said = []
    if charted is not None:
        # a proposal of the logarithm says the same of the long tail, and what to do about it
        tail = any(one.kind == "imr_log" for one in charted.proposals)
        said = [one for one in charted.cautions if not (tail and one.startswith("The values are skewed"))]
    if gage == "fail":
        said.append("The measurement system failed its study: these figures describe the gauge as much as the process.")
    if charted is not None:
        said += [f"{one.reason} Proposed: {one.title}." for one in charted.proposals]
    return said


def _options(
    metric: Metric, choices: Choices, charted: Charted | None, chosen: Figure, gage: str | None
) -> dict[str, Any]:
    """Every choice that the figures depend on."""
    lower, upper = metric.specification
    return {
        "figure": chosen.value,
        "chart": charted.kind if charted else None,
        "grouping": charted.points.grouping.value if charted else choices.grouping.value,
        "rule_set": choices.rule_set,
        "estimator": charted.present.estimator if charted else choices.estimator,
        **({"readings_are": readings_are(metric)} if readings_are(metric) else {}),
        **({"break_at_gaps": True} if choices.break_at_gaps else {}),
        "confidence": choices.confidence,
        "shift": metric.shift,
        "opportunities": metric.opportunities,
        "lower_specification": lower,
        "upper_specification": upper,
        "target": metric.target,
        "gage": gage,
        "data_type": metric.data_type.value,
        "unit": metric.unit,
        "factor": factor_of(charted) if charted else 1.0,
    }


def _missing(figures_: Any) -> Any:
    return figures_ != figures_  # noqa: PLR0124 - NaN is the only number unlike itself


__all__ = ["Assessment", "Compare", "Context", "Excluded", "Figure", "State", "assess", "figure_for"]
