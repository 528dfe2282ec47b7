"""Tasks and alerts run by hand, blocks, calls and routines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlglot import exp

from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes.base import IfExists, Statement
from ecomsim.values.types import SnowflakeType


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecuteTask(Statement):
    name: ObjectName
    retry_last: bool = False
    config: str | None = None
    retry_group: str | None = None  # RETRY GRAPH RUN GROUP 'id'


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecuteAlert(Statement):
    name: ObjectName


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecuteImmediate(Statement):
    source: exp.Expr | str  # an expression giving the text, or the $$…$$ text itself
    using: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecuteFile(Statement):
    """EXECUTE IMMEDIATE FROM @stage/file, or, inside such a file, from a path beside it.

    using: variables of a template, by name; dry_run: give the text that would run.
    """

    place: str
    using: tuple[tuple[str, exp.Expr], ...] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Statement):
    """An anonymous scripting block; `text` is DECLARE … BEGIN … END. scripting/ parses the inside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Statement):
    name: ObjectName
    arguments: tuple[tuple[str | None, exp.Expr], ...] = ()
    into: str | None = None  # CALL … INTO :variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """An argument of a procedure or function. mode: IN or OUT; default: expression with its source text."""

    name: str
    type: SnowflakeType
    mode: Literal["IN", "OUT"] = "IN"
    default: exp.Expr | None = None
    default_text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateRoutine(Statement):
    """CREATE PROCEDURE | FUNCTION. `returns` is None for RETURNS TABLE, whose columns are in `returns_table`
    (empty for TABLE ()). `body` is the source after AS: the text inside quotes or $$, or a bare block.
    options: HANDLER, RUNTIME_VERSION, PACKAGES, IMPORTS, EXECUTE AS …, upper-case key.
    """

    kind: Literal["PROCEDURE", "FUNCTION"]
    name: ObjectName
    if_exists: IfExists = "error"
    temporary: bool = False
    secure: bool = False
    arguments: tuple[Argument, ...] = ()
    returns: SnowflakeType | None = None
    returns_table: tuple[tuple[str, SnowflakeType], ...] | None = None
    returns_not_null: bool = False
    language: str = "SQL"
    strict: bool = False
    execute_as: Literal["OWNER", "CALLER", "RESTRICTED CALLER"] = "OWNER"
    copy_grants: bool = False
    body: str = ""
    comment: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnonymous(Statement):
    """WITH name AS PROCEDURE … CALL name(…): a procedure that is called once and never stored."""

    routine: CreateRoutine
    call: Call
