"""What does a file say? Text in any of its forms, or a workbook: rows in, readings and every problem out.

Nothing here writes: encoding, delimiter, decimal sign, order of dates and the part of each column are guessed, shown
and changeable, and what can't be read is named with its row, column and a sentence.
"""

from dmaic.measure.importing.columns import Column
from dmaic.measure.importing.conversion import (
    NO_FIGURES,
    NOT_CHOSEN,
    PART_PERIODS,
    STILL_OPEN,
    WITH_PROBLEMS,
    Conversion,
)
from dmaic.measure.importing.looking import CHECKED, Preview, Wanted, guess_layout, named_columns, preview, read_all
from dmaic.measure.importing.mapping import missing_parts
from dmaic.measure.importing.problems import Problem, Problems
from dmaic.measure.importing.settings import Part, Settings
from dmaic.measure.importing.sources import Kind, kind_of

__all__ = [
    "CHECKED",
    "NOT_CHOSEN",
    "NO_FIGURES",
    "PART_PERIODS",
    "STILL_OPEN",
    "WITH_PROBLEMS",
    "Column",
    "Conversion",
    "Kind",
    "Part",
    "Preview",
    "Problem",
    "Problems",
    "Settings",
    "Wanted",
    "guess_layout",
    "kind_of",
    "missing_parts",
    "named_columns",
    "preview",
    "read_all",
]
