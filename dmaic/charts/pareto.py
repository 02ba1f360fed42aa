"""Which few kinds make up most of the trouble? Bars from the greatest down, with the cumulative share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from dmaic.charts.axis import Frame, category_axis, category_lines, room_left, value_axis
from dmaic.charts.drawing import HALF, NARROW, Canvas, Drawing, Row, Table, nothing, point, responsive
from dmaic.charts.scale import Bands, Linear
from dmaic.charts.text import axis_title, brief, counted, shorten, text_width, widest, with_unit
from dmaic.errors import BadInput


@dataclass(frozen=True, slots=True)
class Bar:
    """One category and its amount; ``low``/``high`` an interval where one is known, ``cases`` how many it sums up."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    cases: float | None = None


def ordered(bars: Sequence[Bar], *, other: str = "Other", most: int = 10) -> list[Bar]:
    """From the greatest down; beyond ``most`` and whatever is already called ``other`` gathered in a last bar."""
    rest = [bar for bar in bars if bar.name == other]
    ranked = sorted((bar for bar in bars if bar.name != other), key=lambda bar: -bar.value)
    rest += ranked[most - 1 :] if len(ranked) > most else []
    kept = ranked[: most - 1] if len(ranked) > most else ranked
    total = sum(bar.value for bar in rest)
    known = [bar.cases for bar in rest if bar.cases is not None]
    return [*kept, *([Bar(other, total, cases=sum(known) if known else None)] if total > 0 else [])]


def pareto_chart(
    bars: Sequence[Bar],
    *,
    title: str = "Pareto chart",
    name: str = "Count",
    unit: str = "",
    other: str = "Other",
    most: int = 10,
    line: float | None = 80.0,
    vital: Sequence[str] | None = None,
    summary: str | None = None,
    links: Mapping[str, str] | None = None,
    width: float | None = None,
    height: float = 280,
) -> Drawing:
    """Draw the categories and their cumulative share on one common scale (the top of it is the total).

    ``line`` marks a cumulative share in per cent (None: no line). ``vital`` names the categories to set off; without
    it, those that together first reach ``line``, unless the bars are so even that more than half of them are needed.
    ``links`` leads from a bar, by its name, to what it is made of.

    Raises BadInput for a negative amount.
    """
    if any(bar.value < 0 for bar in bars):
        raise BadInput("A Pareto chart adds amounts up, so none may be negative. Check the signs of the amounts.")
    kept = ordered(bars, other=other, most=most)
    total = sum(bar.value for bar in kept)
    if total <= 0:
        return nothing(title, "There is nothing to count yet. Add categories with their amounts.",
                       kind="pareto", width=width)  # fmt: skip
    sums = list(accumulate(bar.value for bar in kept))
    few = set(vital) if vital is not None else _vital(kept, sums, total, line, other)
    ranking = _Ranking(kept, sums, total, few, title, axis_title(name, unit), unit, line, summary,
                       dict(links or {}))  # fmt: skip

    def draw(across: float) -> Drawing:
        names = [bar.name for bar in kept]
        left = room_left([text for _, text in Linear(0, total, 0, 1).ticks(5)])
        bands = Bands(len(kept), left, across - widest(["100 %"]) - 10, 0.22)
        if across <= NARROW or category_lines(names, bands.step, lines=9) > 3:
            return _lying(ranking, across)
        return _standing(ranking, bands, across, height)

    return responsive(draw, width, wide=HALF)


@dataclass(frozen=True, slots=True)
class _Ranking:
    """The bars as they are drawn, with their running sums and all words."""

    bars: list[Bar]
    sums: list[float]
    total: float
    few: set[str]
    title: str
    measure: str
    unit: str
    line: float | None
    summary: str | None
    links: Mapping[str, str] = field(default_factory=dict)

    def cls(self, bar: Bar) -> str:
        return "c-bar" if bar.name in self.few else "c-bar-soft"

    def say(self, k: int) -> str:
        bar = self.bars[k]
        interval = ""
        if bar.low is not None and bar.high is not None:
            interval = f" ({brief(bar.low)} to {brief(bar.high)})"
        cases = "" if bar.cases is None else f" from {brief(bar.cases, 6)} cases"
        return (
            f"{bar.name}: {with_unit(brief(bar.value, 6), self.unit)}{interval}{cases}\n"
            f"{100 * bar.value / self.total:.1f} % of all; {100 * self.sums[k] / self.total:.1f} % so far"
        )

    def point(self, k: int) -> str:
        return point(k, self.say(k), href=self.links.get(self.bars[k].name, ""))

    def crosses(self, k: int) -> bool:
        """Whether the running share reaches the line with this bar."""
        if self.line is None:
            return False
        share = self.total * self.line / 100 - 1e-9
        return self.sums[k] >= share and (k == 0 or self.sums[k - 1] < share)


