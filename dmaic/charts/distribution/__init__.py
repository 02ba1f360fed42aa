"""How are the values spread, and does the spread fit the specification?"""

from dmaic.charts.distribution.boxes import Box, box_of, box_plot
from dmaic.charts.distribution.capability import Index, capability_plot
from dmaic.charts.distribution.histogram import Bins, bins_of, histogram
from dmaic.charts.distribution.probability import Bound, probability_plot

__all__ = [
    "Bins",
    "Bound",
    "Box",
    "Index",
    "bins_of",
    "box_of",
    "box_plot",
    "capability_plot",
    "histogram",
    "probability_plot",
]
