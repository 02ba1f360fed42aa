"""How does a file leave through a page? With its name, and a table with the mark that spreadsheets look for."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response

from dmaic.spreadsheet import MARK, csv_text


def download(content: str | bytes | Iterable[str], name: str, *, mimetype: str) -> Response:
    """An answer that the browser keeps as a file of this name; content that comes in pieces is streamed."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=mimetype, headers=headers)


def csv_download(rows: Iterable[Iterable[object]], name: str) -> Response:
    """A table as a CSV file; ``name`` ends in .csv."""
    return download(MARK + csv_text(rows), name, mimetype="text/csv")