def _standing(ranking: _Ranking, bands: Bands, width: float, height: float) -> Drawing:
    """Upright bars with the cumulative line above them."""
    canvas = Canvas()
    names = [bar.name for bar in ranking.bars]
    lines = category_lines(names, bands.step, lines=3)
    frame = Frame(bands.start, 28, bands.stop, height - 12 - 14 * lines)
    up = Linear(0, ranking.total, frame.bottom, frame.top)
    canvas.text(0, 12, ranking.measure, "c-name")
    canvas.text(width, 12, "Cumulative", "c-name", anchor="end")
    value_axis(canvas, frame, up.ticks(5))
    shares = [(up(ranking.total * p / 100), f"{p} %") for p in (0, 20, 40, 60, 80, 100)]
    value_axis(canvas, frame, shares, right=True)
    canvas.open("c-bars")
    for k, bar in enumerate(ranking.bars):
        x, y = bands(k) - bands.width / 2, up(bar.value)
        canvas.rect(x, y, bands.width, frame.bottom - y, ranking.cls(bar), extra=ranking.point(k))
    canvas.close()
    canvas.polyline([(bands(k), up(value)) for k, value in enumerate(ranking.sums)], "c-curve")
    for k, value in enumerate(ranking.sums):
        canvas.circle(bands(k), up(value), 2.6, "c-run")
    if ranking.line is not None:
        y = up(ranking.total * ranking.line / 100)
        canvas.line(frame.left, y, frame.right, y, "c-target")
    for k, bar in enumerate(ranking.bars):
        text = brief(bar.value)
        if text_width(text) <= bands.step - 2:
            inside = k == 0 and frame.bottom - up(bar.value) > 24
            place = up(bar.value) + (15 if inside else -5)
            cls = ("c-onfill" if bar.name in ranking.few else "c-num") if inside else "c-num c-halo"
            canvas.text(bands(k), place, text, cls, anchor="middle")
    category_axis(canvas, frame, [bands(k) for k in range(len(names))], names, lines=3)
    return _finish(canvas, ranking, width, height)


def _lying(ranking: _Ranking, width: float) -> Drawing:
    """The layout for little room or long names: bars lie under their names, cumulative shares stand at the right."""
    canvas = Canvas()
    row = 40.0
    share = widest(["100 %"]) + 8
    room = width - share - widest([brief(bar.value) for bar in ranking.bars]) - 8
    across = Linear(0, max(bar.value for bar in ranking.bars), 0, room)
    canvas.text(0, 12, ranking.measure, "c-name")
    canvas.text(width, 12, "Cumulative", "c-name", anchor="end")
    canvas.open("c-bars")
    for k, bar in enumerate(ranking.bars):
        y = 42 + row * k
        canvas.rect(0.5, y, max(across(bar.value), 1.5), 13, ranking.cls(bar), extra=ranking.point(k))
    canvas.close()
    for k, bar in enumerate(ranking.bars):
        y = 24 + row * k
        canvas.text(0, y + 13, shorten(bar.name, width - share - 10))
        canvas.text(across(bar.value) + 6, y + 29, brief(bar.value), "c-num")
        canvas.text(width, y + 29, f"{100 * ranking.sums[k] / ranking.total:.0f} %", "c-muted", anchor="end")
        if ranking.crosses(k):
            canvas.line(0, y + 37, width, y + 37, "c-target")
    return _finish(canvas, ranking, width, 28 + row * len(ranking.bars))


def _finish(canvas: Canvas, ranking: _Ranking, width: float, height: float) -> Drawing:
    kept, total = ranking.bars, ranking.total
    with_cases = any(bar.cases is not None for bar in kept)
    rows: list[Row] = [
        (bar.name, *((bar.cases,) if with_cases else ()), bar.value, 100 * bar.value / total, 100 * so_far / total)
        for bar, so_far in zip(kept, ranking.sums, strict=True)
    ]
    links = {at: ranking.links[bar.name] for at, bar in enumerate(kept) if bar.name in ranking.links}
    columns = ("Category", *(("Cases",) if with_cases else ()), ranking.measure, "Share (%)", "Cumulative (%)")
    first = "; ".join(f"{bar.name} {brief(bar.value)}" for bar in kept[:5])
    return canvas.drawing(
        width=width,
        height=height,
        kind="pareto",
        title=ranking.title,
        description=f"Pareto chart of {counted(len(kept), 'category', 'categories')}, in all "
        f"{with_unit(brief(total), ranking.unit)}: {first}.",
        table=Table(columns, rows, links),
        verdict=ranking.summary if ranking.summary is not None else _words(kept, ranking.few, total),
    )


def _vital(kept: Sequence[Bar], sums: Sequence[float], total: float, line: float | None, other: str) -> set[str]:
    """The first categories that reach the line; none when the bars are so even that it takes more than half."""
    if line is None:
        return set()
    reach = next(k for k, value in enumerate(sums) if value >= total * min(line, 100) / 100 - 1e-9)
    names = [bar.name for bar in kept[: reach + 1] if bar.name != other]
    return set(names) if len(kept) < 3 or len(names) <= len(kept) / 2 + 0.5 else set()


def _words(kept: Sequence[Bar], few: set[str], total: float) -> str:
    chosen = [bar for bar in kept if bar.name in few]
    if not chosen:
        return "No few categories stand out: the bars are too even for a Pareto argument."
    share = 100 * sum(bar.value for bar in chosen) / total
    names = ", ".join(bar.name for bar in chosen)
    return f"{names}: {len(chosen)} of {counted(len(kept), 'category', 'categories')} make up {share:.0f} %."
