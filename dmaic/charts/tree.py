"""What leads to what? Fishbone, CTQ tree and why-tree: laid out by themselves, an outline on a telephone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dmaic.charts.drawing import NARROW, Canvas, Drawing, Row, Table, nothing, num, point
from dmaic.charts.text import counted, shorten, text_width, wrap

_LINE = 15.0
MARKS = {"yes": "confirmed by evidence", "no": "ruled out", "open": "not yet checked"}
_COLUMN, _TWIG, _SLANT = 214.0, 150.0, 46.0


@dataclass(frozen=True, slots=True)
class Node:
    """A statement with what stands under it; ``mark`` is yes, no, open or empty, ``note`` a second, softer line."""

    text: str
    children: tuple[Node, ...] = ()
    note: str = ""
    mark: str = ""


def tree_chart(
    root: Node,
    *,
    title: str = "Tree",
    levels: Sequence[str] = (),
    summary: str | None = None,
    width: float = 760,
) -> Drawing:
    """Draw a tree from the left (CTQ tree, why-tree): each node beside the middle of what stands under it.

    ``levels`` names the columns (Need, Driver, Requirement; Why 1, Why 2 ...). The drawing keeps its natural size and
    scrolls when it is wide; on a telephone it becomes an outline.
    """
    if not root.text.strip():
        return nothing(title, "The tree has no root yet. Write down what it is about.", kind="tree")
    depth = _depth(root)
    box = min(240.0, max(132.0, (width - 28 * (depth - 1)) / depth))
    canvas = Canvas()
    top = 24.0 if levels else 4.0
    for k, name in enumerate(levels[:depth]):
        canvas.text(k * (box + 28) + 2, 13, shorten(name, box), "c-name")
    layout = _Layout(box, [], [])
    bottom = _place(root, 0, top, layout)[1]
    for x1, y1, x2, y2 in layout.links:
        middle = (x1 + x2) / 2
        canvas.path(f"M{num(x1)} {num(y1)}H{num(middle)}V{num(y2)}H{num(x2)}", "c-link")
    canvas.open("c-nodes")
    for k, (node, x, y, tall) in enumerate(layout.cards):
        _card(canvas, node, (x, y, box, tall), point(k, _say(node)), strong=k == 0)
    canvas.close()
    bottom = _mark_key(canvas, root, bottom + 4, depth * (box + 28) - 28)
    full = canvas.drawing(
        width=depth * (box + 28) - 28 + 1,
        height=bottom + 6,
        kind="tree",
        title=title,
        description=_describe(root),
        table=_table(root, levels),
        verdict=summary if summary is not None else _words(root),
        fixed=True,
    )
    return replace(full, narrow=outline(root, title=title).svg)


def _depth(node: Node) -> int:
    return 1 + max((_depth(child) for child in node.children), default=0)


def _lines(node: Node, width: float) -> tuple[list[str], list[str]]:
    room = width - 18 - 14 * bool(node.mark)
    return wrap(node.text, room, lines=6), wrap(node.note, room, lines=3) if node.note else []


@dataclass(frozen=True, slots=True)
class _Layout:
    """Cards as (node, left, top, height) and joints as (x1, y1, x2, y2), gathered while the tree is walked."""

    box: float
    cards: list[tuple[Node, float, float, float]]
    links: list[tuple[float, float, float, float]]


def _place(node: Node, level: int, top: float, layout: _Layout) -> tuple[float, float]:
    """Stack a node's children, put it beside their middle; gives its middle and the bottom of all it covers."""
    box, placed, links = layout.box, layout.cards, layout.links
    x = level * (box + 28)
    said, noted = _lines(node, box)
    tall = 13 + _LINE * (len(said) + len(noted))
    at = len(placed)
    placed.append((node, x, top, tall))
    below = top
    middles: list[float] = []
    for child in node.children:
        middle, below = _place(child, level + 1, below, layout)
        middles.append(middle)
    mean = (middles[0] + middles[-1]) / 2 if middles else top + tall / 2
    y = max(top, mean - tall / 2)
    placed[at] = (node, x, y, tall)
    links.extend((x + box, y + tall / 2, x + box + 28, middle) for middle in middles)
    return y + tall / 2, max(below, y + tall + 8)


def _card(canvas: Canvas, node: Node, place: tuple[float, float, float, float], extra: str, *, strong: bool) -> None:
    x, y, wide, tall = place
    cls = "c-card-strong" if strong else "c-card-soft" if node.mark == "no" else "c-card"
    canvas.rect(x + 0.5, y + 0.5, wide - 1, tall - 1, cls, extra=extra, round_=4)
    said, noted = _lines(node, wide)
    canvas.lines(x + 9, y + 17, said, "c-strong" if strong else "", step=_LINE)
    canvas.lines(x + 9, y + 17 + _LINE * len(said), noted, "c-faint", step=_LINE)
    _mark(canvas, node.mark, x + wide - 13, y + 13)


