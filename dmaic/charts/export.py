"""How does a chart leave the application? As a file of its own: SVG with its colours inside, PNG, rows for a sheet."""

from __future__ import annotations

import math
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dmaic.charts.drawing import Cell, Drawing, num
from dmaic.charts.text import safe, shorten, wrap

if TYPE_CHECKING:
    from typst import Fonts

Theme = Literal["light", "dark", "grey"]
FONT = "Source Sans 3"
_PACKAGE = Path(__file__).resolve().parents[1]
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def _stylesheet() -> str:
    """The text of chart.css, which lies in the package when installed and beside it in a checkout."""
    for root in (_PACKAGE, _PACKAGE.parent):
        path = root / "static" / "css" / "chart.css"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError("static/css/chart.css is missing; charts can't be exported without their stylesheet.")


@cache
def colours(theme: Theme) -> dict[str, str]:
    """The literal colours of a theme, read from the one stylesheet."""
    text = _COMMENT.sub("", _stylesheet())
    screen, _, paper = text.partition("@media print")
    side = 1 if theme == "dark" else 0
    found = {}
    for name, value in re.findall(r"(--chart-[\w-]+):\s*([^;]+);", screen):
        pair = re.fullmatch(r"light-dark\(\s*([^,]+),\s*([^)]+)\)", value.strip())
        found[name] = pair.group(side + 1).strip() if pair else value.strip()
    if theme == "grey":
        block = paper.partition("@media")[0]
        found.update({name: value.strip() for name, value in re.findall(r"(--chart-[\w-]+):\s*([^;]+);", block)})
    return found


@cache
def rules(theme: Theme) -> str:
    """The rules for marks with literal colours: no variables, so that every SVG reader understands them."""
    marks = _stylesheet().partition("/* marks */")[2].partition("/* page */")[0]
    known = colours(theme)
    literal = re.sub(r"var\((--chart-[\w-]+)\)", lambda match: known[match.group(1)], _COMMENT.sub("", marks))
    # The font that travels with the package is one variable file. Some SVG readers take its thinnest instance for
    # weight 400, so every weight is also asked for as a setting of the font.
    literal = literal.replace("font-size: 12px;", "font-size: 12px; font-weight: 400;", 1)
    literal = re.sub(r"font-weight: (\d+);", r'font-weight: \1; font-variation-settings: "wght" \1;', literal)
    return re.sub(r"\s+", " ", literal).strip()


def standalone_svg(drawing: Drawing, *, theme: Theme = "light", headed: bool = True) -> str:
    """The drawing as a file of its own: colours inside, a background, and (``headed``) title and verdict above it.

    Marks lose what only a page needs (data for the point detail, keyboard focus). The text of ``theme`` grey is for
    paper without colour.
    """
    head, _, rest = drawing.svg.partition("</desc>")
    body = rest.removesuffix("</svg>")
    body = re.sub(r' data-[a-z]+="[^"]*"', "", body)
    title = re.search(r"<title>.*", head, re.DOTALL)
    above, lines = 0.0, ""
    if headed:
        said = wrap(drawing.verdict, drawing.width - 4, lines=3)
        above = 26.0 + 15 * len(said)
        lines = f'<text class="c-head" x="0" y="14">{safe(shorten(drawing.title, drawing.width, 13, bold=True))}</text>'
        lines += "".join(
            f'<text class="c-muted" x="0" y="{num(32 + 15 * k)}">{safe(line)}</text>' for k, line in enumerate(said)
        )
    margin = 12.0
    width, height = drawing.width + 2 * margin, drawing.height + above + 2 * margin
    kind = re.search(r'class="([^"]*)"', head)
    classes = kind.group(1) if kind else "chart-svg"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{classes}" role="img"'
        f' viewBox="{num(-margin)} {num(-above - margin)} {num(width)} {num(height)}"'
        f' width="{num(width)}" height="{num(height)}" font-family="\'{FONT}\', \'Segoe UI\', Arial, sans-serif">'
        f"{title.group(0) if title else ''}</desc><style>{rules(theme)}</style>"
        f'<rect x="{num(-margin)}" y="{num(-above - margin)}" width="{num(width)}" height="{num(height)}"'
        f' fill="{colours(theme)["--chart-paper"]}"/>'
        f'<g transform="translate(0 {num(-above)})">{lines}</g>{body}</svg>'
    )


def png(drawing: Drawing, *, scale: float = 2, theme: Theme = "light", headed: bool = True) -> bytes:
    """The drawing as a picture, ``scale`` pixels to a unit, set in the font that travels with the package."""
    import typst

    svg = standalone_svg(drawing, theme=theme, headed=headed)
    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt)\n'
    )
    compiled = typst.compile(
        source.encode(),
        format="png",
        ppi=72 * scale * 4 / 3,
        font_paths=_fonts(),
        sys_inputs={"svg": svg, "alt": drawing.title},
    )
    return bytes(compiled)


@cache
def _fonts() -> Fonts:
    """The one font charts are set in, so that a picture looks the same on every machine."""
    from typst import Fonts

    path = str(files("fontpkg_source_sans_3") / "files")
    return Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[path])


def csv_rows(drawing: Drawing) -> list[list[str | int | float]]:
    """The chart's table with its header, numbers in full, for `dmaic.spreadsheet.csv_text`."""
    return [list(drawing.table.header), *([_cell(cell) for cell in row] for row in drawing.table.rows)]


def _cell(cell: Cell) -> str | int | float:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell
