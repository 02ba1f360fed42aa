"""What does each analysis compute, after whom, and what fixes its numbers? The catalogue as a page of the docs.

``python -m dmaic.statistics.catalogue_table > docs/analyses.md`` writes the page anew.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from dmaic.statistics.catalogue_cases import CASES
from dmaic.statistics.registry import Analysis, analyses

_HEAD = """# Analyses

Every statistical question of the tracker has one entry in a registry. A page, `POST /api/v1/analyses/<name>` and
`dmaic analyze <name> < input.json` are thin faces over that entry and give the same numbers. This page is written from
the registry; change the catalogues, not the page.

*Fixed by* names the published cases that the numbers are held against.
"""


def as_markdown(cases_by_group: Mapping[str, Sequence[str]] = CASES) -> str:
    """The catalogue as Markdown: an index, then one section an analysis with formula, variants, source and cases."""
    entries = analyses().values()
    index = [
        f"| [{_cell(entry.title)}](#{entry.name}) | `{entry.name}` | {_cell(entry.question)} |" for entry in entries
    ]
    lines = [_HEAD, f"{len(index)} analyses.", "", "| Analysis | Name | Question |", "|---|---|---|", *index, ""]
    for entry in entries:
        lines += _section(entry, cases_by_group.get(entry.name, ()))
    return "\n".join(lines).rstrip() + "\n"


def _section(entry: Analysis, cases: Sequence[str]) -> list[str]:
    fixed = "; ".join(cases) if cases else "its own tests"
    return [
        f'<a id="{entry.name}"></a>',
        f"## {entry.title}",
        "",
        entry.question,
        "",
        f"- **Name** `{entry.name}`",
        f"- **Formula** `{entry.formula}`",
        f"- **Variants** {entry.variants}",
        f"- **Source** {entry.source}",
        f"- **Fixed by** {fixed}",
        "",
    ]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
