"""Hand-made results for the chart tests: small, fixed, and built without the functions that judge them."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np

from dmaic.charts.control import control_chart
from dmaic.charts.drawing import Drawing
from dmaic.statistics.control_chart import ControlChart, Panel, Signal, Stage

NAN = math.nan
SVG = "{http://www.w3.org/2000/svg}"


def wave(count: int, seed: int = 7, center: float = 50.0, sd: float = 3.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(center, sd, count).round(2)


def constant(count: int, value: float) -> np.ndarray:
    return np.full(count, float(value))


def moving_ranges(values: np.ndarray, starts: tuple[int, ...] = (0,)) -> np.ndarray:
    ranges = np.concatenate(([NAN], np.abs(np.diff(values))))
    ranges[list(starts)] = NAN
    return ranges


def imr(values: np.ndarray, stages: tuple[Stage, ...] | None = None, **more: Any) -> ControlChart:
    """An individuals chart whose limits are taken from the stages as given."""
    count = len(values)
    if stages is None:
        finite = values[np.isfinite(values)]
        middle = float(finite.mean()) if finite.size else NAN
        sd = float(finite.std()) if finite.size else NAN
        stages = (Stage("", 0, count, count, middle, sd, "moving range", count),)
    center, sigma = constant(count, NAN), constant(count, NAN)
    for stage in stages:
        center[stage.start : stage.stop] = stage.center
        sigma[stage.start : stage.stop] = stage.sigma
    ranges = moving_ranges(values, tuple(stage.start for stage in stages if stage.start < count)) if count else values
    bar = 1.128379 * sigma
    main = Panel("Individual value", values, center, sigma, center - 3 * sigma, center + 3 * sigma)
    below = Panel("Moving range", ranges, bar, constant(count, NAN), constant(count, NAN), 3.2665 * bar, zones=False)
    return ControlChart("imr", (main, below), stages, **more)


def two_stages() -> tuple[ControlChart, list[Signal]]:
    """Eighty points, a new nozzle before the 49th, two points beyond the limits, one excluded."""
    values = np.concatenate((wave(48), wave(32, 8, 44.6, 1.5)))
    values[35], values[44] = 36.5, 65.1
    chart = imr(
        values,
        (
            Stage("Before", 0, 48, 48, 49.0, 3.48, "moving range", 47),
            Stage("After", 48, 80, 80, 44.59, 1.522, "moving range", 32),
        ),
        excluded=(20,),
    )
    signals = [
        Signal("nelson1", "one point beyond 3 sigma", 0, 35, 35, (35,), "below"),
        Signal("nelson1", "one point beyond 3 sigma", 0, 44, 44, (44,), "above"),
        Signal("nelson2", "9 points in a row on one side of the centre", 0, 60, 68, tuple(range(60, 69)), "below"),
        Signal("nelson1", "one point beyond 3 sigma", 1, 45, 45, (45,), "above"),
    ]
    return chart, signals


def stepped_p() -> tuple[ControlChart, list[Signal]]:
    """A p chart with unequal n: every limit is a stair."""
    rng = np.random.default_rng(3)
    sizes = rng.integers(120, 420, 26).astype(float)
    shares = rng.binomial(sizes.astype(int), 0.08) / sizes
    shares[17] = 0.165
    center = constant(26, 0.082)
    sigma = np.sqrt(0.082 * 0.918 / sizes)
    panel = Panel("Share late", shares, center, sigma, np.maximum(center - 3 * sigma, 0), center + 3 * sigma)
    stage = Stage("", 0, 26, 20, 0.082, 0.0, "binomial", 20)
    return ControlChart("p", (panel,), (stage,), sizes=sizes), [
        Signal("nelson1", "one point beyond 3 sigma", 0, 17, 17, (17,), "above")
    ]


def days(count: int, first: date = date(2026, 1, 5), step: int = 1) -> list[date]:
    return [first + timedelta(days=k * step) for k in range(count)]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in parsed(svg).iter(f"{SVG}text")]


def classed(svg: str, cls: str) -> list[ET.Element]:
    return [node for node in parsed(svg).iter() if cls in (node.get("class") or "").split()]


def numbers(text: str) -> list[float]:
    return [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?", text)]


def assert_tidy(svg: str) -> None:
    """Well-formed, safe under the strictest policy, and every absolute mark inside the viewBox."""
    root = parsed(svg)
    assert "style=" not in svg
    assert "<script" not in svg.lower()
    assert " id=" not in svg
    assert "NaN" not in svg
    assert not re.search(r'="[^"]*\b(?:nan|inf)\b', re.sub(r'data-say="[^"]*"', "", svg))
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[1].tag == f"{SVG}desc"
    assert root[0].text
    assert root[1].text
    left, top, width, height = numbers(root.get("viewBox") or "")
    assert (left, top) == (0, 0)
    for node in root.iter():
        for name, most in (("x", width), ("cx", width), ("x1", width), ("x2", width)):
            if node.get(name):
                assert -0.5 <= float(node.get(name) or 0) <= most + 0.5, ET.tostring(node)
        for name, most in (("y", height), ("cy", height), ("y1", height), ("y2", height)):
            if node.get(name):
                assert -0.5 <= float(node.get(name) or 0) <= most + 0.5, ET.tostring(node)


def heights(svg: str, cls: str) -> list[float]:
    """How high each drawn mark of a class stands, in order."""
    return [float(node.get("cy", "nan")) for node in classed(svg, cls)]


def drawn_stages(**more: Any) -> Drawing:
    """The two stages as a control chart."""
    chart, signals = two_stages()
    return control_chart(chart, signals, title="Fill weight", unit="g", **more)
