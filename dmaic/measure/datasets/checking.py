"""Are the measurements still what they were when they were sealed?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from dmaic.define.metrics import Metric
from dmaic.measure.datasets.packing import block_holds
from dmaic.measure.datasets.tables import Block, Series


@dataclass(frozen=True, slots=True)
class Damaged:
    """A block whose bytes no longer give the hash it was sealed with."""

    project_id: int
    metric: str
    first_seq: int


def damaged_blocks(session: Session) -> Iterator[Damaged]:
    """Walk every block of the record. Streams; memory is bounded."""
    query = (
        select(Block, Series.project_id, Metric.name)
        .join(Series, Series.id == Block.series_id)
        .join(Metric, Metric.id == Series.metric_id)
        .order_by(Block.series_id, Block.first_seq)
        .execution_options(yield_per=16)
    )
    for block, project_id, metric in session.execute(query):
        if not block_holds(block):
            yield Damaged(project_id, metric, block.first_seq)
        session.expunge(block)
