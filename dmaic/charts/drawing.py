"""What is a drawing? SVG text that is safe under the strictest content policy, with its words and its data table."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import overload

from dmaic.charts.text import SIZE, brief, safe, wrap

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]

WIDE = 760
HALF = 480
NARROW = 344
"""Layout widths: a chart over the whole page, over half of it, and on a telephone."""

BUCKETS = (240, 344, 400, 480, 560, 640, 760, 860, 960, 1120)
"""Widths for which the stylesheet knows how far a drawing may be stretched and shrunk."""


class LazyRows(Sequence[Row]):
    """Rows made when they are read, so that a chart of 100,000 points does not build a table nobody opens."""

    def __init__(self, count: int, make: Callable[[int], Row]) -> None:
        self._count, self._make = count, make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if isinstance(index, slice):
            return [self._make(i) for i in range(*index.indices(self._count))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        return self._make(index % self._count)

    def __iter__(self) -> Iterator[Row]:
        return (self._make(i) for i in range(self._count))


@dataclass(frozen=True, slots=True)
class Table:
    """The chart's twin in rows. Numbers stay numbers; ``links`` leads from a row to the page about it."""

    header: tuple[str, ...]
    rows: Sequence[Row]
    links: Mapping[int, str] = field(default_factory=dict)

    def shown(self, limit: int = 1000) -> list[tuple[str, ...]]:
        """The first rows as people read them: six digits, a true minus, empty where there is nothing."""
        return [tuple(cell_text(cell) for cell in row) for row in self.rows[:limit]]


def cell_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else ""
    if isinstance(cell, float):
        return "" if math.isnan(cell) else brief(cell, 6)
    return f"{cell}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart: its picture, and everything a reader who does not see it needs.

    ``svg`` uses classes only (no style attribute, no script, no id), so any number of drawings share a page.
    ``narrow`` is the same chart laid out for a telephone; the stylesheet shows the one that fits. ``verdict`` is the
    sentence a busy reader takes away, ``description`` says in words what the picture shows.
    """

    svg: str
    title: str
    description: str
    table: Table
    verdict: str
    narrow: str = ""
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Specs:
    """The customer's limits: lower, target, upper; None where there is none."""

    lower: float | None = None
    target: float | None = None
    upper: float | None = None

    def named(self) -> list[tuple[str, float]]:
        """The limits there are, with their short names."""
        every = (("LSL", self.lower), ("Target", self.target), ("USL", self.upper))
        return [(name, value) for name, value in every if value is not None]


