"""How does the work run, who does it, and where does it wait? Swim lanes and the value stream with its ladder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dmaic.charts.drawing import NARROW, Canvas, Drawing, Row, Table, nothing, num, point
from dmaic.charts.text import brief, counted, shorten, text_width, with_unit, wrap
from dmaic.errors import BadInput

_LINE = 14.0
_BOX, _TALL, _GAP = 118.0, 58.0, 30.0
_KINDS = {
    "step": "step", "decision": "decision", "wait": "waiting", "rework": "rework", "handoff": "handover",
    "inspect": "inspection",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A step in a lane. ``kind`` is step, decision, wait, rework, handoff or inspect; ``value`` VA, BNVA or NVA.

    ``leads_to`` are positions of the steps that follow (None: the next one); ``touch`` and ``wait`` are times of one
    pass. ``shares`` are the fractions of cases that go on to each of ``leads_to``, () where nobody told. ``passes`` is
    how often a case comes by; None where that is not known, and then no times are added up.
    """

    name: str
    lane: str = ""
    kind: str = "step"
    value: str = ""
    leads_to: tuple[int, ...] | None = None
    touch: float | None = None
    wait: float | None = None
    shares: tuple[float, ...] = ()
    passes: float | None = 1.0


def swim_lanes(
    steps: Sequence[FlowStep],
    *,
    title: str = "Process map",
    unit: str = "min",
    lanes: Sequence[str] | None = None,
    summary: str | None = None,
) -> Drawing:
    """Draw the steps from left to right, each in its lane; going back is drawn dashed beneath the lanes.

    ``lanes`` gives the order of the lanes. On a telephone the steps stand under each other with their lanes named.
    Raises BadInput when a step leads to one that is not there.
    """
    if not steps:
        return nothing(title, "The process map has no steps yet. Write down the first one.", kind="flow")
    for step in steps:
        if any(not 0 <= to < len(steps) for to in step.leads_to or ()):
            raise BadInput(f"The step {step.name!r} leads to a step that is not on the map. Choose one of its steps.")
    names = list(dict.fromkeys([*(lanes or ()), *(step.lane for step in steps)]))
    names = [name for name in names if any(step.lane == name for step in steps)]
    canvas = Canvas()
    pitch = _BOX + _GAP
    height = _TALL + 30
    heads = [wrap(name, height - 6, lines=2, bold=True) if name else [] for name in names]
    left = 10.0 + 16 * max(map(len, heads))
    width = left + pitch * len(steps) + 4
    for k, lines in enumerate(heads):
        canvas.rect(0.5, k * height + 0.5, width - 1, height, "c-lane" if k % 2 else "c-lane-soft")
        for row, line in enumerate(lines):
            canvas.text(17 + 15 * row, (k + 0.5) * height, line, "c-name", anchor="middle", turned=True)
    places = [(left + k * pitch + 8, names.index(step.lane) * height + 11) for k, step in enumerate(steps)]
    backs, jumps = 0, 0
    for k in range(len(steps)):
        for way, to in enumerate(_follows(steps, k)):
            share = _share(steps[k], way)
            if to == k + 1:
                _forward(canvas, places[k], places[to], None, share)
            elif to > k:
                _forward(canvas, places[k], places[to], 4.0 + 4.0 * (jumps % 3), share)
                jumps += 1
            else:
                backs += 1
                _back(canvas, places[k], places[to], len(names) * height + 12 * backs, share)
    canvas.open("c-nodes")
    for k, step in enumerate(steps):
        _step(canvas, step, places[k], (_BOX, _TALL), point(k, _say(steps, k, unit)))
    canvas.close()
    bottom = _key(canvas, steps, len(names) * height + 12 * backs + 10, width)
    full = canvas.drawing(
        width=width,
        height=bottom + 6,
        kind="flow",
        title=title,
        description=f"Process map of {counted(len(steps), 'step')}"
        + (f" in {counted(len(names), 'lane')}" if any(names) else "")
        + ": "
        + "; ".join(f"{k + 1} {step.name}" for k, step in enumerate(steps))
        + ".",
        table=_table(steps, unit),
        verdict=summary if summary is not None else _words(steps, names, unit),
        fixed=True,
    )
    return replace(full, narrow=_listed(steps, title, unit))


