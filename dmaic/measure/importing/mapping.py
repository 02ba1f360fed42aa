"""Which columns have still to be named before readings can come of a file?"""

from __future__ import annotations

from dmaic.define.metrics import DataType
from dmaic.errors import BadInput
from dmaic.measure.importing.columns import COUNTED
from dmaic.measure.importing.settings import Part, Settings

_ONLY_ONE = (Part.TIME, Part.START, Part.END, Part.SUBGROUP, Part.SIZE, Part.DEFECTS, Part.FLAG)


def refuse_missing_parts(settings: Settings, kind: DataType) -> None:
    """Refuse settings from which no reading can come, with a sentence for the first thing that is missing."""
    for sentence in missing_parts(settings, kind):
        raise BadInput(sentence)


def missing_parts(settings: Settings, kind: DataType) -> list[str]:
    """What has still to be mapped, in sentences."""
    has = {part: len(settings.columns(part)) for part in Part}
    found = [f"Only one column can be “{part.value}”; {has[part]} are." for part in _ONLY_ONE if has[part] > 1]
    if kind in COUNTED:
        if has[Part.VALUE] or has[Part.START] or has[Part.END]:
            found.append("This metric is counted: map defects and the number looked at, not a value or a duration.")
        if has[Part.FLAG] and not settings.flag_value.strip():
            found.append("Say at which word a row counts as defective.")
        if has[Part.FLAG] and has[Part.DEFECTS]:
            found.append(
                "Either a column holds the number of defects, or a word says that a row is defective; not both."
            )
        counts_rows = bool(settings.period) and kind == DataType.COUNT
        if not has[Part.DEFECTS] and not has[Part.FLAG] and not counts_rows:
            found.append("Choose the column that holds the defects, or one whose word says that a row is defective.")
        if kind == DataType.COUNT and has[Part.SIZE]:
            found.append("A count is taken from equal areas. If the number looked at changes, define a rate instead.")
        if kind == DataType.RATE and not has[Part.SIZE]:
            found.append("Choose the column that holds the number looked at: a rate needs its area of opportunity.")
        if kind == DataType.PROPORTION and not has[Part.SIZE] and not settings.period:
            found.append("Choose the column that holds the number looked at, or count the rows per day, week or month.")
        if settings.period and not (has[Part.TIME] or has[Part.START]):
            found.append("Choose the column that holds the time: rows are counted by it.")
    else:
        if has[Part.START] != has[Part.END]:
            found.append("A duration needs both a start and an end.")
        if has[Part.VALUE] and has[Part.START]:
            found.append("Either a column holds the value, or it is the duration from start to end; not both.")
        if not has[Part.VALUE] and not has[Part.START]:
            found.append("Choose the column that holds the value, or the start and the end of a duration.")
        if has[Part.DEFECTS] or has[Part.SIZE] or has[Part.FLAG] or settings.period:
            found.append("This metric is measured, not counted: map a value, or start and end.")
    if settings.group and not (has[Part.TIME] or has[Part.START]):
        found.append("Subgroups by day, week or month need a time.")
    if settings.order == "time" and not (has[Part.TIME] or has[Part.START]):
        found.append("To bring the rows into the order of time, map a time; or keep the order of the file.")
    return found
