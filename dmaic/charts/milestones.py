"""What is due when, what is expected now, and what came? One row a milestone: planned, forecast, actual day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dmaic.charts.drawing import WIDE, Canvas, Drawing, Row, Table, nothing, point, responsive
from dmaic.charts.rows import rows_of
from dmaic.charts.scale import Days
from dmaic.charts.text import called, counted, text_width

_KEY = (("planned", "c-bar-soft"), ("expected", "c-fall"), ("came", "c-bar"))


@dataclass(frozen=True, slots=True)
class Due:
    """A milestone with the days there are; without a planned day it is only named."""

    name: str
    group: str = ""
    plan: date | None = None
    forecast: date | None = None
    actual: date | None = None

    @property
    def ends(self) -> date | None:
        """The day that holds now: when it came, else when it is expected, else when it was planned."""
        return self.actual or self.forecast or self.plan

    @property
    def slip(self) -> int | None:
        """Days after the plan; negative when early; None where either day is missing."""
        now = self.actual or self.forecast
        return (now - self.plan).days if now and self.plan else None

    def is_late(self, today: date) -> bool:
        """Expected after the plan, or due before today and not come."""
        return self.actual is None and ((self.slip or 0) > 0 or (self.ends is not None and self.ends < today))


def milestone_chart(
    dues: Sequence[Due],
    *,
    today: date,
    start: date | None = None,
    end: date | None = None,
    title: str = "Milestones",
    width: float | None = None,
) -> Drawing:
    """Draw each milestone on a calendar: a pale diamond on the plan, a line to the day expected or come.

    ``start`` and ``end`` of the project widen the calendar; ``end`` is drawn as a line.
    """
    days = [day for due in dues for day in (due.plan, due.forecast, due.actual) if day is not None]
    if not days:
        return nothing(title, "No milestone has a day yet. Write down one or two results a phase.", kind="gantt")
    first = min([*days, *([start] if start else [])])
    last = max([*days, *([end] if end else []), *([today] if abs((today - max(days)).days) <= 60 else [])])
    margin = timedelta(days=max(2, (last - first).days // 30))

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        rows = rows_of([due.name for due in dues], across, top=36, right=16, step=28, share=0.32)
        frame = rows.frame
        calendar = Days(first - margin, last + margin, frame.left, frame.right)
        for x, text, context in calendar.ticks():
            canvas.line(x, frame.top - 6, x, frame.bottom, "c-grid")
            if x + text_width(text) < across:
                canvas.text(x + 3, frame.top - 10, text, "c-muted")
                canvas.text(x + 3, frame.top - 24, context, "c-faint")
        if end is not None:
            canvas.line(calendar(end), frame.top - 6, calendar(end), frame.bottom + 4, "c-axis")
            half = text_width("target close") / 2
            if abs(calendar(end) - calendar(today)) > half + text_width("today"):
                at = min(max(calendar(end), half), across - half)
                canvas.text(at, frame.bottom + 17, "target close", "c-muted", anchor="middle")
        canvas.open("c-bars")
        for k, due in enumerate(dues):
            _mark(canvas, due, calendar, rows(k), point(k, _say(due, today)), late=due.is_late(today))
        canvas.close()
        for k in range(len(dues)):
            rows.name(canvas, k)
        if calendar.first <= today <= calendar.last:
            x = calendar(today)
            canvas.line(x, frame.top - 6, x, frame.bottom + 4, "c-today")
            half = text_width("today") / 2
            canvas.text(min(max(x, half), across - half), frame.bottom + 17, "today", "c-caution", anchor="middle")
        bottom = _key(canvas, frame.bottom + 26, across)
        cells: list[Row] = [
            (due.name, due.group, _iso(due.plan), _iso(due.forecast), _iso(due.actual), due.slip) for due in dues
        ]
        return canvas.drawing(
            width=across,
            height=bottom + 4,
            kind="gantt",
            title=title,
            description=f"{counted(len(dues), 'milestone')} from {called(first)} to {called(last)}.",
            table=Table(("Milestone", "Phase", "Planned", "Expected", "Came", "Days after plan"), cells),
            verdict=_words(dues, today),
        )

    return responsive(draw, width, wide=WIDE)


def _mark(canvas: Canvas, due: Due, calendar: Days, y: float, extra: str, *, late: bool) -> None:
    now = due.actual or due.forecast
    if due.plan is not None and now is not None and now != due.plan:
        canvas.line(calendar(due.plan), y, calendar(now), y, "c-lead")
    if due.plan is not None:
        canvas.diamond(calendar(due.plan), y, 6, "c-bar-soft", "" if now else extra)
    if now is not None:
        canvas.diamond(calendar(now), y, 7, "c-bar" if due.actual else "c-fall" if late else "c-bar-soft", extra)


def _key(canvas: Canvas, y: float, across: float) -> float:
    x = 6.0
    for word, cls in _KEY:
        if x + 20 + text_width(word) > across:
            x, y = 6.0, y + 18
        canvas.diamond(x, y + 6, 5.5, cls)
        canvas.text(x + 11, y + 10, word, "c-muted")
        x += text_width(word) + 34
    return y + 14


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _say(due: Due, today: date) -> str:
    lines = [due.name]
    if due.plan:
        lines.append(f"Planned {called(due.plan)}")
    if due.actual:
        lines.append(f"Came {called(due.actual)}")
    elif due.forecast:
        lines.append(f"Expected {called(due.forecast)}")
    elif due.plan and due.plan < today:
        lines.append(f"Overdue by {counted((today - due.plan).days, 'day')}")
    if due.slip:
        lines.append(f"{counted(abs(due.slip), 'day')} {'after' if due.slip > 0 else 'before'} the plan")
    return "\n".join(lines)


def _words(dues: Sequence[Due], today: date) -> str:
    came = sum(due.actual is not None for due in dues)
    words = f"{came} of {counted(len(dues), 'milestone')} reached"
    late = [due.name for due in dues if due.is_late(today)]
    if late:
        more = f" and {len(late) - 3} more" if len(late) > 3 else ""
        return f"{words}; behind the plan: {', '.join(late[:3])}{more}."
    coming = [(due.ends, due.name) for due in dues if due.actual is None and due.ends is not None]
    if coming:
        day, name = min(coming)
        return f"{words}; next: {name} on {called(day)}."
    return f"{words}."
