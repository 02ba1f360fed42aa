"""Faces of planning: Monte Carlo, cost of quality, flow of the work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics import flow as flows
from dmaic.statistics import quality_cost as costs
from dmaic.statistics.checked import count
from dmaic.statistics.faces import given as g
from dmaic.statistics.monte_carlo import PARAMETERS, Input, simulate


def _text(given: Mapping[str, Any], field: str) -> str:
    value = given.get(field)
    if not isinstance(value, str) or not value.strip():
        raise StatisticsError(f"The field {field} must be a text.")
    return value.strip()


def monte_carlo(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields formula, inputs [{name, distribution, parameters...}]; options lsl, usl, draws, seed, confidence."""
    inputs = [
        Input(
            _text(row, "name"),
            g.word(row, "distribution", tuple(PARAMETERS)),
            {key: value for key, value in row.items() if key not in {"name", "distribution"}},
        )
        for row in g.records(given, "inputs")
    ]
    found = simulate(
        _text(given, "formula"),
        inputs,
        lsl=g.optional_number(given, "lsl"),
        usl=g.optional_number(given, "usl"),
        draws=g.number(given, "draws", 100_000),
        seed=count(g.number(given, "seed", 1), name="seed"),
        confidence=g.number(given, "confidence", 0.95),
    )
    return {
        "formula": found.formula,
        "draws": found.draws,
        "seed": found.seed,
        "mean": found.mean,
        "mean_error": found.mean_error,
        "sd": found.sd,
        "min": found.minimum,
        "max": found.maximum,
        "percentiles": [{"fraction": p, "value": q} for p, q in found.percentiles],
        "ppm_below": found.ppm_below,
        "ppm_above": found.ppm_above,
        "ppm_outside": found.ppm_outside,
        "ppm_outside_ci": None
        if found.outside is None
        else [1e6 * (found.outside.low or 0.0), 1e6 * (found.outside.high or 0.0)],
        "histogram": found.histogram,
        "sensitivity": found.sensitivity,
        "sentence": found.sentence,
        "cautions": found.cautions,
    }


def quality_cost(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Field items [{category, name, amount} or {..., quantity, unit_cost}]; option revenue."""
    items = []
    for row in g.records(given, "items"):
        by_amount = row.get("amount") is not None
        items.append(
            costs.CostItem(
                g.word(row, "category", costs.CATEGORIES),
                _text(row, "name"),
                1.0 if by_amount else g.number(row, "quantity"),
                g.number(row, "amount" if by_amount else "unit_cost"),
            )
        )
    found = costs.quality_cost(items, revenue=g.optional_number(given, "revenue"))
    return {
        "totals": found.totals,
        "shares": found.shares,
        "cost_of_quality": found.cost_of_quality,
        "cost_of_poor_quality": found.cost_of_poor_quality,
        "failure_share": found.failure_share,
        "revenue_share": found.revenue_share,
        "lines": found.lines,
        "sentence": found.sentence,
        "cautions": found.cautions,
    }


def flow(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Field steps [{name, value VA|BNVA|NVA, touch_time, wait_time, yield}].

    Options throughput, available_time and demand.
    """
    steps = [
        flows.FlowStep(
            _text(row, "name"),
            g.word(row, "value", flows.VALUES),
            g.number(row, "touch_time", 0.0),
            g.number(row, "wait_time", 0.0),
            g.optional_number(row, "yield"),
        )
        for row in g.records(given, "steps")
    ]
    found = flows.flow(
        steps,
        throughput=g.optional_number(given, "throughput"),
        available_time=g.optional_number(given, "available_time"),
        demand=g.optional_number(given, "demand"),
    )
    rolled = found.rolled
    return {
        "lead_time": found.lead_time,
        "touch_time": found.touch_time,
        "wait_time": found.wait_time,
        "time_by_value": found.time_by_value,
        "process_cycle_efficiency": found.efficiency,
        "rty": None if rolled is None else rolled.rolled_throughput_yield,
        "normalized_yield": None if rolled is None else rolled.normalized_yield,
        "slowest": found.slowest,
        "longest_wait": found.longest_wait,
        "takt": found.takt,
        "over_takt": found.over_takt,
        "work_in_process": found.work_in_process,
        "sentence": found.sentence,
        "cautions": found.cautions,
    }
