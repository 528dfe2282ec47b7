"""Sessions, transactions and programs: USE, SET, BEGIN, CALL, EXECUTE IMMEDIATE, CREATE PROCEDURE and FUNCTION."""

from __future__ import annotations

from typing import Any, Literal

from sqlglot import exp

from ecomsim import errors
from ecomsim.names import ObjectName
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.datatypes import read_type
from ecomsim.sqltext.grammar_stage import place
from ecomsim.sqltext.grammar_table import not_exists
from ecomsim.sqltext.nodes import (
    Argument,
    Begin,
    Block,
    Call,
    CallAnonymous,
    Commit,
    CreateRoutine,
    ExecuteFile,
    ExecuteImmediate,
    IfExists,
    Rollback,
    SetVariables,
    Statement,
    UnsetVariables,
    Use,
)
from ecomsim.sqltext.options import value
from ecomsim.sqltext.queries import expression_of, query_of, take_expression, take_parenthesised
from ecomsim.values.types import SnowflakeType

# --- session -------------------------------------------------------------------------------------------------


_USE_PARTS = {"DATABASE": 1, "SCHEMA": 2, "WAREHOUSE": 1, "ROLE": 1}


def use(cursor: Cursor) -> Statement:
    """USE [DATABASE | SCHEMA | WAREHOUSE | ROLE] name, USE SECONDARY ROLES …, or USE name."""
    cursor.expect("USE")
    if cursor.take("SECONDARY"):
        cursor.expect("ROLES")
        names = [cursor.identifier(reserved=True)]
        while cursor.take(","):
            names.append(cursor.identifier(reserved=True))
        cursor.finish()
        return Use(text=cursor.text, kind="SECONDARY ROLES", name=ObjectName((names[0],)), names=tuple(names))
    kind = cursor.word() if cursor.word() in _USE_PARTS and not cursor.at(cursor.word(), ".") else ""
    if kind:
        cursor.advance()
    name = cursor.name(_USE_PARTS.get(kind, 2))
    cursor.finish()
    return Use(text=cursor.text, kind=kind, name=name)


def set_variables(cursor: Cursor) -> Statement:
    """SET name = expression; SET (a, b) = (x, y); SET (a, b) = (SELECT x, y …)."""
    cursor.expect("SET")
    if cursor.at("("):
        names = cursor.names_in_parentheses()
        cursor.expect("=")
        if cursor.at("(", "SELECT") or cursor.at("(", "WITH"):
            cursor.expect("(")
            first = cursor.index
            cursor.skip_until()
            query = query_of(cursor.text, cursor.raw, *cursor.raw_slice(first))
            cursor.expect(")")
            cursor.finish()
            return SetVariables(text=cursor.text, names=names, query=query)
        values, _ = take_parenthesised(cursor)
        if len(values) != len(names):
            raise errors.compilation(1003, "42000", f"SET has {len(names)} variables but {len(values)} values.")
    else:
        names = (cursor.identifier(),)
        cursor.expect("=")
        values = [take_expression(cursor)[0]]
    cursor.finish()
    return SetVariables(text=cursor.text, names=names, values=tuple(values))


def unset_variables(cursor: Cursor) -> Statement:
    """UNSET name; UNSET (a, b)."""
    cursor.expect("UNSET")
    names = cursor.names_in_parentheses() if cursor.at("(") else (cursor.identifier(),)
    cursor.finish()
    return UnsetVariables(text=cursor.text, names=names)


# --- transactions and blocks ---------------------------------------------------------------------------------


def begin(cursor: Cursor) -> Statement:
    """BEGIN [TRANSACTION | WORK] [NAME n] and START TRANSACTION; BEGIN before anything else opens a block."""
    if cursor.take("START"):
        cursor.expect("TRANSACTION")
    else:
        cursor.expect("BEGIN")
        if not (cursor.at_end or cursor.at_any("TRANSACTION", "WORK", "NAME")):
            return block(cursor)
        cursor.take_any("TRANSACTION", "WORK")
    name = cursor.identifier() if cursor.take("NAME") else None
    cursor.finish()
    return Begin(text=cursor.text, name=name)


def block(cursor: Cursor) -> Statement:
    """An anonymous block; its inside is read by the interpreter."""
    return Block(text=cursor.text)


