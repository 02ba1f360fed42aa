"""The house keeps its rules: who imports whom, and how large a file may grow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CEILING = 400
# Not the migration, which is one list of tables.
WRITTEN_BY_HAND = ("dmaic", "tests", "benchmarks", "static", "templates")


def test_the_import_contracts_are_kept():
    ran = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def test_no_file_of_code_outgrows_the_ceiling():
    large = {
        str(path.relative_to(ROOT)): lines
        for folder in WRITTEN_BY_HAND
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".js", ".css", ".html"} and (lines := len(path.read_text().splitlines())) > CEILING
    }
    assert not large, f"Split these: {large}"


def test_every_module_says_which_question_it_answers():
    silent = [
        str(path.relative_to(ROOT)) for path in (ROOT / "dmaic").rglob("*.py") if not path.read_text().startswith('"""')
    ]
    assert not silent


def test_statistics_load_neither_the_web_nor_scipy():
    code = (
        "import sys, dmaic.statistics, dmaic.statistics.registry; "
        "print([m for m in ('flask', 'sqlalchemy', 'scipy', 'statsmodels', 'pandas') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_starting_the_application_loads_no_scipy():
    code = (
        "import sys, dmaic.app; print([m for m in ('scipy', 'statsmodels', 'pandas', 'openpyxl') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
