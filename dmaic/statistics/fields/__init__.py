"""What does each analysis want to know? Its fields and a worked example, light enough to list without SciPy."""

from __future__ import annotations

from dmaic.errors import NotFound
from dmaic.statistics.fields import capability, charts, comparison, measurement, sizes
from dmaic.statistics.fields.declared import Field

_FIELDS: dict[str, tuple[Field, ...]] = {
    **charts.FIELDS,
    **capability.FIELDS,
    **sizes.FIELDS,
    **measurement.FIELDS,
    **comparison.FIELDS,
}


def declared() -> dict[str, tuple[Field, ...]]:
    """The fields of every analysis by its name."""
    return dict(_FIELDS)


def fields_of(name: str) -> tuple[Field, ...]:
    """The fields of the analysis of that name, in the order in which a form asks them."""
    if name not in _FIELDS:
        raise NotFound(f"There is no analysis called {name!r}.")
    return _FIELDS[name]