def end_transaction(cursor: Cursor) -> Statement:
    """COMMIT [WORK], ROLLBACK [WORK]."""
    commits = cursor.take("COMMIT")
    if not commits:
        cursor.expect("ROLLBACK")
    cursor.take("WORK")
    cursor.finish()
    return Commit(text=cursor.text) if commits else Rollback(text=cursor.text)


# --- calls ---------------------------------------------------------------------------------------------------


def call(cursor: Cursor) -> Statement:
    """CALL name([name =>] expression, …) [INTO :variable]."""
    cursor.expect("CALL")
    first = cursor.index
    name = cursor.name()
    if cursor.at("!"):
        raise errors.unsupported(f"CALL {name}!method of an instance of a class")
    cursor.skip_parentheses()
    tree = expression_of(cursor.text, cursor.raw, *cursor.raw_slice(first))
    while isinstance(tree, exp.Dot):  # db.schema.name(…)
        tree = tree.expression
    arguments = tuple(
        (item.this.name, item.expression) if isinstance(item, exp.Kwarg) else (None, item) for item in tree.expressions
    )
    into = None
    if cursor.take("INTO"):
        cursor.take(":")
        into = cursor.identifier()
    cursor.finish()
    return Call(text=cursor.text, name=name, arguments=arguments, into=into)


def anonymous_procedure(cursor: Cursor) -> Statement:
    """WITH name AS PROCEDURE (arguments) RETURNS … clauses AS 'body' CALL name(arguments) [INTO :variable]."""
    cursor.expect("WITH")
    name = ObjectName((cursor.identifier(),))
    cursor.expect("AS", "PROCEDURE")
    found: dict[str, Any] = {"arguments": parameters(cursor), "options": {}}
    cursor.expect("RETURNS")
    found["returns"], found["returns_table"] = returns(cursor)
    found["returns_not_null"] = cursor.take("NOT", "NULL")
    while not (cursor.at_end or cursor.at("AS")):
        if cursor.at("EXECUTE"):  # it always has its caller's rights
            cursor.fail()
        _routine_clause(cursor, found)
    cursor.expect("AS")
    body = cursor.string()
    if cursor.at(","):
        raise errors.unsupported("WITH … AS PROCEDURE beside common table expressions")
    if not cursor.at("CALL", name.last):
        cursor.fail(cursor.ahead() if cursor.at("CALL") else None)
    called = call(cursor)
    assert isinstance(called, Call)
    routine = CreateRoutine(
        text=cursor.text, kind="PROCEDURE", name=name, body=body, **{**found, "execute_as": "CALLER"}
    )
    return CallAnonymous(text=cursor.text, routine=routine, call=called)


def _file(cursor: Cursor) -> Statement:
    """… FROM a file [USING (name => value, …)] [DRY_RUN = TRUE | FALSE]; names keep their case."""
    file = cursor.string() if cursor.at_string else place(cursor)
    using: list[tuple[str, exp.Expr]] = []
    if cursor.take("USING"):
        cursor.expect("(")
        while True:
            name = cursor.advance().text
            cursor.expect("=>")
            using.append((name, take_expression(cursor, ",")[0]))
            if not cursor.take(","):
                break
        cursor.expect(")")
    dry_run = False
    if cursor.take("DRY_RUN"):
        cursor.expect("=")
        dry_run = (cursor.take_any("TRUE", "FALSE") or cursor.fail()) == "TRUE"
    cursor.finish()
    return ExecuteFile(text=cursor.text, place=file, using=tuple(using), dry_run=dry_run)


def execute_immediate(cursor: Cursor) -> Statement:
    """EXECUTE IMMEDIATE {text | $$text$$ | expression} [USING (variables)]."""
    cursor.expect("EXECUTE", "IMMEDIATE")
    if cursor.take("FROM"):
        return _file(cursor)
    source: exp.Expr | str
    if cursor.at_string and (cursor.ahead() is None or cursor.word(1) == "USING"):
        source = cursor.string()
    else:
        source, _ = take_expression(cursor, "USING")
    using: list[str] = []
    if cursor.take("USING"):
        cursor.expect("(")
        while True:
            cursor.take(":")
            using.append(cursor.identifier())
            if not cursor.take(","):
                break
        cursor.expect(")")
    cursor.finish()
    return ExecuteImmediate(text=cursor.text, source=source, using=tuple(using))


# --- procedures and functions --------------------------------------------------------------------------------

