"""How are the analyses asked from a command line?

``dmaic analyze imr < input.json`` answers one question as JSON; ``dmaic analyze imr --cases imr.json`` runs known
cases through the same face and says which pass. Exit status: 0 well, 1 a case failed, 2 the question can't be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dmaic.errors import BadInput, Refused
from dmaic.statistics.cases import CaseResult, run_cases
from dmaic.statistics.registry import analyses, analysis_named
from dmaic.statistics.result import plain
from dmaic.statistics.strict_json import parsed

# What Windows programs write before the first letter of a text file.
_MARK = "\ufeff"


def analyze(argv: Sequence[str]) -> int:
    """Run ``dmaic analyze`` with the arguments after the verb; gives the exit status."""
    parser = argparse.ArgumentParser(prog="dmaic analyze", description="Answer a statistical question given as JSON.")
    parser.add_argument("group", nargs="?", help="the analysis, e.g. imr; without it the analyses are listed")
    parser.add_argument("--cases", metavar="FILE", help="run the cases of this file instead of reading an input")
    parser.add_argument("--json", action="store_true", help="with --cases: print the answers as one JSON list")
    try:
        asked = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        if asked.group is None:
            return _list_analyses()
        if asked.cases is None:
            return _answer(asked.group)
        return _run_file(asked.group, asked.cases, as_json=asked.json)
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2


def _list_analyses() -> int:
    for entry in analyses().values():
        sys.stdout.write(f"{entry.name:24} {entry.title}\n")
    return 0


def _answer(group: str) -> int:
    analysis = analysis_named(group)
    given = parsed(sys.stdin.read().removeprefix(_MARK))
    if not isinstance(given, dict):
        raise BadInput('The input is not a JSON object. Give one such as {"values": [1, 2, 3]}.')
    sys.stdout.write(f"{json.dumps(analysis.answer(given), indent=2, ensure_ascii=False, allow_nan=False)}\n")
    return 0


def _run_file(group: str, path: str, *, as_json: bool) -> int:
    analysis = analysis_named(group)
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as failure:
        raise BadInput(f"The file {path} can't be read: {failure}.") from None
    results = run_cases(_cases(text, f"The file {path}"), analysis=analysis)
    if as_json:
        answers = [{"case": one.case, "got": plain(one.got), "error": one.error} for one in results]
        sys.stdout.write(f"{json.dumps(answers, ensure_ascii=False, allow_nan=False)}\n")
    else:
        for one in results:
            sys.stdout.write(f"{_verdict(one)}\n")
        passed = sum(one.passed for one in results)
        sys.stdout.write(f"{group}: {passed} of {len(results)} cases pass.\n")
    return 0 if all(one.passed for one in results) else 1


def _cases(text: str, what: str) -> Any:
    """The JSON of a case file; a NaN or Infinity in one case is left to its analysis, so that it spoils only that."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as failure:
        raise BadInput(f"{what} is not JSON: {failure}.") from None


def _verdict(one: CaseResult) -> str:
    if one.passed:
        return f"pass  {one.case}" if one.expected else f"ran   {one.case}: nothing expected, nothing compared"
    if one.worst_field is None:
        return f"FAIL  {one.case}: {one.error}"
    return f"FAIL  {one.case}: {one.worst_field} is {one.worst_got!r}, expected {one.worst_expected!r}"
