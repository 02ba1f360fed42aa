"""Every setting: its name, its default and one line why. ``DMAIC_<NAME>`` in the environment overrides it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one installation."""

    INSTANCE: str = field(default="instance", metadata={"why": "folder for the embedded database, uploads and jobs"})
    DATABASE_URL: str = field(default="", metadata={"why": "empty: SQLite in INSTANCE; or postgresql+psycopg://..."})
    SECRET_KEY: str = field(default="", metadata={"why": "signs sessions; required in production, made up in a demo"})
    PRODUCTION: bool = field(default=False, metadata={"why": "secure cookies, no demo sign-ins, refuses a weak secret"})
    HOST: str = field(
        default="127.0.0.1", metadata={"why": "address to listen on; loopback until you decide otherwise"}
    )
    PORT: int = field(default=8000, metadata={"why": "port to listen on"})
    THREADS: int = field(default=8, metadata={"why": "requests answered at the same time"})
    SESSION_HOURS: int = field(default=12, metadata={"why": "a signed-in session ends after this long"})
    SIGN_IN_ATTEMPTS: int = field(default=5, metadata={"why": "failures in a row before an account is locked"})
    SIGN_IN_LOCK_MINUTES: int = field(default=15, metadata={"why": "how long a locked account stays locked"})
    INVITE_DAYS: int = field(default=7, metadata={"why": "an invitation link is good for this long"})
    MAX_UPLOAD_MB: int = field(default=200, metadata={"why": "largest file a person may upload"})
    SQLITE_SYNCHRONOUS: str = field(default="NORMAL", metadata={"why": "FULL for the audit-minded: one more disk wait"})
    SIGMA_SHIFT: float = field(default=1.5, metadata={"why": "long- to short-term shift where a metric names none"})
    LOG_FORMAT: str = field(default="text", metadata={"why": "text for people, json for machines"})


def load(**overrides: object) -> Config:
    """Settings from the defaults, the environment, and the keyword overrides, in rising order of precedence."""
    values: dict[str, object] = {}
    for setting in fields(Config):
        raw = os.environ.get(f"DMAIC_{setting.name}")
        if raw is not None:
            values[setting.name] = _parsed(setting.name, setting.default, raw)
    return Config(**{**values, **overrides})  # type: ignore[arg-type]  # _parsed gave each its field's type


def _parsed(name: str, default: object, raw: str) -> object:
    try:
        if isinstance(default, bool):
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}[
                raw.lower()
            ]
        return type(default)(raw)  # type: ignore[call-arg]  # str, int and float read text
    except (KeyError, ValueError):
        msg = f"DMAIC_{name} is {raw!r}; it should look like {default!r}."
        raise SystemExit(msg) from None
