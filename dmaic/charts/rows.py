"""How are named rows laid out? Names at the left of their marks, or above them where there is little room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dmaic.charts.axis import Frame
from dmaic.charts.drawing import NARROW, Canvas
from dmaic.charts.text import SIZE, shorten, widest, wrap


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one height under each other; ``frame`` is where the marks go, ``above`` whether names stand over them."""

    names: Sequence[str]
    frame: Frame
    step: float
    above: bool
    room: float

    def __call__(self, k: float) -> float:
        """The height at which row ``k`` has its marks."""
        return self.frame.top + k * self.step + (self.step * 0.5 if not self.above else self.step - 15)

    def name(self, canvas: Canvas, k: int, cls: str = "") -> None:
        """Write the name of a row; ``cls`` sets a total or a chosen row off."""
        if self.above:
            canvas.text(0, self(k) - 13, shorten(self.names[k], self.room), f"{cls} c-halo".strip())
            return
        said = wrap(self.names[k], self.room, lines=2)
        canvas.lines(
            self.frame.left - 10, self(k) + SIZE * 0.35 - 7 * (len(said) - 1), said, cls, anchor="end", step=14
        )


def rows_of(
    names: Sequence[str], width: float, *, top: float, right: float, step: float = 30, share: float = 0.36
) -> Rows:
    """Lay rows out in ``width`` with ``right`` units kept free after the marks.

    Names get at most ``share`` of the width, two lines each; on a telephone they stand above their marks.
    """
    above = width <= NARROW * 1.2
    room = width if above else min(widest(names) + 2, width * share)
    left = 4.0 if above else room + 12
    tall = step if not above else max(step, 40)
    return Rows(names, Frame(left, top, width - right, top + tall * len(names)), tall, above, room)