def num(value: float) -> str:
    """A coordinate to a tenth of a unit: finer than any screen shows, and short."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def point(index: int, say: str, *, flag: bool = False, href: str = "") -> str:
    """Attributes by which chart.js finds a mark: its number, its words (lines split by newline), flagged or not."""
    words = safe(say).replace("\n", "&#10;")
    return (
        f' data-i="{index}" data-say="{words}"'
        + (' data-flag="1"' if flag else "")
        + (f' data-href="{safe(href)}"' if href else "")
    )


class Canvas:
    """Marks written one after another as SVG text. ``cls`` are class names, ``extra`` ready attributes of a point."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def line(self, x1: float, y1: float, x2: float, y2: float, cls: str) -> None:
        self.parts.append(f'<line class="{cls}" x1="{num(x1)}" y1="{num(y1)}" x2="{num(x2)}" y2="{num(y2)}"/>')

    def path(self, commands: str, cls: str, extra: str = "") -> None:
        if commands:
            self.parts.append(f'<path class="{cls}" d="{commands}"{extra}/>')

    def polyline(self, points: Sequence[tuple[float, float]], cls: str, *, closed: bool = False) -> None:
        if len(points) > 1:
            joined = "L".join(f"{num(x)} {num(y)}" for x, y in points)
            self.path(f"M{joined}{'Z' if closed else ''}", cls)

    def rect(
        self, x: float, y: float, width: float, height: float, cls: str, *, extra: str = "", round_: float = 0
    ) -> None:
        corner = f' rx="{num(round_)}"' if round_ else ""
        self.parts.append(
            f'<rect class="{cls}" x="{num(x)}" y="{num(y)}" width="{num(max(width, 0))}"'
            f' height="{num(max(height, 0))}"{corner}{extra}/>'
        )

    def circle(self, x: float, y: float, radius: float, cls: str, extra: str = "") -> None:
        self.parts.append(f'<circle class="{cls}" cx="{num(x)}" cy="{num(y)}" r="{num(radius)}"{extra}/>')

    def diamond(self, x: float, y: float, radius: float, cls: str, extra: str = "") -> None:
        r = num(radius)
        self.path(f"M{num(x)} {num(y - radius)}l{r} {r}l-{r} {r}l-{r} -{r}z", cls, extra)

    def square(self, x: float, y: float, radius: float, cls: str, extra: str = "") -> None:
        side = num(2 * radius)
        self.path(f"M{num(x - radius)} {num(y - radius)}h{side}v{side}h-{side}z", cls, extra)

    def triangle_down(self, x: float, y: float, radius: float, cls: str, extra: str = "") -> None:
        half, tall = num(radius), num(2 * radius)
        self.path(f"M{num(x)} {num(y + radius * 1.1)}l{half} -{tall}h-{num(2 * radius)}z", cls, extra)

    def triangle(self, x: float, y: float, radius: float, cls: str, extra: str = "") -> None:
        half, tall = num(radius), num(2 * radius)
        self.path(f"M{num(x)} {num(y - radius * 1.1)}l{half} {tall}h-{num(2 * radius)}z", cls, extra)

    def crossed(self, x: float, y: float, radius: float, cls: str, extra: str = "") -> None:
        """A hollow circle with a cross: drawn, not counted."""
        r, d = num(radius), num(2 * radius)
        arm, both = num(radius * 0.71), num(radius * 1.42)
        self.path(
            f"M{num(x - radius)} {num(y)}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z"
            f"M{num(x - float(arm))} {num(y - float(arm))}l{both} {both}m0 -{both}l-{both} {both}",
            cls,
            extra,
        )

    def text(
        self, x: float, y: float, words: str, cls: str = "", *, anchor: str = "start", turned: bool = False
    ) -> None:
        """Words on a baseline; ``anchor`` start, middle or end; ``turned`` reads upwards about its own place."""
        if not words:
            return
        named = f' class="{cls}"' if cls else ""
        placed = "" if anchor == "start" else f' text-anchor="{anchor}"'
        spun = f' transform="rotate(-90 {num(x)} {num(y)})"' if turned else ""
        self.parts.append(f'<text{named} x="{num(x)}" y="{num(y)}"{placed}{spun}>{safe(words)}</text>')

    def lines(
        self, x: float, y: float, words: Sequence[str], cls: str = "", *, anchor: str = "start", step: float = 15
    ) -> None:
        """Several lines, the first on the baseline ``y``."""
        for row, line in enumerate(words):
            self.text(x, y + row * step, line, cls, anchor=anchor)

    def open(self, cls: str, extra: str = "") -> None:
        self.parts.append(f'<g class="{cls}"{extra}>')

    def close(self) -> None:
        self.parts.append("</g>")

    def drawing(
        self,
        *,
        width: float,
        height: float,
        kind: str,
        title: str,
        description: str,
        table: Table,
        verdict: str,
        fixed: bool = False,
    ) -> Drawing:
        """Close the picture. ``fixed`` keeps its natural size and lets the page scroll it (maps and trees)."""
        body = "".join(self.parts)
        size = "c-fixed" if fixed else f"c-w{next((b for b in BUCKETS if b >= width), BUCKETS[-1])}"
        reach = ' tabindex="0"' if " data-i=" in body else ""
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart-svg k-{kind} {size}" role="img"{reach}'
            f' viewBox="0 0 {num(width)} {num(height)}" width="{num(width)}" height="{num(height)}">'
            f"<title>{safe(title)}</title><desc>{safe(description)}</desc>{body}</svg>"
        )
        return Drawing(svg, title, description, table, verdict, width=width, height=height)


def responsive(draw: Callable[[float], Drawing], width: float | None, *, wide: float) -> Drawing:
    """Draw at the width asked for, else at the usual one; and once more for the telephone if that is much less."""
    full = draw(width or wide)
    if (width or wide) <= NARROW * 1.2:
        return full
    return replace(full, narrow=draw(NARROW).svg)


def nothing(title: str, sentence: str, *, kind: str, width: float | None = None) -> Drawing:
    """A drawing that says why there is no chart and what would make one; small enough for every page."""
    width = width or NARROW
    canvas = Canvas()
    height = 120.0
    canvas.rect(0.5, 0.5, width - 1, height - 1, "c-empty", round_=6)
    said = wrap(sentence, width - 32, lines=4)
    canvas.lines(width / 2, height / 2 + SIZE * 0.35 - (len(said) - 1) * 7.5, said, "c-muted", anchor="middle")
    return canvas.drawing(
        width=width,
        height=height,
        kind=kind,
        title=title,
        description=sentence,
        table=Table(("Label", "Value"), ()),
        verdict=sentence,
    )
