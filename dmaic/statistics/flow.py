"""How does the work flow? Lead time, process-cycle efficiency, rolled throughput yield and the slowest step.

Process-cycle efficiency = value-adding touch time / lead time; lead time = touch plus waiting of all steps; work in
process = throughput x lead time (Little 1961). All times in one unit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import finite, positive, share
from dmaic.statistics.figures import percent
from dmaic.statistics.sigma_level import RolledYield, rolled_yield

VALUES = ("VA", "BNVA", "NVA")


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One step: value-adding (VA), needed but not value-adding (BNVA) or neither (NVA); times and first-pass yield."""

    name: str
    value: str
    touch_time: float = 0.0
    wait_time: float = 0.0
    first_pass_yield: float | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """The walk through all steps. ``rolled`` is None while any step lacks its yield."""

    steps: int
    lead_time: float
    touch_time: float
    wait_time: float
    time_by_value: dict[str, float]
    efficiency: float
    rolled: RolledYield | None
    slowest: str
    longest_wait: str | None
    takt: float | None
    over_takt: tuple[str, ...]
    work_in_process: float | None
    sentence: str
    cautions: tuple[str, ...]


def _checked(step: FlowStep) -> tuple[float, float]:
    if step.value not in VALUES:
        raise StatisticsError(f"{step.name}: the value must be one of {', '.join(VALUES)}; {step.value!r} is not.")
    touch, wait = (
        finite(time, name=f"{word} of {step.name}")
        for word, time in (("touch time", step.touch_time), ("waiting time", step.wait_time))
    )
    if touch < 0 or wait < 0:
        raise StatisticsError(f"{step.name}: times must not be negative.")
    if step.first_pass_yield is not None:
        share(step.first_pass_yield, name=f"first-pass yield of {step.name}", closed=True)
    return touch, wait


def flow(
    steps: Sequence[FlowStep],
    *,
    throughput: float | None = None,
    available_time: float | None = None,
    demand: float | None = None,
    unit: str = "",
) -> Flow:
    """Walk the map. ``throughput`` per unit of time gives work in process; available time over demand is the takt.

    ``unit`` is that of the times, for the sentence.
    """
    if not steps:
        raise StatisticsError("There are no steps; enter at least one.")
    times = [_checked(step) for step in steps]
    touch, wait = math.fsum(t for t, _ in times), math.fsum(w for _, w in times)
    lead = touch + wait
    if lead == 0:
        raise StatisticsError("All times are 0, so there is no lead time; enter touch and waiting times.")
    pairs = list(zip(times, steps, strict=True))
    by_value = {name: math.fsum(t for (t, _), step in pairs if step.value == name) for name in VALUES}
    efficiency = by_value["VA"] / lead
    yields = [step.first_pass_yield for step in steps if step.first_pass_yield is not None]
    rolled = rolled_yield(yields) if len(yields) == len(steps) else None
    slowest = max(pairs, key=lambda pair: pair[0][0])[1].name
    longest = max(pairs, key=lambda pair: pair[0][1])
    takt = None
    if available_time is not None and demand is not None:
        takt = positive(available_time, name="available time") / positive(demand, name="demand")
    cautions = []
    if 0 < len(yields) < len(steps):
        cautions.append(f"{len(steps) - len(yields)} steps lack a first-pass yield, so none is rolled up.")
    if by_value["VA"] == 0:
        cautions.append("No step adds value as entered; check the classes with the customer's eyes.")
    return Flow(
        steps=len(steps),
        lead_time=lead,
        touch_time=touch,
        wait_time=wait,
        time_by_value=by_value,
        efficiency=efficiency,
        rolled=rolled,
        slowest=slowest,
        longest_wait=longest[1].name if longest[0][1] > 0 else None,
        takt=takt,
        over_takt=tuple(step.name for (t, _), step in pairs if takt is not None and t > takt),
        work_in_process=None if throughput is None else positive(throughput, name="throughput") * lead,
        sentence=(
            f"{by_value['VA']:.4g} of {lead:.4g}{f' {unit}' if unit else ''} lead time add value: process-cycle "
            f"efficiency {percent(efficiency, 1)}; {percent(wait / lead)} is waiting."
        ),
        cautions=tuple(cautions),
    )
