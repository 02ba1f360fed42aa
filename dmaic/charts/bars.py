"""How do amounts and shares compare? Lying bars against a benchmark, and stacked shares of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dmaic.charts.axis import measure_axis
from dmaic.charts.drawing import HALF, Canvas, Drawing, Row, Table, nothing, point, responsive
from dmaic.charts.rows import rows_of
from dmaic.charts.scale import Linear, extent
from dmaic.charts.text import axis_title, brief, counted, text_width, widest, with_unit
from dmaic.errors import BadInput

_SERIES = 6


@dataclass(frozen=True, slots=True)
class Amount:
    """A named amount; ``benchmark`` is a mark of its own on the row, ``chosen`` sets the bar off."""

    name: str
    value: float
    benchmark: float | None = None
    chosen: bool = False


def bar_chart(
    bars: Sequence[Amount],
    *,
    title: str = "Bars",
    name: str = "",
    unit: str = "",
    reference: float | None = None,
    reference_name: str = "",
    benchmark_name: str = "Benchmark",
    summary: str | None = None,
    width: float | None = None,
) -> Drawing:
    """Draw lying bars from zero in the order given, with each bar's benchmark and one common reference."""
    if not bars:
        return nothing(title, "There is nothing to compare yet.", kind="bars", width=width)
    low, high = extent([0.0], [bar.value for bar in bars], reference,
                       [bar.benchmark for bar in bars if bar.benchmark is not None]) or (0.0, 1.0)  # fmt: skip
    high = high if high > low else low + 1.0
    some = any(bar.chosen for bar in bars)

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        told = [brief(bar.value) for bar in bars]
        rows = rows_of([bar.name for bar in bars], across, top=24.0 if reference is not None else 6.0,
                       right=widest(told) + 14, step=28)  # fmt: skip
        frame = rows.frame
        x = Linear(low, high, frame.left, frame.right)
        measure_axis(canvas, frame, x, title=axis_title(name, unit), grid=True)
        canvas.open("c-bars")
        for k, bar in enumerate(bars):
            y, a, b = rows(k), x(min(bar.value, 0)), x(max(bar.value, 0))
            say = f"{bar.name}: {with_unit(brief(bar.value, 6), unit)}"
            if bar.benchmark is not None:
                say += f"\n{benchmark_name}: {with_unit(brief(bar.benchmark, 6), unit)}"
            cls = "c-bar" if bar.chosen or not some else "c-bar-soft"
            canvas.rect(a, y - 7.5, max(b - a, 1), 15, cls, extra=point(k, say))
        canvas.close()
        for k, bar in enumerate(bars):
            rows.name(canvas, k)
            if bar.benchmark is not None:
                at = x(bar.benchmark)
                canvas.line(at, rows(k) - 11, at, rows(k) + 11, "c-bench")
            canvas.text(frame.right + 12, rows(k) + 4.2, told[k], "c-num")
        if reference is not None:
            canvas.line(x(reference), frame.top - 4, x(reference), frame.bottom, "c-target")
            text = f"{reference_name} {brief(reference)}".strip()
            half = text_width(text) / 2
            canvas.text(min(max(x(reference), half), across - half), frame.top - 9, text, "c-muted", anchor="middle")
        bottom = frame.bottom + (42 if name or unit else 26)
        marked = any(bar.benchmark is not None for bar in bars)
        if marked:
            canvas.line(frame.left + 6, bottom + 1, frame.left + 6, bottom + 15, "c-bench")
            canvas.text(frame.left + 14, bottom + 12, benchmark_name, "c-muted")
        cells: list[Row] = [(b.name, b.value, *([b.benchmark] if marked else [])) for b in bars]
        header = ("Name", axis_title(name or "Value", unit), *([benchmark_name] if marked else []))
        return canvas.drawing(
            width=across,
            height=bottom + 18 * marked,
            kind="bars",
            title=title,
            description=f"Bars of {counted(len(bars), 'amount')}: "
            + "; ".join(f"{bar.name} {with_unit(brief(bar.value), unit)}" for bar in bars[:12]) + ".",
            table=Table(header, cells),
            verdict=summary if summary is not None else _greatest(bars, unit),
        )  # fmt: skip

    return responsive(draw, width, wide=HALF)


