"""What every statement is, and words that several of them share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

IfExists = Literal["error", "replace", "ignore", "alter"]
"""What CREATE does when the object is there: plain, OR REPLACE, IF NOT EXISTS, OR ALTER."""

Level = Literal["account", "database", "schema", "table", "view", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Base: `text` is the statement's own source, without the trailing semicolon."""

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported(Statement):
    """A statement Snowflake has and the engine has not: running it raises `errors.unsupported(feature)`."""

    feature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Statement):
    """s1 ->> s2 ->> s3: each step may read the ones before as $1, $2 …"""

    steps: tuple[Statement, ...]