def _mark(canvas: Canvas, mark: str, x: float, y: float) -> None:
    if mark == "yes":
        canvas.diamond(x, y, 5.5, "c-good")
    elif mark == "no":
        canvas.crossed(x, y, 4.5, "c-out")
    elif mark:
        canvas.circle(x, y, 4.2, "c-dot")


def _mark_key(canvas: Canvas, root: Node, y: float, width: float) -> float:
    used = [mark for mark in MARKS if any(node.mark == mark for node, _ in walk(root))]
    x = 0.0
    for mark in used:
        if x and x + 17 + text_width(MARKS[mark]) > width:
            x, y = 0.0, y + 18
        _mark(canvas, mark, x + 6, y + 10)
        canvas.text(x + 17, y + 14, MARKS[mark], "c-muted")
        x += 17 + text_width(MARKS[mark]) + 16
    return y + 18 * bool(used)


def walk(node: Node, level: int = 0) -> list[tuple[Node, int]]:
    """The node and all under it in reading order, with their levels."""
    return [(node, level), *(pair for child in node.children for pair in walk(child, level + 1))]


def outline(root: Node, *, title: str, width: float = NARROW) -> Drawing:
    """The tree as an indented list with guide lines: the layout for little room."""
    canvas = Canvas()
    y = 4.0
    rows: list[tuple[Node, int, float]] = []
    canvas.open("c-nodes")
    for k, (node, level) in enumerate(walk(root)):
        x = 16.0 * level
        said = wrap(node.text, width - x - 22 - 16 * bool(node.mark), lines=4, bold=level == 0)
        noted = wrap(node.note, width - x - 22, lines=2) if node.note else []
        tall = _LINE * (len(said) + len(noted)) + 8
        canvas.rect(x, y, width - x, tall, "c-hit", extra=point(k, _say(node)))
        canvas.lines(x + 12, y + 14, said, "c-strong" if level < 2 and node.children else "", step=_LINE)
        canvas.lines(x + 12, y + 14 + _LINE * len(said), noted, "c-faint", step=_LINE)
        _mark(canvas, node.mark, width - 8, y + 10)
        rows.append((node, level, y + 10))
        y += tall
    canvas.close()
    last: dict[int, float] = {}
    for _, level, at in rows:
        x = 16.0 * (level - 1) + 5
        if level:
            canvas.path(f"M{num(x)} {num(last.get(level, last[level - 1] + 5))}V{num(at)}H{num(x + 17)}", "c-link")
        last = {deep: seen for deep, seen in last.items() if deep < level}
        last[level] = at
    return canvas.drawing(
        width=width, height=_mark_key(canvas, root, y, width) + 6, kind="outline", title=title,
        description=_describe(root), table=_table(root, ()), verdict=_words(root),
    )  # fmt: skip


