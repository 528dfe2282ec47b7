"""Structured logs: an event is a sentence with named fields, written as text or as one JSON document a line.

The library only says events, under the logger `ecomsim`; who runs it decides what becomes of them (`configure`, or the
logging module). An event nobody listens to costs one look-up.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

Format = Literal["text", "json"]


def event(log: logging.Logger, level: int, message: str, **fields: Any) -> None:
    """Say that something happened; `fields` whose value is None are left out."""
    if log.isEnabledFor(level):
        log.log(level, message, extra={"fields": {name: value for name, value in fields.items() if value is not None}})


def configure(*, level: str = "warning", form: Format = "text", path: str | Path | None = None) -> None:
    """Write the events of `level` and above to `path` (appended) or to stderr.

    Raises OSError when the file cannot be written.
    """
    handler = _Stderr() if path is None else logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    log = logging.getLogger("ecomsim")
    for old in log.handlers[:]:
        log.removeHandler(old)
        old.close()
    log.addHandler(handler)
    log.setLevel(level.upper())


class _Stderr(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes to what sys.stderr is at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


class JsonLines(logging.Formatter):
    """time (UTC, ISO 8601), level, logger, message, the fields, and the traceback as `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        written = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            written["exception"] = self.formatException(record.exc_info)
        return json.dumps(written, default=str, ensure_ascii=False)


class TextLines(logging.Formatter):
    """The same for people: `time level message field=value …`, a traceback below."""

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {name}={_short(value)}" for name, value in _fields(record).items())
        line = f"{_time(record)} {record.levelname.lower():<7} {record.getMessage()}{fields}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(record, "fields", {})
    return fields


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    text = text if len(text) <= 200 else f"{text[:199]}…"
    return json.dumps(text, ensure_ascii=False) if " " in text or not text else text
