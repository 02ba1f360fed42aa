"""How do a story's readings get in, and which limits are kept when?"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dmaic.control.monitor import SignalCase, acknowledge, cases_of, keep_level, open_cases, take_reading
from dmaic.define.metrics import DataType, Metric, primary_metric
from dmaic.demo.story import Data
from dmaic.demo.telling import Teller
from dmaic.measure.baseline import assess, context_of, sign_baseline
from dmaic.measure.chart_settings import save_settings, settings_of
from dmaic.measure.datasets import exclude_reading, read_all, sealed_batches, write_import
from dmaic.measure.gage import verdict_for
from dmaic.measure.importing import Conversion, Kind, Part, Settings, named_columns
from dmaic.measure.importing import read_all as read_file
from dmaic.measure.limits import begin_stage, freeze_present, refresh_wall, saved_choices
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Act, Role

PARTS = {
    DataType.CONTINUOUS: (Part.TIME, Part.VALUE),
    DataType.PROPORTION: (Part.TIME, Part.DEFECTS, Part.SIZE),
    DataType.RATE: (Part.TIME, Part.DEFECTS, Part.SIZE),
}


def baseline(tell: Teller, rows: list[list[str]], ago: int) -> None:
    """Bring the first file in, take out what was special, keep the limits."""
    data = tell.story.data
    assert data is not None
    old = [row for row in rows if _day(row) <= tell.day(data.baseline_until)]
    bring(tell, data, old, ago)
    with tell.on(ago, 11, tell.lead):
        project = tell.open(tell.lead, Act.IMPORT)
        metric = _metric(tell)
        for odd in data.special:
            if "reason" in odd and odd["at"] < len(old):
                exclude_reading(tell.session, project, metric, seq=odd["at"], reason=odd["reason"], by=tell.lead)
        if data.kind:
            values = {"kind": data.kind}
            assert settings_of(tell.session, metric) is None
            save_settings(tell.session, project, metric, version=None, values=values)
        refresh_wall(tell.session, project, metric)


def sign(tell: Teller, ago: int) -> None:
    """Lead, process owner and finance put their names under the baseline; its limits are kept from then on."""
    data = tell.story.data
    assert data is not None
    for person, role in (
        (tell.lead, Role.LEAD),
        (tell.cast.owner, Role.PROCESS_OWNER),
        (tell.cast.finance, Role.FINANCE),
    ):
        with tell.on(ago, 15, person):
            project, metric = tell.open(person, Act.SIGN_BASELINE), _metric(tell)
            readings = read_all(tell.session, metric)
            assessment = assess(
                readings,
                metric,
                saved_choices(tell.session, metric),
                gage=verdict_for(tell.session, project, metric),
                context=context_of(tell.session, metric, first_seq=0, last_seq=int(readings.seq[-1])),
            )
            sign_baseline(tell.session, project, metric, assessment, by=person, role=role)


def afterwards(tell: Teller, rows: list[list[str]], ago: int) -> None:
    """What came after the baseline, up to a day; a new stage where the process was changed and has run for long."""
    data = tell.story.data
    assert data is not None
    since = tell.day(data.baseline_until)
    bring(tell, data, [row for row in rows if since < _day(row) <= tell.day(ago)], ago)
    with tell.on(ago, 12, tell.lead):
        project, metric = tell.open(tell.lead, Act.IMPORT), _metric(tell)
        if data.changed is not None and data.stage:
            start = next(at for at, row in enumerate(rows) if _day(row) >= tell.day(data.changed))
            begin_stage(
                tell.session,
                project,
                metric,
                start_seq=start,
                name=data.stage,
                reason=data.stage_reason,
                change_event=data.change,
                approver=tell.cast.owner,
                by=tell.lead,
            )
    _keep_fresh(tell, ago, tell.lead)


def hold(tell: Teller, ago: int) -> None:
    """Keep the limits of the improved process: from here on new readings are judged by them."""
    with tell.on(ago, 15, tell.lead):
        freeze_present(tell.session, tell.open(tell.lead, Act.IMPORT), _metric(tell), by=tell.lead)


def lately(tell: Teller, rows: list[list[str]], since: int, until: int, *, by_hand: int) -> None:
    """The readings between two days: in a file, and the last ones taken in by the owner of the process."""
    data, owner = tell.story.data, tell.cast.owner
    assert data is not None
    left = [row for row in rows if tell.day(since) < _day(row) <= tell.day(until)]
    typed = left[max(0, len(left) - by_hand) :] if by_hand else []
    if filed := left[: len(left) - len(typed)]:
        day = max((tell.today - _day(filed[-1])).days, 0)
        bring(tell, data, filed, day)
        _keep_fresh(tell, day, owner)
    for row in typed:
        with tell.on(max((tell.today - _day(row)).days, 0), 15, owner):
            opened = _take(tell, row)
        if opened and len(cases_of(tell.session, _metric(tell))) == len(opened):
            with tell.on(max((tell.today - _day(row)).days, 0), 16, owner):
                tell.open(owner, Act.MONITOR)
                acknowledge(tell.session, opened[0], by=owner)


def _take(tell: Teller, row: list[str]) -> list[SignalCase]:
    owner, moment = tell.cast.owner, datetime.fromisoformat(row[0])
    project, metric = tell.open(owner, Act.MONITOR), _metric(tell)
    if metric.is_counted:
        given: dict[str, Any] = {"defects": float(row[1]), "size": float(row[2])}
    else:
        sampled = tell.story.data is not None and tell.story.data.shape == "subgroups"
        given = {"value": float(row[1]), "subgroup": row[2] if sampled else ""}
    return take_reading(tell.session, project, metric, by=owner, at=moment, **given)[1]


def _keep_fresh(tell: Teller, ago: int, by: Person) -> None:
    """After a file: the wall of charts, today's sigma level, and a case for what signals."""
    with tell.on(ago, 13, by):
        project, metric = tell.open(by, Act.MONITOR), _metric(tell)
        refresh_wall(tell.session, project, metric)
        keep_level(tell.session, project, metric)
        open_cases(tell.session, project, metric)