def _greatest(bars: Sequence[Amount], unit: str) -> str:
    top = max(bars, key=lambda bar: bar.value)
    behind = [bar.name for bar in bars if bar.benchmark is not None and bar.value < bar.benchmark]
    words = f"{top.name} is the greatest with {with_unit(brief(top.value), unit)}."
    return f"{words} Below their benchmark: {', '.join(behind)}." if behind else words


def share_bars(
    rows_given: Sequence[tuple[str, Sequence[float]]],
    parts: Sequence[str],
    *,
    title: str = "Shares",
    summary: str | None = None,
    width: float | None = None,
) -> Drawing:
    """Draw each row as a whole of 100 %, cut into the named parts (at most six): ratings, outcomes, age classes.

    Raises BadInput when a row has not one amount for each part, or a negative one, or there are too many parts.
    """
    if len(parts) > _SERIES:
        raise BadInput(f"At most {_SERIES} parts can be told apart in one bar. Put the smallest together as Other.")
    if any(len(amounts) != len(parts) or min(amounts, default=0) < 0 for _, amounts in rows_given):
        raise BadInput(f"Each row needs {len(parts)} amounts, none negative: {', '.join(parts)}.")
    kept = [(name, [float(a) for a in amounts]) for name, amounts in rows_given if sum(amounts) > 0]
    if not kept:
        return nothing(title, "There is nothing to share out yet.", kind="shares", width=width)

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        names = [f"{name} (n={sum(amounts):,.6g})" for name, amounts in kept]
        top = _part_key(canvas, parts, across)
        rows = rows_of(names, across, top=top, right=14, step=34)
        frame = rows.frame
        x = Linear(0, 100, frame.left, frame.right)
        measure_axis(canvas, frame, x, title="Share (%)")
        canvas.open("c-bars")
        for k, (name, amounts) in enumerate(kept):
            so_far = 0.0
            for j, amount in enumerate(amounts):
                share = 100 * amount / sum(amounts)
                if share > 0:
                    a, b = x(so_far), x(so_far + share)
                    say = f"{name}, {parts[j]}: {share:.1f} %\n{amount:,.6g} of {sum(amounts):,.6g}"
                    canvas.rect(a + 0.5, rows(k) - 9, max(b - a - 1, 0.5), 18, f"c-f{j + 1}",
                                extra=point(k * len(parts) + j, say))  # fmt: skip
                so_far += share
        canvas.close()
        for k, (_, amounts) in enumerate(kept):
            rows.name(canvas, k)
            so_far = 0.0
            for amount in amounts:
                share = 100 * amount / sum(amounts)
                text = f"{share:.0f} %"
                if x(share) - x(0) > text_width(text, bold=True) + 6:
                    canvas.text(x(so_far + share / 2), rows(k) + 4.2, text, "c-onfill", anchor="middle")
                so_far += share
        cells: list[Row] = [(name, *amounts, sum(amounts)) for name, amounts in kept]
        return canvas.drawing(
            width=across,
            height=frame.bottom + 42,
            kind="shares",
            title=title,
            description=" ".join(f"{name}: {_share_words(parts, amounts)}." for name, amounts in kept),
            table=Table(("Row", *parts, "Total"), cells),
            verdict=summary if summary is not None else f"{kept[-1][0]}: {_share_words(parts, kept[-1][1])}.",
        )

    return responsive(draw, width, wide=HALF)


def _share_words(parts: Sequence[str], amounts: Sequence[float]) -> str:
    return ", ".join(f"{part} {100 * a / sum(amounts):.0f} %" for part, a in zip(parts, amounts, strict=True))


def _part_key(canvas: Canvas, parts: Sequence[str], width: float) -> float:
    """The parts by fill and name, in order; gives the height used."""
    x, y = 0.0, 4.0
    for j, part in enumerate(parts):
        wide = 18 + text_width(part) + 14
        if x and x + wide > width:
            x, y = 0.0, y + 18
        canvas.rect(x, y, 12, 12, f"c-f{j + 1}")
        canvas.text(x + 17, y + 10.5, part, "c-muted")
        x += wide
    return y + 22
