"""What does this formula say? A small safe evaluator of transfer functions such as ``wait + 2 * sqrt(load)``.

Only numbers, named inputs, + - * / **, brackets and sqrt, exp, log, abs, min, max are understood; anything else is
refused by name. Nothing is ever executed as Python.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats

LONGEST = 500
MOST_PARTS = 200
Values: TypeAlias = Mapping[str, Floats]
_Step: TypeAlias = Callable[[Values], Any]

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_ONE_ARGUMENT: dict[str, Callable[[Any], Any]] = {"sqrt": np.sqrt, "exp": np.exp, "log": np.log, "abs": np.abs}
_MANY_ARGUMENTS: dict[str, Callable[[Any, Any], Any]] = {"min": np.minimum, "max": np.maximum}
FUNCTIONS = (*_ONE_ARGUMENT, *_MANY_ARGUMENTS)
_LEFT_SIDE = re.compile(r"^\s*[A-Za-z_]\w*\s*=(?!=)")


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula: its text, the inputs it names in rising order, and how to work it out."""

    text: str
    names: tuple[str, ...]
    step: Callable[[Values], Any]

    def evaluate(self, values: Values) -> Floats:
        """The formula over arrays of equal length, one for each input; not-a-number where it has no value."""
        missing = [name for name in self.names if name not in values]
        if missing:
            raise StatisticsError(f"The formula names {missing[0]}, which is not among the inputs; add it.")
        length = max((len(values[name]) for name in self.names), default=1)
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(self.step(values), dtype=float), (length,)).copy()


def _constant(node: ast.Constant) -> _Step:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        raise StatisticsError(f"{node.value!r} is no number; a formula holds numbers and inputs only.")
    try:
        number = np.float64(node.value)
    except OverflowError:
        raise StatisticsError("The formula holds a number that is too large.") from None
    return lambda _values: number


def _name(node: ast.Name, names: set[str]) -> _Step:
    if node.id in FUNCTIONS:
        raise StatisticsError(f"{node.id} is a function: write {node.id}(...), and give the input another name.")
    names.add(node.id)
    key = node.id
    return lambda values: values[key]


def _call(node: ast.Call, names: set[str]) -> _Step:
    if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS or node.keywords:
        raise StatisticsError(f"Known functions are {', '.join(FUNCTIONS)}; nothing else can be called.")
    arguments = [_step(argument, names) for argument in node.args]
    name = node.func.id
    if name in _ONE_ARGUMENT:
        if len(arguments) != 1:
            raise StatisticsError(f"{name} takes one argument; {len(arguments)} were given.")
        function, inner = _ONE_ARGUMENT[name], arguments[0]
        return lambda values: function(inner(values))
    if len(arguments) < 2:
        raise StatisticsError(f"{name} takes two or more arguments; {len(arguments)} were given.")
    fold = _MANY_ARGUMENTS[name]
    return lambda values: reduce(fold, [argument(values) for argument in arguments])


def _step(node: ast.AST, names: set[str]) -> _Step:
    if isinstance(node, ast.Constant):
        return _constant(node)
    if isinstance(node, ast.Name):
        return _name(node, names)
    if isinstance(node, ast.Call):
        return _call(node, names)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
        inner, sign = _step(node.operand, names), -1.0 if isinstance(node.op, ast.USub) else 1.0
        return lambda values: sign * inner(values)
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.BitXor):
            raise StatisticsError("Write a power as **, not ^.")
        work = _OPERATORS.get(type(node.op))
        if work is not None:
            left, right = _step(node.left, names), _step(node.right, names)
            return lambda values: work(left(values), right(values))
    raise StatisticsError(
        f"The formula may hold numbers, inputs, + - * / **, brackets and {', '.join(FUNCTIONS)}; "
        f"{ast.unparse(node)!r} is something else."
    )


def parse_formula(text: str) -> Formula:
    """Read a formula; a left side (``Y = ...``) is allowed and ignored.

    Raises StatisticsError that names the part which is not understood.
    """
    if not isinstance(text, str) or not text.strip():
        raise StatisticsError("There is no formula; write one such as handling + waiting.")
    if len(text) > LONGEST:
        raise StatisticsError(f"The formula is longer than {LONGEST} characters; split it.")
    right = _LEFT_SIDE.sub("", text, count=1).strip()
    try:
        tree = ast.parse(right, mode="eval")
        parts = sum(1 for _ in ast.walk(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise StatisticsError(f"The formula {text.strip()!r} can't be read; check brackets and operators.") from None
    if parts > MOST_PARTS:
        raise StatisticsError("The formula has too many parts; split it.")
    names: set[str] = set()
    step = _step(tree.body, names)
    return Formula(text.strip(), tuple(sorted(names)), step)
