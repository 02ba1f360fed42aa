"""Face of the run chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dmaic.statistics.faces.given import numbers
from dmaic.statistics.faces.reading import layout
from dmaic.statistics.result import plain
from dmaic.statistics.run_chart import run_chart, run_tests


def answer(given: Mapping[str, Any]) -> dict[str, Any]:
    """The tests of the last stage, those of every stage under ``stages``, with the IHI tests beside Anhøj's."""
    chart = run_chart(numbers(given, "values"), **layout(given))
    tests = run_tests(chart)
    found: dict[str, Any] = plain(tests[-1])
    named = [{"name": stage.name, **plain(test)} for stage, test in zip(chart.stages, tests, strict=True)]
    return found | {"stages": named, "cautions": chart.cautions}
