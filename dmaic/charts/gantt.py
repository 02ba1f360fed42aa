"""What is done when, and what is late? Bars on a calendar with progress, milestones, and today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dmaic.charts.drawing import NARROW, WIDE, Canvas, Drawing, Row, Table, nothing, num, point, responsive
from dmaic.charts.rows import Rows, rows_of
from dmaic.charts.scale import Days
from dmaic.charts.text import called, counted, text_width


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work from ``start`` to ``end`` (both included); a milestone stands on its end.

    ``done`` is the finished share from 0 to 1. ``planned_end`` is the end once agreed, drawn where it differs.
    ``after`` are positions of the tasks it waits for. ``group`` names its phase or wave.
    """

    name: str
    start: date
    end: date
    done: float = 0.0
    milestone: bool = False
    planned_end: date | None = None
    after: tuple[int, ...] = ()
    group: str = ""
    owner: str = ""


def gantt_chart(
    tasks: Sequence[Task],
    *,
    today: date,
    title: str = "Plan",
    summary: str | None = None,
    width: float | None = None,
) -> Drawing:
    """Draw each task as a bar in the order given, groups with a heading; finished work filled, late work outlined."""
    if not tasks:
        return nothing(title, "The plan has no tasks yet. Write down the first one with its dates.", kind="gantt")
    first = min(min(t.start, t.end) for t in tasks)
    last = max(max(t.end, t.planned_end or t.end) for t in tasks)
    if (today - last).days <= 60:
        last = max(last, today)
    if (first - today).days <= 60:
        first = min(first, today)
    margin = timedelta(days=max(1, (last - first).days // 40))

    def draw(across: float) -> Drawing:
        canvas = Canvas()
        entries: list[tuple[str, int]] = []
        group = ""
        for k, task in enumerate(tasks):
            if task.group and task.group != group:
                entries.append((task.group, -1))
            group = task.group
            entries.append((task.name, k))
        narrow = across <= NARROW * 1.2
        rows = rows_of([name for name, _ in entries], across, top=36, right=16, step=26, share=0.32)
        frame = rows.frame
        calendar = Days(first - margin, last + margin + timedelta(days=1), frame.left, frame.right)
        for x, text, context in calendar.ticks():
            canvas.line(x, frame.top - 6, x, frame.bottom, "c-grid")
            if x + text_width(text) < across:
                canvas.text(x + 3, frame.top - 10, text, "c-muted")
                canvas.text(x + 3, frame.top - 24, context, "c-faint")
        places = {k: rows(row) for row, (_, k) in enumerate(entries) if k >= 0}
        if not narrow:
            _links(canvas, tasks, calendar, places)
        canvas.open("c-bars")
        for row, (_, k) in enumerate(entries):
            if k < 0:
                _heading(canvas, rows, row, across, narrow=narrow)
                continue
            _bar(canvas, tasks[k], calendar, rows(row), point(k, _say(tasks[k], today)), late=_late(tasks[k], today))
        canvas.close()
        for row, (_, k) in enumerate(entries):
            if k >= 0:
                rows.name(canvas, row)
        if calendar.first <= today <= calendar.last:
            x = calendar(today)
            canvas.line(x, frame.top - 6, x, frame.bottom + 4, "c-today")
            at = min(max(x, text_width("today") / 2), across - text_width("today") / 2)
            canvas.text(at, frame.bottom + 17, "today", "c-caution", anchor="middle")
        cells: list[Row] = [
            (t.name, t.group, t.owner, t.start.isoformat(), t.end.isoformat(),
             t.planned_end.isoformat() if t.planned_end else "", round(100 * t.done), _late(t, today))
            for t in tasks
        ]  # fmt: skip
        return canvas.drawing(
            width=across,
            height=frame.bottom + 24,
            kind="gantt",
            title=title,
            description=f"Plan of {counted(len(tasks), 'task')} from {called(first)} to {called(last)}.",
            table=Table(("Task", "Group", "Owner", "Start", "End", "Planned end", "Done (%)", "Late"), cells),
            verdict=summary if summary is not None else _words(tasks, today),
        )

    return responsive(draw, width, wide=WIDE)


def _heading(canvas: Canvas, rows: Rows, row: int, width: float, *, narrow: bool) -> None:
    y = rows(row)
    canvas.text(0, y + 6, rows.names[row], "c-strong")
    canvas.line(0, y + 12, width, y + 12, "c-grid" if narrow else "c-axis")


def _bar(canvas: Canvas, task: Task, calendar: Days, y: float, extra: str, *, late: bool) -> None:
    end = calendar(task.end + timedelta(days=1))
    if task.milestone:
        at = calendar(task.end)
        canvas.diamond(at, y, 7, "c-fall" if late else "c-bar" if task.done >= 1 else "c-bar-soft", extra)
        return
    start = calendar(task.start)
    wide = max(end - start, 2.0)
    canvas.rect(start, y - 7, wide, 14, "c-fall" if late else "c-bar-soft", extra=extra, round_=2)
    if task.done > 0:
        canvas.rect(start, y - 7, wide * min(task.done, 1.0), 14, "c-bar", round_=2)
    if task.planned_end and task.planned_end != task.end:
        x = calendar(task.planned_end + timedelta(days=1))
        canvas.line(x, y - 10, x, y + 10, "c-bench")


def _links(canvas: Canvas, tasks: Sequence[Task], calendar: Days, places: dict[int, float]) -> None:
    """A thin bent line from the end of a task to the start of the one that waits for it."""
    for k, task in enumerate(tasks):
        for before in task.after:
            if before not in places:
                continue
            x1 = calendar(tasks[before].end + timedelta(days=0 if tasks[before].milestone else 1))
            x2 = calendar(task.end if task.milestone else task.start)
            y1, y2 = places[before], places[k] - 8
            canvas.path(f"M{num(x1)} {num(y1)}H{num(max(x1, x2) + 3)}V{num(y2)}", "c-lead c-open")


def _late(task: Task, today: date) -> bool:
    return task.done < 1 and task.end < today


def _say(task: Task, today: date) -> str:
    when = called(task.end) if task.milestone else f"{called(task.start)} to {called(task.end)}"
    lines = [task.name, f"{when}, {100 * task.done:.0f} % done"]
    if task.owner:
        lines.append(task.owner)
    if task.planned_end and task.planned_end != task.end:
        lines.append(f"Agreed end: {called(task.planned_end)}")
    if _late(task, today):
        lines.append(f"Late by {counted((today - task.end).days, 'day')}")
    return "\n".join(lines)


def _words(tasks: Sequence[Task], today: date) -> str:
    finished = sum(task.done >= 1 for task in tasks)
    late = [task.name for task in tasks if _late(task, today)]
    words = f"{finished} of {counted(len(tasks), 'task')} finished"
    if late:
        more = f" and {len(late) - 3} more" if len(late) > 3 else ""
        return f"{words}; late: {', '.join(late[:3])}{more}."
    coming = [task for task in tasks if task.done < 1]
    if coming:
        following = min(coming, key=lambda task: task.end)
        return f"{words}, none late; next due: {following.name} on {called(following.end)}."
    return f"{words}."