def _follows(steps: Sequence[FlowStep], k: int) -> tuple[int, ...]:
    given = steps[k].leads_to
    if given is not None:
        return given
    return (k + 1,) if k + 1 < len(steps) else ()


def _share(step: FlowStep, way: int) -> str:
    """The share of cases that take this way out; "" where all do, or nobody told."""
    return f"{brief(100 * step.shares[way], 3)} %" if step.shares else ""


def _onward(steps: Sequence[FlowStep], k: int, names: Sequence[str]) -> str:
    """The steps that follow, each with its share: “3 (90 %), 4 (10 %)”."""
    said = []
    for way, to in enumerate(_follows(steps, k)):
        share = _share(steps[k], way)
        said.append(f"{names[to]} ({share})" if share else names[to])
    return ", ".join(said)


def _step(canvas: Canvas, step: FlowStep, place: tuple[float, float], size: tuple[float, float], extra: str) -> None:
    """A step's shape by its kind, its words, and its value class in the corner."""
    (x, y), (wide, tall) = place, size
    cls = {"VA": "c-card-strong", "NVA": "c-card-waste"}.get(step.value, "c-card")
    if step.kind == "decision":
        cut = 12
        canvas.path(
            f"M{num(x + cut)} {num(y)}h{num(wide - 2 * cut)}l{cut} {num(tall / 2)}l-{cut} {num(tall / 2)}"
            f"h-{num(wide - 2 * cut)}l-{cut} -{num(tall / 2)}z",
            cls,
            extra,
        )
    elif step.kind == "wait":
        canvas.rect(x, y, wide, tall, cls, extra=extra, round_=tall / 2)
    else:
        canvas.rect(x, y, wide, tall, cls, extra=extra, round_=4)
    if step.kind == "inspect":
        canvas.line(x + 6, y + 1, x + 6, y + tall - 1, "c-bone")
    elif step.kind == "rework":
        canvas.rect(x + 3, y + 3, wide - 6, tall - 6, "c-empty", round_=3)
    elif step.kind == "handoff":
        canvas.path(f"M{num(x + wide - 11)} {num(y + tall - 15)}l7 4.5l-7 4.5z", "c-bone-head")
    said = wrap(step.name, wide - 26, lines=3)
    middle = y + tall / 2 + 4.2 - _LINE / 2 * (len(said) - 1) + (4 if step.value and len(said) == 3 else 0)
    canvas.lines(x + wide / 2, middle, said, anchor="middle", step=_LINE)
    if step.value:
        edge = text_width(step.value, 11) + 8
        canvas.rect(x + 14, y - 8, edge, 15, "c-card", round_=3)
        canvas.text(x + 14 + edge / 2, y + 3.5, step.value, "c-tag", anchor="middle")


def _arrow(canvas: Canvas, x: float, y: float, *, up: bool = False) -> None:
    canvas.path(f"M{num(x)} {num(y)}" + ("l-4.5 8h9z" if up else "l-8 -4.5v9z"), "c-arrow")


def _forward(canvas: Canvas, a: tuple[float, float], b: tuple[float, float], foot: float | None, share: str) -> None:
    """To the next step: level or with one bend; past steps between, ``foot`` below the box along the lane."""
    x1, y1, x2, y2 = a[0] + _BOX, a[1] + _TALL / 2, b[0] - 1, b[1] + _TALL / 2
    if foot is None:
        bend = x2 - _GAP / 2
        canvas.path(f"M{num(x1)} {num(y1)}H{num(bend)}V{num(y2)}H{num(x2 - 6)}", "c-link")
    else:
        foot += a[1] + _TALL
        start = a[0] + _BOX / 2
        bend = x2 - _GAP / 2 - 4
        canvas.path(f"M{num(start)} {num(a[1] + _TALL)}V{num(foot)}H{num(bend)}V{num(y2)}H{num(x2 - 6)}", "c-link")
    _arrow(canvas, x2, y2)
    if share:
        canvas.text(x2 - 1, y2 - 7, share, "c-tag c-halo", anchor="end")


