"""Who is what to which? Rows by columns with short marks in the cells: a RACI, a coverage table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dmaic.charts.drawing import NARROW, WIDE, Canvas, Drawing, Row, Table, point, responsive
from dmaic.charts.text import counted, wrap

_LINE = 15.0


def matrix_chart(
    cells: Mapping[str, Mapping[str, str]],
    columns: Sequence[str],
    *,
    title: str,
    corner: str,
    strong: str = "",
    summary: str | None = None,
    width: float | None = None,
) -> Drawing:
    """Draw rows by columns; a cell whose words hold ``strong`` is set off. On a telephone each row lists its cells."""

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        canvas.open("c-nodes")
        narrow = across <= NARROW * 1.2
        if narrow:
            bottom = _outline(canvas, cells, across)
        else:
            canvas.text(2, 14, corner, "c-name")
            bottom = _grid(canvas, cells, columns, across, strong)
        canvas.close()
        rows: list[Row] = [(name, *(row.get(column, "") for column in columns)) for name, row in cells.items()]
        return canvas.drawing(
            width=across,
            height=bottom + 4,
            kind="matrix",
            title=title,
            description=f"{counted(len(cells), 'row')} by {counted(len(columns), 'column')}.",
            table=Table((corner, *columns), rows),
            verdict=summary if summary is not None else f"{counted(len(cells), corner.lower())}.",
        )

    return responsive(draw, width, wide=WIDE)


def _grid(
    canvas: Canvas,
    cells: Mapping[str, Mapping[str, str]],
    columns: Sequence[str],
    across: float,
    strong: str,
) -> float:
    names = min(260.0, across * 0.32)
    wide = (across - names) / max(len(columns), 1)
    heads = [wrap(column, wide - 8, lines=3) for column in columns]
    top = 10 + _LINE * max(len(head) for head in heads)
    for k, head in enumerate(heads):
        canvas.lines(names + (k + 0.5) * wide, 14 + top - 10 - _LINE * len(head), head, "c-name", anchor="middle")
    y, number = top, 0
    for name, row in cells.items():
        said = wrap(name, names - 14, lines=3)
        tall = max(30.0, _LINE * len(said) + 12)
        canvas.line(0, y, across, y, "c-grid")
        canvas.lines(2, y + tall / 2 + 4 - 7.5 * (len(said) - 1), said, step=_LINE)
        for k, column in enumerate(columns):
            letters = row.get(column, "")
            if not letters:
                continue
            middle = names + (k + 0.5) * wide
            cls = "c-card-strong" if strong and strong in letters.split() else "c-card"
            box = min(wide - 6, 44.0)
            words = point(number, f"{name}\n{column}: {letters}")
            canvas.rect(middle - box / 2, y + tall / 2 - 11, box, 22, cls, extra=words, round_=4)
            canvas.text(middle, y + tall / 2 + 4, letters, "c-strong", anchor="middle")
            number += 1
        y += tall
    canvas.line(0, y, across, y, "c-grid")
    return y


def _outline(canvas: Canvas, cells: Mapping[str, Mapping[str, str]], across: float) -> float:
    y = 4.0
    for k, (name, row) in enumerate(cells.items()):
        said = wrap(name, across - 8, lines=3, bold=True)
        held = [line for who, letters in row.items() for line in wrap(f"{letters}  {who}", across - 20, lines=2)]
        tall = _LINE * (len(said) + len(held)) + 10
        canvas.rect(0, y, across, tall, "c-hit", extra=point(k, f"{name}\n" + "\n".join(held)))
        canvas.lines(2, y + 14, said, "c-strong", step=_LINE)
        canvas.lines(14, y + 14 + _LINE * len(said), held, step=_LINE)
        y += tall
        canvas.line(0, y - 3, across, y - 3, "c-grid")
    return y
