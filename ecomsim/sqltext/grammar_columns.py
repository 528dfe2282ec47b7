"""Column definitions, their clauses and constraints: what tables, views and dynamic tables declare in brackets."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.datatypes import read_type
from ecomsim.sqltext.grammar_policy import masking_clause
from ecomsim.sqltext.nodes import (
    ColumnDefinition,
    Constraint,
    ForeignKey,
)
from ecomsim.sqltext.options import tag_list
from ecomsim.sqltext.queries import take_expression

_AFTER_TYPE = (
    *("NOT", "NULL", "DEFAULT", "AUTOINCREMENT", "IDENTITY", "COLLATE", "COMMENT", "CONSTRAINT", "PRIMARY"),
    *("UNIQUE", "FOREIGN", "REFERENCES", "CHECK", "WITH", "MASKING", "PROJECTION", "TAG", "AS", ",", ")"),
    *("ORDER", "NOORDER"),
)


def table_elements(cursor: Cursor) -> tuple[tuple[ColumnDefinition, ...], tuple[Constraint, ...]]:
    """(column, …, constraint, …)."""
    cursor.expect("(")
    columns: list[ColumnDefinition] = []
    constraints: list[Constraint] = []
    while True:
        if at_constraint(cursor):
            constraints.append(constraint(cursor))
        else:
            column, own = column_definition(cursor)
            columns.append(column)
            constraints.extend(own)
        if not cursor.take(","):
            break
    cursor.expect(")")
    return tuple(columns), tuple(constraints)


def column_definition(cursor: Cursor) -> tuple[ColumnDefinition, list[Constraint]]:
    """name [type] and its clauses in any order; keys written at the column come back as constraints."""
    name = cursor.identifier()
    found: dict[str, Any] = {"name": name, "type": None}
    constraints: list[Constraint] = []
    if not (cursor.at_end or cursor.at_any(*_AFTER_TYPE)):
        found["type"] = read_type(cursor)
    while not (cursor.at_end or cursor.at_any(",", ")")):
        _column_clause(cursor, found, constraints)
    return ColumnDefinition(**found), constraints


def _column_clause(cursor: Cursor, found: dict[str, Any], constraints: list[Constraint]) -> None:
    if tags := tag_list(cursor):
        _once(cursor, found, "tags")
        found["tags"] = tags
    elif (masking := masking_clause(cursor)) is not None:
        _once(cursor, found, "masking")
        found["masking"] = masking
    elif cursor.take("NOT", "NULL"):
        found["not_null"] = True
        _refuse_optional_not_null(cursor, constraint_properties(cursor))
    elif cursor.take("NULL"):
        found["not_null"] = False
    elif cursor.at("DEFAULT"):
        _once(cursor, found, "default", "identity")
        cursor.expect("DEFAULT")
        found["default"], found["default_text"] = default_value(cursor)
    elif cursor.at_any("AUTOINCREMENT", "IDENTITY"):
        _once(cursor, found, "default", "identity")
        found["identity"] = identity(cursor)
    elif cursor.at("COMMENT"):
        _once(cursor, found, "comment")
        cursor.expect("COMMENT")
        cursor.take("=")
        found["comment"] = cursor.string()
    elif cursor.at("COLLATE"):
        _once(cursor, found, "collate")
        cursor.expect("COLLATE")
        found["collate"] = cursor.string()
    elif cursor.at("AS"):
        _once(cursor, found, "expression")
        cursor.expect("AS", "(")
        found["expression"], found["expression_text"] = take_expression(cursor)
        cursor.expect(")")
    elif at_constraint(cursor) or cursor.at("REFERENCES"):
        constraints.append(constraint(cursor, column=found["name"]))
        if constraints[-1].kind == "PRIMARY KEY" and constraints[-1].changed_default is None:
            found["not_null"] = True
    else:
        cursor.fail()


def _refuse_optional_not_null(cursor: Cursor, properties: tuple[str, ...]) -> None:
    """NOT NULL is always enforced: a property may say so, not the contrary."""
    for each in properties:
        if each not in ("ENFORCED", "ENABLE", "VALIDATE", "NOT DEFERRABLE", "INITIALLY IMMEDIATE", "RELY", "NORELY"):
            raise errors.unsupported(f"NOT NULL {each}")


def _once(cursor: Cursor, found: dict[str, Any], *keys: str) -> None:
    if any(found.get(key) is not None for key in keys):
        cursor.fail()


def default_value(cursor: Cursor) -> tuple[exp.Expr, str]:
    """The expression after DEFAULT with its text; it ends where the next clause of the column begins."""
    if cursor.at("NULL"):
        cursor.advance()
        return exp.Null(), "NULL"
    return take_expression(
        cursor,
        *("NOT", "NULL", "COMMENT", "COLLATE", "CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "REFERENCES"),
        *("CHECK", "WITH", "MASKING", "TAG", "AUTOINCREMENT", "IDENTITY", "DEFAULT", ","),
    )


def identity(cursor: Cursor) -> tuple[int, int, bool]:
    """AUTOINCREMENT | IDENTITY [(start, step) | START n INCREMENT m] [ORDER | NOORDER]: start, step, ordered."""
    cursor.take_any("AUTOINCREMENT", "IDENTITY")
    start, step = 1, 1
    if cursor.take("("):
        start = cursor.integer()
        cursor.expect(",")
        step = cursor.integer()
        cursor.expect(")")
    else:
        while word := cursor.take_any("START", "INCREMENT"):
            cursor.take_any("WITH", "BY", "=")
            number = cursor.integer()
            start, step = (number, step) if word == "START" else (start, number)
    ordered = cursor.take_any("ORDER", "NOORDER") == "ORDER"
    return start, step, ordered


# --- keys ----------------------------------------------------------------------------------------------------


def at_constraint(cursor: Cursor) -> bool:
    """Whether a key stands here rather than a column."""
    return (
        cursor.at("CONSTRAINT")
        or cursor.at("PRIMARY", "KEY")
        or cursor.at("FOREIGN", "KEY")
        or cursor.at("UNIQUE")
        or cursor.at("CHECK", "(")
    )


def constraint(cursor: Cursor, column: str | None = None) -> Constraint:
    """A key, out of line or (with `column`) at a column."""
    name = cursor.identifier() if cursor.take("CONSTRAINT") else None
    columns: tuple[str, ...] = (column,) if column else ()
    if cursor.take("CHECK"):
        cursor.expect("(")
        _, text = take_expression(cursor)
        cursor.expect(")")
        return Constraint(
            kind="CHECK", columns=columns, name=name, check=text, properties=constraint_properties(cursor)
        )
    if column and cursor.at("REFERENCES"):
        kind = "FOREIGN KEY"
    elif cursor.take("PRIMARY", "KEY"):
        kind = "PRIMARY KEY"
    elif cursor.take("UNIQUE"):
        kind = "UNIQUE"
    else:
        cursor.expect("FOREIGN", "KEY")
        kind = "FOREIGN KEY"
    if not column:
        columns = cursor.names_in_parentheses()
    foreign = None
    if kind == "FOREIGN KEY":
        cursor.expect("REFERENCES")
        other = cursor.name()
        references = cursor.names_in_parentheses() if cursor.at("(") else ()
        foreign = ForeignKey(columns=columns, table=other, references=references)
    return Constraint(
        kind=kind,  # type: ignore[arg-type]
        columns=columns,
        name=name,
        foreign_key=foreign,
        properties=constraint_properties(cursor),
    )


_CONSTRAINT_PROPERTIES = (
    *(("NOT", "ENFORCED"), ("ENFORCED",), ("NOT", "DEFERRABLE"), ("DEFERRABLE",), ("INITIALLY", "DEFERRED")),
    *(("INITIALLY", "IMMEDIATE"), ("ENABLE",), ("DISABLE",), ("VALIDATE",), ("NOVALIDATE",), ("RELY",), ("NORELY",)),
    *(("MATCH", "FULL"), ("MATCH", "SIMPLE"), ("MATCH", "PARTIAL")),
    *(
        ("ON", event, *action)
        for event in ("UPDATE", "DELETE")
        for action in (("CASCADE",), ("SET", "NULL"), ("SET", "DEFAULT"), ("RESTRICT",), ("NO", "ACTION"))
    ),
)


def constraint_properties(cursor: Cursor) -> tuple[str, ...]:
    """RELY, NOT ENFORCED, ON DELETE CASCADE …"""
    found: list[str] = []
    while True:
        words = next((words for words in _CONSTRAINT_PROPERTIES if cursor.at(*words)), None)
        if words is None:
            return tuple(found)
        cursor.take(*words)
        found.append(" ".join(words))