def _back(canvas: Canvas, a: tuple[float, float], b: tuple[float, float], foot: float, share: str) -> None:
    """Back to an earlier step: down, along beneath the lanes, and up again."""
    x1, x2 = a[0] + _BOX / 2 + 10, b[0] + _BOX / 2 - 10
    canvas.path(f"M{num(x1)} {num(a[1] + _TALL)}V{num(foot)}H{num(x2)}V{num(b[1] + _TALL + 7)}", "c-link c-link-back")
    _arrow(canvas, x2, b[1] + _TALL + 1, up=True)
    if share:
        canvas.text(x1 + 4, a[1] + _TALL + 12, share, "c-tag c-halo")


def _key(canvas: Canvas, steps: Sequence[FlowStep], y: float, width: float) -> float:
    """What the shapes mean, those in use."""
    x = 2.0
    kinds = [kind for kind in _KINDS if kind != "step" and any(step.kind == kind for step in steps)]
    for kind in kinds:
        if x > 2 and x + 32 + text_width(_KINDS[kind]) > width:
            x, y = 2.0, y + 22
        _step(canvas, FlowStep("", kind=kind), (x, y + 2), (26.0, 16.0), "")
        canvas.text(x + 32, y + 14, _KINDS[kind], "c-muted")
        x += 32 + text_width(_KINDS[kind]) + 18
    return y + 22 * bool(kinds)


def _listed(steps: Sequence[FlowStep], title: str, unit: str) -> str:
    """The steps under each other, for a telephone."""
    canvas = Canvas()
    y = 10.0
    canvas.open("c-nodes")
    for k, step in enumerate(steps):
        note = " \u00b7 ".join(part for part in (step.lane, _times(step, unit)) if part)
        tall = 40.0
        if k:
            canvas.path(f"M{num(NARROW / 2 - 5)} {num(y - 11)}h10l-5 7z", "c-arrow")
        _step(canvas, replace(step, name=shorten(step.name, NARROW - 40)), (1.0, y), (NARROW - 2.0, tall),
              point(k, _say(steps, k, unit)))  # fmt: skip
        y += tall
        if note:
            canvas.text(NARROW / 2, y + 14, shorten(note, NARROW), "c-faint", anchor="middle")
            y += 18
        for way, to in enumerate(_follows(steps, k)):
            share = _share(step, way)
            if to == k + 1 and not share:
                continue
            told = f"{share} {'back to' if to <= k else 'on to' if share else 'or on to'} {to + 1}: {steps[to].name}"
            canvas.text(NARROW / 2, y + 14, shorten(f"\u21aa {told.strip()}", NARROW), "c-note", anchor="middle")
            y += 17
        y += 22
    canvas.close()
    return canvas.drawing(
        width=NARROW, height=_key(canvas, steps, y - 6, NARROW) + 4, kind="flow", title=title,
        description=f"Process map of {counted(len(steps), 'step')}.", table=Table((), ()), verdict="",
    ).svg  # fmt: skip


def _times(step: FlowStep, unit: str) -> str:
    parts = [
        f"{name} {with_unit(brief(t), unit)}"
        for name, t in (("wait", step.wait), ("work", step.touch))
        if t is not None
    ]
    return ", ".join(parts)


def _say(steps: Sequence[FlowStep], k: int, unit: str) -> str:
    step = steps[k]
    head = f"{k + 1}. {step.name}"
    about = ", ".join(part for part in (step.lane, _KINDS.get(step.kind, step.kind), step.value) if part)
    on = _onward(steps, k, [one.name for one in steps])
    return "\n".join(line for line in (head, about, _times(step, unit), f"Leads to: {on}" if on else "") if line)


def _words(steps: Sequence[FlowStep], lanes: Sequence[str], unit: str) -> str:
    handed = sum(steps[to].lane != step.lane for k, step in enumerate(steps) for to in _follows(steps, k))
    words = [counted(len(steps), "step")]
    if any(lanes):
        words.append(f"{counted(len(lanes), 'lane')}, {counted(handed, 'handover')}")
    adding = sum(step.value == "VA" for step in steps)
    if any(step.value for step in steps):
        words.append(f"{adding} of them add value")
    if (sums := _sums(steps)) is not None and sums[1] > 0 and sums[0] > 0:
        touch, wait, _ = sums
        words.append(f"{with_unit(brief(touch), unit)} of work in {with_unit(brief(touch + wait), unit)}")
    return "; ".join(words) + "."


