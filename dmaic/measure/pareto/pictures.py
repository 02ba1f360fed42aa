"""How is a ranking drawn? The line and the vital few only where there are any."""

from __future__ import annotations

from collections.abc import Callable

from dmaic.charts.drawing import Drawing
from dmaic.charts.pareto import Bar, pareto_chart
from dmaic.measure.pareto.ranking import Answer, Level


def level_picture(
    found: Answer, level: Level, *, currency: str, link: Callable[[str], str] | None = None, width: float | None = None
) -> Drawing:
    """One level as bars; ``link`` leads from a bar to its second level. Without vital few no line is drawn."""
    rows = level.table.rows
    plain = found.name == "Count" or level.table.measure == "count"
    unit = currency if found.asked.measure.value == "cost" else found.unit
    title = f"{level.label} by {found.name.lower()}" if not level.inside else f"{level.label} within {level.inside}"
    return pareto_chart(
        [Bar(row.category, row.amount, cases=None if plain else level.cases(row.category)) for row in rows],
        title=title,
        name="Count" if plain else found.name,
        unit="" if plain else unit,
        most=len(rows) + 1,
        line=100 * level.table.threshold if level.vital else None,
        vital=level.vital,
        summary=verdict_words(level),
        links={row.category: link(row.category) for row in rows if not row.members} if link else None,
        width=width,
    )


def verdict_words(level: Level) -> str:
    """What a busy reader takes away from one level."""
    if not level.vital:
        return f"{level.why_none} {level.table.sentence}"
    return f"{', '.join(level.vital)}: {level.table.sentence}"
