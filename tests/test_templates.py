"""Every template compiles, is used, and keeps the content policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted(str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html"))
CODE = "".join(
    path.read_text()
    for folder in ("dmaic", "templates")
    for path in (ROOT / folder).rglob("*.*")
    if path.suffix in (".py", ".html")
)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles_and_breaks_no_policy(app, name):
    app.jinja_env.get_template(name)
    text = (ROOT / "templates" / name).read_text()
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)=", text), "inline style or handler"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "inline script"
    assert not re.search(r"(src|href)=\"https?://", text), "foreign address"


def test_every_template_is_used():
    unused = [name for name in TEMPLATES if f'"{name}"' not in CODE and f"'{name}'" not in CODE]
    assert not unused
