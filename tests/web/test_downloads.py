"""What leaves as a file: its name, its kind, and the mark by which a spreadsheet knows the encoding."""

from __future__ import annotations

from dmaic.spreadsheet import MARK
from dmaic.web.downloads import csv_download, download


def test_a_table_leaves_with_its_name_the_mark_and_no_formula() -> None:
    answer = csv_download([["Größe", "=cmd"], [1.5, None]], "sizes.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sizes.csv"'
    assert answer.mimetype == "text/csv"
    assert answer.get_data(as_text=True) == f"{MARK}Größe,'=cmd\r\n1.5,\r\n"


def test_content_that_comes_in_pieces_is_streamed() -> None:
    answer = download(iter(["a,b\r\n", "1,2\r\n"]), "long.csv", mimetype="text/csv")
    assert answer.is_streamed
    assert answer.get_data(as_text=True) == "a,b\r\n1,2\r\n"
