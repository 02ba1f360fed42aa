"""Every setting is explained, overridden by its variable, and refused in words when it can't be read."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from config import Config, load
from dmaic.app import create_app

README = (Path(__file__).parent.parent / "README.md").read_text()


def test_every_setting_says_why_and_stands_in_the_readme():
    for setting in fields(Config):
        assert setting.metadata["why"]
        assert f"`DMAIC_{setting.name}`" in README, setting.name


def test_the_environment_overrides_a_default(monkeypatch):
    monkeypatch.setenv("DMAIC_PORT", "9000")
    monkeypatch.setenv("DMAIC_PRODUCTION", "yes")
    assert (load().PORT, load().PRODUCTION) == (9000, True)


def test_a_value_that_cannot_be_read_is_named(monkeypatch):
    monkeypatch.setenv("DMAIC_PORT", "eighty")
    with pytest.raises(SystemExit, match="DMAIC_PORT is 'eighty'"):
        load()


@pytest.mark.parametrize("secret", ["", "dev", "short"])
def test_production_refuses_a_weak_secret(tmp_path, secret):
    with pytest.raises(SystemExit, match="DMAIC_SECRET_KEY"):
        create_app(load(INSTANCE=str(tmp_path), PRODUCTION=True, SECRET_KEY=secret))
