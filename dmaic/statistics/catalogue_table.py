"""What does each analysis compute, after whom, and what fixes its numbers? The catalogue as a page of the docs.

``python -m dmaic.statistics.catalogue_table > docs/analyses.md`` writes the page anew.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

from dmaic.statistics.catalogue_cases import CASES
from dmaic.statistics.fields import fields_of
from dmaic.statistics.fields.declared import Field
from dmaic.statistics.registry import Analysis, analyses

_HEAD = """# Analyses

Every statistical question of the tracker has one entry in a registry. The page `/statistics/<name>`,
`POST /api/v1/analyses/<name>` and `dmaic analyze <name> < input.json` are thin faces over that entry and give the same
numbers. This page is written from the registry; change the catalogues, not the page.

*Fixed by* names the published cases that the numbers are held against. A field with a star is needed; *with* names the
choice under which a field is read. An answer lists under `unread_fields` what of its input had no part in it, such as a
misspelt option.
"""


def as_markdown(cases_by_group: Mapping[str, Sequence[str]] = CASES) -> str:
    """The catalogue as Markdown: an index, then one section an analysis with formula, variants, source and cases."""
    entries = analyses().values()
    index = [
        f"| [{_cell(entry.title)}](#{entry.name}) | `{entry.name}` | {_cell(entry.question)} |" for entry in entries
    ]
    lines = [_HEAD, f"{len(index)} analyses.", "", "| Analysis | Name | Question |", "|---|---|---|", *index, ""]
    for entry in entries:
        lines += _section(entry, cases_by_group[entry.name])
    return "\n".join(lines).rstrip() + "\n"


def _section(entry: Analysis, cases: Sequence[str]) -> list[str]:
    fixed = "; ".join(cases)
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
        "| Field | Kind | Meaning |",
        "|---|---|---|",
        *(_field(field) for field in fields_of(entry.name)),
        "",
    ]


def _field(field: Field) -> str:
    words = [field.meaning]
    if field.choices:
        words.append(f"One of {', '.join(f'`{value}`' for value, _ in field.choices)}.")
    if field.default is not None:
        words.append(f"Left out: `{json.dumps(field.default)}`.")
    if field.parts:
        words.append(f"Columns: {', '.join(f'`{part.name}`' for part in field.parts)}.")
    if field.only is not None:
        words.append(f"With {field.only[0]} {' | '.join(field.only[1])}.")
    name = f"`{field.name}` \\*" if field.needed else f"`{field.name}`"
    return f"| {name} | {field.kind} | {_cell(' '.join(words))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
