"""How is a signal said to somebody who does not know the rule's number?"""

from __future__ import annotations

from collections.abc import Sequence

from dmaic.statistics.control_chart import Rule, RuleSet, Signal
from dmaic.statistics.rule_sets import RULE_SETS

_SIDES = {"above": "above", "below": "below"}


def in_words(signal: Signal, labels: Sequence[str] = (), *, ruleset: RuleSet | None = None) -> str:
    """One clause, such as "9 points in a row above the centre, 4 March - 12 March".

    ``labels`` name the points (dates as they are shown); without them the points are numbered from 1. A rule of a
    set of one's own is described when that ``ruleset`` is given, otherwise by its title.
    """
    rule = _rule_of(signal, ruleset)
    what = signal.title if rule is None else _what(signal, rule)
    return f"{what}, {_when(signal, labels)}"


def _rule_of(signal: Signal, ruleset: RuleSet | None) -> Rule | None:
    for known in (ruleset,) if ruleset is not None else RULE_SETS.values():
        for rule in known.rules:
            if rule.code == signal.rule:
                return rule
    return None


def _what(signal: Signal, rule: Rule) -> str:
    count = len(signal.points)
    side = _SIDES.get(signal.side, "off")
    zone = f"{rule.zone:g} sigma"
    match rule.kind:
        case "beyond":
            limit = {"above": "upper", "below": "lower"}[signal.side]
            return f"1 point beyond the {limit} limit" if rule.zone == 3 else f"1 point beyond {zone} {side} the centre"
        case "run":
            return f"{count} points in a row {side} the centre"
        case "trend":
            return f"{count} points in a row steadily {'rising' if signal.side == 'up' else 'falling'}"
        case "alternating":
            return f"{count} points in a row alternating up and down"
        case "k_of_m":
            return f"{count} of {signal.last - signal.first + 1} points beyond {zone} {side} the centre"
        case "within":
            return f"{count} points in a row within {zone} of the centre"
        case "outside":
            return f"{count} points in a row beyond {zone} on both sides"
        case _:
            return f"{count} points close together beyond {zone} on opposite sides"


def _when(signal: Signal, labels: Sequence[str]) -> str:
    def label(position: int) -> str:
        return labels[position] if position < len(labels) else f"point {position + 1}"

    if signal.first == signal.last:
        return label(signal.first)
    return f"{label(signal.first)} - {label(signal.last)}"