def fishbone(
    effect: str, categories: Sequence[Node], *, title: str = "Cause-and-effect diagram", summary: str | None = None
) -> Drawing:
    """Draw the effect at the head and a bone for each category, causes on twigs, their own causes below them.

    Categories alternate above and below the spine in the order given.
    """
    root = Node(effect, tuple(categories))
    if not effect.strip() or not categories:
        return nothing(title, "Write down the effect and at least one category of causes.", kind="fishbone")
    canvas = Canvas()
    pairs = (len(categories) + 1) // 2
    tall = [max((_bone_height(node) for node in categories[side::2]), default=0.0) for side in (0, 1)]
    spine = 8 + tall[0]
    bottom = spine + tall[1] + 8
    head = 158.0
    said = wrap(effect, head - 28, lines=6, bold=True)
    half = max(34.0, 8 * len(said) + 14)
    spine = max(spine, half + 4)
    bottom = max(bottom, spine + half + 4)
    right = 16 + pairs * _COLUMN + _SLANT
    canvas.line(2, spine, right, spine, "c-spine")
    canvas.path(f"M{num(right)} {num(spine - 7)}l12 7l-12 7z", "c-bone-head")
    canvas.rect(right + 12, spine - half, head - 8, 2 * half, "c-card-strong", round_=6)
    canvas.lines(right + 24, spine + 5 - 7.5 * (len(said) - 1), said, "c-strong", step=_LINE)
    canvas.open("c-nodes")
    number = 0
    for k, node in enumerate(categories):
        # The first pair stands nearest the head, as the eye reads the causes towards the effect.
        joint = right - 12 - (k // 2) * _COLUMN
        number = _bone(canvas, node, joint, spine, tall=tall[k % 2] - 8, up=k % 2 == 0, number=number)
    canvas.close()
    bottom = _mark_key(canvas, root, bottom, right + head)
    full = canvas.drawing(
        width=right + head + 8,
        height=bottom + 6,
        kind="fishbone",
        title=title,
        description=_describe(root),
        table=_table(root, ("Effect", "Category", "Cause", "Cause of it")),
        verdict=summary if summary is not None else _words(root),
        fixed=True,
    )
    return replace(full, narrow=outline(root, title=title).svg)


def _cause_lines(cause: Node) -> list[tuple[str, bool]]:
    """A cause's own lines, then those of its causes, which are softer."""
    room = _TWIG - 14 * bool(cause.mark)
    own = [(line, False) for line in wrap(cause.text, room, lines=5)]
    return own + [
        (line, True) for child in cause.children for line in wrap(f"\u2013 {child.text}", _TWIG, size=11, lines=4)
    ]


def _bone_height(node: Node) -> float:
    return 40 + sum(_LINE * len(_cause_lines(cause)) + 10 for cause in node.children)


def _bone(canvas: Canvas, node: Node, joint: float, spine: float, *, tall: float, up: bool, number: int) -> int:
    """One category: its name at the far end of the bone, its causes on twigs towards the spine.

    The bones of a side are equally long: beside a longer one, a name would lie on its neighbour's twigs.
    """
    end = spine - tall if up else spine + tall
    tip = joint - _SLANT
    name = shorten(node.text, _COLUMN - 24, bold=True)
    half = text_width(name, bold=True) / 2 + 10

    def bone_x(y: float) -> float:
        return joint - _SLANT * abs(spine - y) / tall

    inner = end + 22 if up else end - 22
    canvas.line(bone_x(inner), inner, joint, spine, "c-bone")
    canvas.rect(tip - half, end if up else end - 22, 2 * half, 22, "c-card-soft", extra=point(number, _say(node)),
                round_=4)  # fmt: skip
    canvas.text(tip, (end if up else end - 22) + 15.5, name, "c-strong", anchor="middle")
    number += 1
    y = spine - _bone_height(node) + 36 if up else spine + 6
    for cause in node.children:
        lines = _cause_lines(cause)
        foot = y + _LINE * len(lines) + 3
        reach = bone_x(foot)
        left = min(reach, bone_x(y)) - _TWIG - 12
        canvas.rect(left, y, _TWIG, foot - y, "c-hit", extra=point(number, _say(cause)))
        canvas.line(left, foot, reach, foot, "c-link")
        for row, (line, soft) in enumerate(lines):
            canvas.text(left + 2, y + 12 + _LINE * row, line, "c-faint" if soft else "")
        _mark(canvas, cause.mark, left + _TWIG - 4, y + 8)
        number += 1
        y = foot + 7
    return number


def _say(node: Node) -> str:
    parts = [node.text, node.note, MARKS.get(node.mark, "").capitalize()]
    if node.children:
        parts.append(
            f"{counted(len(node.children), 'branch', 'branches')}: " + "; ".join(c.text for c in node.children)
        )
    return "\n".join(part for part in parts if part)


def _describe(root: Node) -> str:
    return f"{root.text}: " + "; ".join(
        child.text + (f" ({', '.join(c.text for c in child.children)})" if child.children else "")
        for child in root.children
    )


def _words(root: Node) -> str:
    nodes = walk(root)[1:]
    told = {mark: sum(1 for node, _ in nodes if node.mark == mark) for mark in MARKS}
    leaves = sum(1 for node, _ in nodes if not node.children)
    words = f"{root.text}: {counted(len(root.children), 'branch', 'branches')}, {counted(leaves, 'end point')}"
    marked = [f"{count} {MARKS[mark]}" for mark, count in told.items() if count]
    return f"{words}; {', '.join(marked)}." if marked else f"{words}."


def _table(root: Node, levels: Sequence[str]) -> Table:
    """One row a leaf, its ancestors before it."""
    depth = _depth(root)
    names = [*levels[:depth], *(f"Level {k + 1}" for k in range(len(levels[:depth]), depth))]
    rows: list[Row] = []
    nodes = walk(root)
    trail: list[Node] = []
    for (node, level), (_, after) in pairwise([*nodes, (root, 0)]):
        trail = [*trail[:level], node]
        if after <= level:
            cells = [each.text for each in trail] + [""] * (depth - len(trail))
            rows.append((*cells, node.note, MARKS.get(node.mark, "")))
    return Table((*names, "Note", "Evidence"), rows)