def _sums(steps: Sequence[FlowStep]) -> tuple[float, float, float] | None:
    """Work, waiting and work that adds value of one case, as expected; None where the passes are not known."""
    if any(step.passes is None for step in steps):
        return None
    touch = sum((step.passes or 0) * (step.touch or 0) for step in steps)
    wait = sum((step.passes or 0) * (step.wait or 0) for step in steps)
    return touch, wait, sum((step.passes or 0) * (step.touch or 0) for step in steps if step.value == "VA")


def _passes(step: FlowStep) -> str:
    """How often a case comes by, where it is not just once."""
    return "" if step.passes is None or abs(step.passes - 1) < 1e-9 else f"{brief(step.passes, 3)} times a case"


def _table(steps: Sequence[FlowStep], unit: str) -> Table:
    numbers = [str(k + 1) for k in range(len(steps))]
    branched = any(_passes(step) for step in steps)
    rows: list[Row] = [
        (k + 1, s.name, s.lane, _KINDS.get(s.kind, s.kind), s.value, s.touch, s.wait, _onward(steps, k, numbers),
         *((s.passes,) if branched else ()))
        for k, s in enumerate(steps)
    ]  # fmt: skip
    header = ("No.", "Step", "Lane", "Kind", "Value", f"Work ({unit})", f"Waiting ({unit})", "Leads to")
    return Table((*header, "Times a case") if branched else header, rows)


def value_stream(
    steps: Sequence[FlowStep], *, title: str = "Value stream", unit: str = "min", summary: str | None = None
) -> Drawing:
    """Draw the steps in a row over a ladder: waiting before each step on the upper rungs, work on the lower ones.

    The efficiency (touch time of steps that add value over lead time) is told once every step has its class.
    """
    if not steps:
        return nothing(title, "The value stream has no steps yet. Write down the first one.", kind="flow")
    canvas = Canvas()
    pitch, box = 146.0, 108.0
    sums = _sums(steps)
    canvas.open("c-nodes")
    for k, step in enumerate(steps):
        _step(canvas, step, (k * pitch + 40, 10.0), (box, 54.0), point(k, _say(steps, k, unit)))
    canvas.close()
    high, low = 92.0, 122.0
    track = f"M0 {num(high)}"
    for k, step in enumerate(steps):
        x = k * pitch
        track += f"H{num(x + 40)}V{num(low)}H{num(x + 40 + box)}V{num(high)}"
        if k:
            canvas.path(f"M{num(x + 4)} 33h18v-5l11 9l-11 9v-5h-18z", "c-arrow")
        if step.wait is not None:
            canvas.text(x + 20 - 1, high - 6, brief(step.wait, 3), "c-num c-halo", anchor="middle")
        if step.touch is not None:
            canvas.text(x + 40 + box / 2, low - 6, brief(step.touch, 3), "c-num", anchor="middle")
        if often := _passes(step):
            canvas.text(x + 40 + box, 76, often, "c-faint c-halo", anchor="end")
    end = len(steps) * pitch + 8
    canvas.path(f"{track}H{num(end)}", "c-link")
    told = ["Lead time withheld"]
    if sums is not None:
        touch, wait, adding = sums
        name = "Expected lead time" if any(map(_passes, steps)) else "Lead time"
        told = [
            f"{name} {with_unit(brief(touch + wait), unit)}",
            f"work {with_unit(brief(touch), unit)}",
            f"waiting {with_unit(brief(wait), unit)}",
        ]
        if touch + wait > 0 and all(step.value for step in steps):
            told.append(f"process-cycle efficiency {100 * adding / (touch + wait):.1f} %")
    canvas.text(0, low + 24, "; ".join(told), "c-strong")
    canvas.text(0, low + 41, f"Upper rungs: waiting. Lower rungs: work ({unit}).", "c-faint")
    width = max(end, text_width("; ".join(told), bold=True)) + 4
    full = canvas.drawing(
        width=width,
        height=low + 48,
        kind="flow",
        title=title,
        description=f"Value stream of {counted(len(steps), 'step')}. " + "; ".join(told) + ".",
        table=_table(steps, unit),
        verdict=summary if summary is not None else "; ".join(told) + ".",
        fixed=True,
    )
    return replace(full, narrow=_listed(steps, title, unit))