def bring(tell: Teller, data: Data, rows: list[list[str]], ago: int) -> None:
    """Import rows as the file they are exported in."""
    member = tell.cast.member
    with tell.on(ago, 10, member), TemporaryDirectory() as folder:
        project, metric = tell.open(member, Act.IMPORT), _metric(tell)
        columns = [*data.columns, *(stratum[0] for stratum in data.strata)]
        text = _file(columns, rows)
        path = Path(folder) / "file.csv"
        path.write_bytes(text)
        parts = PARTS[metric.data_type] + ((Part.SUBGROUP,) if data.shape == "subgroups" else ())
        parts += (Part.STRATUM,) * len(data.strata)
        settings = Settings(parts=parts)
        conversion = Conversion(settings, named_columns(path, Kind.TEXT, settings), metric.data_type)
        blocks = list(sealed_batches(read_file(path, Kind.TEXT, conversion)))
        assert not conversion.problems, "a file of the demo has rows that can't be read"
        write_import(
            tell.session,
            project,
            metric,
            blocks,
            by=member,
            file_name=f"{data.file}_{rows[0][0][:10]}_to_{rows[-1][0][:10]}.csv",
            file_hash=hashlib.sha256(text).hexdigest(),
            file_bytes=len(text),
            settings=settings.to_json() | {"columns": dict(zip(columns, [p.value for p in parts], strict=True))},
            left_out={},
        )


def _file(columns: Sequence[str], rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([list(columns), *rows])
    return text.getvalue().encode()


def _metric(tell: Teller) -> Metric:
    metric = primary_metric(tell.session, tell.open(tell.lead, Act.VIEW))
    assert metric is not None
    return metric


def _day(row: list[str]) -> date:
    return date.fromisoformat(row[0][:10])