_ROUTINE_OPTIONS = (
    *("RUNTIME_VERSION", "PACKAGES", "IMPORTS", "HANDLER", "TARGET_PATH", "SECRETS", "LOG_LEVEL", "TRACE_LEVEL"),
    *("EXTERNAL_ACCESS_INTEGRATIONS", "ARTIFACT_REPOSITORY", "RESOURCE_CONSTRAINT"),
)


def routine(
    cursor: Cursor,
    if_exists: IfExists,
    kind: Literal["PROCEDURE", "FUNCTION"],
    *,
    temporary: bool,
    secure: bool,
) -> Statement:
    """What follows CREATE … PROCEDURE | FUNCTION: signature, RETURNS, clauses in any order, AS body."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name()
    found: dict[str, Any] = {"arguments": parameters(cursor), "options": {}}
    copy_grants = cursor.take("COPY", "GRANTS")
    cursor.expect("RETURNS")
    found["returns"], found["returns_table"] = returns(cursor)
    found["returns_not_null"] = cursor.take("NOT", "NULL")
    while not (cursor.at_end or cursor.at("AS")):
        if kind == "FUNCTION" and cursor.at("EXECUTE"):  # whose rights it has is a procedure's choice
            cursor.fail()
        _routine_clause(cursor, found)
    is_imported = cursor.at_end and "IMPORTS" in found["options"]  # the handler is in a file
    body = "" if is_imported else _routine_body(cursor)
    return CreateRoutine(
        text=cursor.text,
        kind=kind,
        name=name,
        if_exists=if_exists,
        temporary=temporary,
        secure=secure,
        copy_grants=copy_grants,
        body=body,
        **found,
    )


def _routine_body(cursor: Cursor) -> str:
    """What follows AS: the text inside quotes or $$, or a bare block."""
    cursor.expect("AS")
    if cursor.at_end:
        cursor.fail()
    if cursor.at_string:
        body = cursor.string()
        cursor.finish()
        return body
    if cursor.word() not in ("BEGIN", "DECLARE"):
        cursor.fail()
    return cursor.rest()


def parameters(cursor: Cursor) -> tuple[Argument, ...]:
    """(name [IN | OUT] type [DEFAULT expression], …)."""
    cursor.expect("(")
    found: list[Argument] = []
    while not cursor.take(")"):
        name = cursor.identifier()
        mode: Literal["IN", "OUT"] = "IN"
        if cursor.take_any("OUT", "OUTPUT"):
            mode = "OUT"
        else:
            cursor.take_any("IN", "INPUT")
        kind = read_type(cursor)
        default, text = None, None
        if cursor.take("DEFAULT"):
            default, text = take_expression(cursor, ",")
        found.append(Argument(name=name, type=kind, mode=mode, default=default, default_text=text))
        if not cursor.at(")"):
            cursor.expect(",")
    return tuple(found)


def returns(cursor: Cursor) -> tuple[SnowflakeType | None, tuple[tuple[str, SnowflakeType], ...] | None]:
    """What follows RETURNS: (type, None), or (None, columns) for TABLE (…)."""
    if not cursor.take("TABLE"):
        return read_type(cursor), None
    cursor.expect("(")
    columns = []
    while not cursor.take(")"):
        columns.append((cursor.identifier(), read_type(cursor)))
        if not cursor.at(")"):
            cursor.expect(",")
    return None, tuple(columns)


def _routine_clause(cursor: Cursor, found: dict[str, Any]) -> None:
    if cursor.take("LANGUAGE"):
        found["language"] = cursor.identifier(reserved=True)
    elif cursor.take("CALLED", "ON", "NULL", "INPUT"):
        found["strict"] = False
    elif cursor.take("STRICT") or cursor.take("RETURNS", "NULL", "ON", "NULL", "INPUT"):
        found["strict"] = True
    elif cursor.take("EXECUTE", "AS"):
        restricted = "RESTRICTED " if cursor.take("RESTRICTED") else ""
        found["execute_as"] = restricted + (cursor.take_any("OWNER", "CALLER") or cursor.fail())
    elif cursor.take("COMMENT"):
        cursor.expect("=")
        found["comment"] = cursor.string()
    elif cursor.at_any("IMMUTABLE", "VOLATILE", "MEMOIZABLE"):
        found["options"]["VOLATILITY"] = cursor.advance().text.upper()
    elif cursor.word() in _ROUTINE_OPTIONS and cursor.word() not in found["options"]:
        key = cursor.identifier(reserved=True)
        cursor.expect("=")
        found["options"][key] = value(cursor)
    else:
        cursor.fail()
