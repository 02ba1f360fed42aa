"""Where are the measurements, in which order, and which of them count?

A metric has one series: append-only and numbered (``seq`` 0, 1, 2 ...). An import writes sealed blocks; live readings
arrive in a small tail that is sealed in its turn. Originals are never overwritten: exclusions and corrections lie over
them with their reason, and a withdrawn import is passed over by every reader, not destroyed.
"""

from dmaic.measure.datasets.checking import Damaged, damaged_blocks
from dmaic.measure.datasets.overlay import (
    bring_back_import,
    correct_reading,
    corrections_of,
    exclude_reading,
    exclusions_of,
    include_reading,
    open_reading,
    withdraw_import,
)
from dmaic.measure.datasets.packing import BLOCK, Batch, Sealed, seal, sealed_batches, time_us
from dmaic.measure.datasets.reading import (
    count_of,
    fingerprint,
    read_all,
    read_last,
    read_range,
    read_span,
    series_of,
    strata_of,
)
from dmaic.measure.datasets.readings import Readings, Spans
from dmaic.measure.datasets.tables import Block, Correction, Exclusion, Import, Series, TailReading
from dmaic.measure.datasets.versions import Version, readings_at, version_at, versions_of
from dmaic.measure.datasets.writing import append_reading, imports_of, open_import, same_file, write_import

__all__ = [
    "BLOCK",
    "Batch",
    "Block",
    "Correction",
    "Damaged",
    "Exclusion",
    "Import",
    "Readings",
    "Sealed",
    "Series",
    "Spans",
    "TailReading",
    "Version",
    "append_reading",
    "bring_back_import",
    "correct_reading",
    "corrections_of",
    "count_of",
    "damaged_blocks",
    "exclude_reading",
    "exclusions_of",
    "fingerprint",
    "imports_of",
    "include_reading",
    "open_import",
    "open_reading",
    "read_all",
    "read_last",
    "read_range",
    "read_span",
    "readings_at",
    "same_file",
    "seal",
    "sealed_batches",
    "series_of",
    "strata_of",
    "time_us",
    "version_at",
    "versions_of",
    "withdraw_import",
    "write_import",
]
