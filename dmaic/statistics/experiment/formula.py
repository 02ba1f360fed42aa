"""What does a model formula mean? The terms of ``y ~ C(a)*C(b) + c`` in the order R gives them.

Operators after Wilkinson & Rogers (1973): a:b product, a*b = a + b + a:b, a/b = a + a:b, (a + b + c)^2 all products of
up to two, - leaves a term out. C(a) marks a factor; a column of words is a factor anyway, numbers without C() are not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dmaic.errors import StatisticsError

_TOKEN = re.compile(
    r"\s*(?:C\(\s*(?P<factor>[^()]+?)\s*\)|(?P<name>[^\W\d][\w.]*)|(?P<number>\d+)|(?P<sign>\*\*|[-+*:/^()]))"
)

_Terms = list[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Formula:
    """The response, the terms (sets of columns, in order of size, then of appearance) and the columns marked C()."""

    response: str
    terms: tuple[tuple[str, ...], ...]
    marked: frozenset[str]


def read_formula(text: str) -> Formula:
    """Read a formula, or refuse it with a sentence that says where it stops making sense."""
    left, tilde, right = str(text).partition("~")
    response = left.strip()
    if not tilde or not response or not right.strip():
        raise StatisticsError(f"The formula {text!r} can't be read. Write it as y ~ C(a)*C(b).")
    reader = _Reader(right, str(text))
    terms = reader.sums()
    if reader.at < len(reader.tokens):
        raise StatisticsError(f"The formula {text!r} can't be read from {reader.tokens[reader.at][1]!r} on.")
    if not terms:
        raise StatisticsError(f"The formula {text!r} names no terms.")
    order = {name: place for place, name in enumerate(reader.seen)}
    listed = sorted(terms, key=len)
    return Formula(
        response, tuple(tuple(sorted(term, key=order.__getitem__)) for term in listed), frozenset(reader.marked)
    )


class _Reader:
    """A reader by recursive descent: sums of products of interactions of powers."""

    def __init__(self, right: str, whole: str) -> None:
        self.whole = whole
        self.tokens: list[tuple[str, str]] = []
        self.marked: set[str] = set()
        self.seen: list[str] = []
        self.at = 0
        end = 0
        stripped = right.rstrip()
        while end < len(stripped):
            found = _TOKEN.match(stripped, end)
            if found is None:
                raise StatisticsError(f"The formula {whole!r} can't be read from {stripped[end:].strip()!r} on.")
            kind = found.lastgroup or ""
            value = found.group(kind)
            if kind == "factor":
                self.marked.add(value)
                kind = "name"
            if kind == "name" and value not in self.seen:
                self.seen.append(value)
            self.tokens.append((kind, value))
            end = found.end()

    def _next(self, *signs: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "sign" and self.tokens[self.at][1] in signs:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def sums(self) -> _Terms:
        terms = self._products()
        while sign := self._next("+", "-"):
            other = self._products()
            terms = _union(terms, other) if sign == "+" else [term for term in terms if term not in other]
        return terms

    def _products(self) -> _Terms:
        terms = self._interactions()
        while sign := self._next("*", "/"):
            other = self._interactions()
            if sign == "*":
                terms = _union(_union(terms, other), _crossed(terms, other))
            else:
                within = [frozenset().union(*terms)]
                terms = _union(terms, _crossed(within, other))
        return terms

    def _interactions(self) -> _Terms:
        terms = self._powers()
        while self._next(":"):
            terms = _crossed(terms, self._powers())
        return terms

    def _powers(self) -> _Terms:
        terms = self._single()
        if self._next("^", "**"):
            kind, value = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
            if kind != "number" or int(value) < 1:
                raise StatisticsError(f"The formula {self.whole!r} needs a whole number after ^.")
            self.at += 1
            base = terms
            for _ in range(int(value) - 1):
                terms = _union(terms, _crossed(terms, base))
        return terms

    def _single(self) -> _Terms:
        if self._next("("):
            terms = self.sums()
            if self._next(")") is None:
                raise StatisticsError(f"The formula {self.whole!r} has an open bracket.")
            return terms
        kind, value = self.tokens[self.at] if self.at < len(self.tokens) else ("", "the end")
        if kind == "name":
            self.at += 1
            return [frozenset({value})]
        if kind == "number" and value == "1":  # the constant, always there
            self.at += 1
            return []
        raise StatisticsError(f"The formula {self.whole!r} can't be read at {value!r}.")


def _union(first: _Terms, second: _Terms) -> _Terms:
    return list(dict.fromkeys([*first, *second]))


def _crossed(first: _Terms, second: _Terms) -> _Terms:
    return list(dict.fromkeys(a | b for a in first for b in second))
