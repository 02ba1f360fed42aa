"""Readings and metrics for tests of charts, without a database where none is needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from dmaic.define.metrics import DataType, Metric, define_metric
from dmaic.measure import datasets
from dmaic.measure.datasets import Batch, Readings
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project

START = datetime(2026, 1, 5, tzinfo=UTC)


def a_metric(kind: DataType = DataType.CONTINUOUS, **facts: Any) -> Metric:
    """A metric that is in no database."""
    given = {
        "code": "Y1",
        "name": "Resolution time",
        "unit": "h",
        "shift": 1.5,
        "opportunities": 1,
        "lower_is_boundary": False,
        "upper_is_boundary": False,
    }
    return Metric(data_type=kind, **{**given, **facts})


def readings(
    values: Sequence[float] | None = None,
    *,
    defects: Sequence[float] | None = None,
    sizes: Sequence[float] | None = None,
    subgroups: Sequence[str] | None = None,
    excluded: Sequence[int] = (),
    days: bool = True,
    first_seq: int = 0,
) -> Readings:
    """Readings one a day from START on, or without times."""
    count = len(values if values is not None else defects or ())
    nothing = np.full(count, np.nan)
    counted = np.array(defects, dtype=float) if defects is not None else nothing
    size = np.array(sizes, dtype=float) if sizes is not None else nothing
    shares = counted if sizes is None else counted / size
    value = shares if values is None else np.array(values, dtype=float)
    out = np.zeros(count, dtype=bool)
    out[list(excluded)] = True
    start = np.datetime64(START.replace(tzinfo=None), "us")
    times = start + np.arange(count) * np.timedelta64(1, "D") if days else np.full(count, np.datetime64("NaT", "us"))
    seq = np.arange(first_seq, first_seq + count, dtype=np.int64)
    return Readings(
        seq=seq,
        value=value,
        time=times.astype("datetime64[us]"),
        subgroup=None if subgroups is None else np.array(subgroups, dtype=np.str_),
        size=size,
        defects=counted,
        excluded=out,
        corrected=np.zeros(count, dtype=bool),
        reasons={first_seq + at: "A known special cause" for at in excluded},
    )


def calm(count: int, seed: int = 7, mean: float = 50.0, sd: float = 4.0) -> list[float]:
    """Values of a stable process; the same seed gives the same values."""
    return np.random.default_rng(seed).normal(mean, sd, count).tolist()


def metric_page(metric: Metric, rest: str = "chart") -> str:
    """The address of a page of this metric."""
    return f"/projects/{metric.project_id}/measure/metrics/{metric.id}/{rest}"


def make_metric(session: Session, project: Project, kind: DataType = DataType.CONTINUOUS, **facts: Any) -> Metric:
    """A metric of this project, the primary Y unless said otherwise."""
    given = {"code": f"Y-{kind.name.lower()}", "name": "Resolution time", "data_type": kind, "unit": "h"}
    return define_metric(session, project, {**given, **facts})


def bring_in(session: Session, project: Project, metric: Metric, *, by: Person | None = None, **columns: Any) -> Any:
    """Import readings one a day from START on: ``value``, ``defects``, ``size``, ``subgroup`` as `Batch` takes them."""
    count = len(next(iter(columns.values())))
    if "time" not in columns:
        columns["time"] = [datasets.time_us(START + timedelta(days=at)) for at in range(count)]
    name = f"{count}-{datasets.count_of(session, metric)}.csv"
    return datasets.write_import(
        session,
        project,
        metric,
        datasets.sealed_batches([Batch(**columns)]),
        by=by or project.people_as(Role.LEAD)[0],
        file_name=name,
        file_hash=f"{hash((name, metric.id)) & 0xFFFFFFFF:064x}",
        file_bytes=10 * count,
    )
