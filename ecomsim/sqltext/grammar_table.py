"""CREATE TABLE and CREATE VIEW, column definitions and keys.

Every clause that Snowflake has is read; what the engine cannot honour becomes Unsupported with the clause's name, so
nothing is dropped on the way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from sqlglot import exp

from ecomsim import errors
from ecomsim.names import ObjectName
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.datatypes import read_type
from ecomsim.sqltext.nodes import (
    ColumnDefinition,
    Constraint,
    CreateTable,
    CreateView,
    ForeignKey,
    IfExists,
    Statement,
    TimePoint,
)
from ecomsim.sqltext.options import read_properties, tag_clause
from ecomsim.sqltext.queries import query_of, take_expression, take_parenthesised, take_query

TABLE_PROPERTIES = frozenset(
    {
        *("DATA_RETENTION_TIME_IN_DAYS", "MAX_DATA_EXTENSION_TIME_IN_DAYS", "CHANGE_TRACKING"),
        *("DEFAULT_DDL_COLLATION", "ENABLE_SCHEMA_EVOLUTION", "COMMENT", "ROW_TIMESTAMP"),
        *("STAGE_FILE_FORMAT", "STAGE_COPY_OPTIONS", "ENABLE_DATA_COMPACTION", "ERROR_LOGGING"),
    }
)
VIEW_PROPERTIES = frozenset({"COMMENT", "CHANGE_TRACKING"})
_POLICIES = (("ROW", "ACCESS", "POLICY"), ("AGGREGATION", "POLICY"), ("JOIN", "POLICY"), ("STORAGE", "LIFECYCLE"))

_AFTER_TYPE = (
    *("NOT", "NULL", "DEFAULT", "AUTOINCREMENT", "IDENTITY", "COLLATE", "COMMENT", "CONSTRAINT", "PRIMARY"),
    *("UNIQUE", "FOREIGN", "REFERENCES", "CHECK", "WITH", "MASKING", "PROJECTION", "TAG", "AS", ",", ")"),
    *("ORDER", "NOORDER"),
)


def table(cursor: Cursor, if_exists: IfExists, kind: Literal["PERMANENT", "TRANSIENT", "TEMPORARY"]) -> Statement:
    """What follows CREATE … TABLE: the name, then columns, AS query, LIKE or CLONE."""
    if_exists = not_exists(cursor, if_exists)
    draft = _TableDraft(name=cursor.name())
    if if_exists == "error":  # Snowpark writes it after the name
        if_exists = not_exists(cursor, if_exists)
    if cursor.take("LIKE"):
        draft.like = cursor.name()
    elif cursor.take("CLONE"):
        draft.clone, draft.clone_at = clone_source(cursor)
    elif cursor.take("USING", "TEMPLATE"):
        draft.template = _in_parentheses(cursor)
    else:
        if cursor.at("CLUSTER", "BY"):  # GET_DDL writes it before the columns
            draft.cluster_by = cluster_by(cursor)
        if cursor.at("("):
            draft.columns, draft.constraints = table_elements(cursor)
        elif not (cursor.at("AS") or (cursor.word() and not cursor.at_end)):
            cursor.fail()
    options = read_properties(cursor, kind="TABLE", known=TABLE_PROPERTIES, clause=draft.clause, stops=("AS",))
    query = None
    if cursor.take("AS"):
        if draft.like or draft.clone or draft.template is not None:
            cursor.fail(cursor.tokens[cursor.index - 1])
        query, _ = take_query(cursor)
    cursor.finish()
    if query is None and not (draft.columns or draft.like or draft.clone or draft.template is not None):
        cursor.fail()
    if query is None:
        _require_types(cursor, draft.columns)
    return CreateTable(
        text=cursor.text,
        name=draft.name,
        if_exists=if_exists,
        kind=kind,
        columns=draft.columns,
        constraints=draft.constraints,
        query=query,
        like=draft.like,
        template=draft.template,
        clone=draft.clone,
        clone_at=draft.clone_at,
        cluster_by=draft.cluster_by,
        copy_grants=draft.copy_grants,
        comment=options.pop("COMMENT", None),
        options=options,
    )


def _in_parentheses(cursor: Cursor) -> exp.Expr:
    """(SELECT …), moved over."""
    first = cursor.index
    cursor.skip_parentheses()
    begin, end = cursor.raw_slice(first)
    return query_of(cursor.text, cursor.raw, begin + 1, end - 1)


@dataclass(slots=True)
class _TableDraft:
    name: ObjectName
    columns: tuple[ColumnDefinition, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    like: ObjectName | None = None
    template: exp.Expr | None = None
    clone: ObjectName | None = None
    clone_at: TimePoint | None = None
    cluster_by: tuple[str, ...] = ()
    copy_grants: bool = False
    seen: set[str] = field(default_factory=set)

    def clause(self, cursor: Cursor, options: dict[str, Any]) -> bool:
        if cursor.at("CLUSTER", "BY"):
            self.cluster_by = cluster_by(cursor)
            return True
        if cursor.take("COPY", "GRANTS"):
            self.copy_grants = True
            return True
        refuse_policies(cursor)
        return tag_clause(cursor, options)


def _require_types(cursor: Cursor, columns: tuple[ColumnDefinition, ...]) -> None:
    """Only CREATE TABLE … AS may leave the types out."""
    for column in columns:
        if column.type is None and column.expression is None:
            raise errors.compilation(
                1003, "42000", f"Missing column data type for column '{column.name}' in CREATE TABLE."
            )


def view(
    cursor: Cursor,
    if_exists: IfExists,
    *,
    secure: bool,
    temporary: bool = False,
    recursive: bool = False,
    materialized: bool = False,
) -> Statement:
    """What follows CREATE … VIEW."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name()
    columns: tuple[ColumnDefinition, ...] = ()
    clustered: tuple[str, ...] = ()
    if cursor.at("("):
        columns = _view_columns(cursor)

    def clause(cursor: Cursor, options: dict[str, Any]) -> bool:
        nonlocal clustered
        if materialized and cursor.at("CLUSTER", "BY"):
            clustered = cluster_by(cursor)
            return True
        if cursor.take("COPY", "GRANTS"):
            options["COPY_GRANTS"] = True
            return True
        refuse_policies(cursor)
        return tag_clause(cursor, options)

    options = read_properties(cursor, kind="VIEW", known=VIEW_PROPERTIES, clause=clause, stops=("AS",))
    cursor.expect("AS")
    query, query_text = take_query(cursor)
    cursor.finish()
    return CreateView(
        text=cursor.text,
        name=name,
        if_exists=if_exists,
        secure=secure,
        materialized=materialized,
        cluster_by=clustered,
        temporary=temporary,
        recursive=recursive,
        columns=columns,
        query=query,
        query_text=query_text,
        comment=options.pop("COMMENT", None),
        options=options,
    )


def _view_columns(cursor: Cursor) -> tuple[ColumnDefinition, ...]:
    cursor.expect("(")
    columns = []
    while True:
        name = cursor.identifier()
        comment = None
        refuse_column_policies(cursor)
        if cursor.take("COMMENT"):
            comment = cursor.string()
        columns.append(ColumnDefinition(name=name, type=None, comment=comment))
        if not cursor.take(","):
            break
    cursor.expect(")")
    return tuple(columns)


# --- parts that other grammars share -------------------------------------------------------------------------


def not_exists(cursor: Cursor, if_exists: IfExists) -> IfExists:
    """IF NOT EXISTS, which excludes OR REPLACE and OR ALTER."""
    if not cursor.at("IF", "NOT", "EXISTS"):
        return if_exists
    if if_exists != "error":
        other = "OR REPLACE" if if_exists == "replace" else "OR ALTER"
        raise errors.compilation(1003, "42000", f"options IF NOT EXISTS and {other} are incompatible.")
    cursor.expect("IF", "NOT", "EXISTS")
    return "ignore"


def clone_source(cursor: Cursor) -> tuple[ObjectName, TimePoint | None]:
    """source [{AT | BEFORE} (…)] after CLONE."""
    return cursor.name(), time_point(cursor)


def time_point(cursor: Cursor) -> TimePoint | None:
    """{AT | BEFORE} (TIMESTAMP | OFFSET | STATEMENT | STREAM | VERSION => expression), when it stands here."""
    word = cursor.take_any("AT", "BEFORE")
    if not word:
        return None
    cursor.expect("(")
    kind = cursor.take_any("TIMESTAMP", "OFFSET", "STATEMENT", "STREAM", "VERSION")
    if not kind:
        cursor.fail()
    cursor.expect("=>")
    value, _ = take_expression(cursor)
    cursor.expect(")")
    return TimePoint(before=word == "BEFORE", kind=kind, value=value)


def cluster_by(cursor: Cursor) -> tuple[str, ...]:
    """CLUSTER BY [LINEAR] (expressions): their source texts."""
    cursor.expect("CLUSTER", "BY")
    cursor.take("LINEAR")
    _, texts = take_parenthesised(cursor)
    return tuple(texts)


def refuse_policies(cursor: Cursor) -> None:
    """Policies protect data: dropping one silently would show what Snowflake hides."""
    for words in _POLICIES:
        if cursor.at(*words) or cursor.at("WITH", *words):
            raise errors.unsupported(" ".join(words))


def refuse_column_policies(cursor: Cursor) -> None:
    for words in (("MASKING", "POLICY"), ("PROJECTION", "POLICY"), ("TAG", "(")):
        if cursor.at(*words) or cursor.at("WITH", *words):
            raise errors.unsupported("column " + " ".join(word for word in words if word != "("))


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
    refuse_column_policies(cursor)
    if cursor.take("NOT", "NULL"):
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
        if cursor.take("START"):
            cursor.take_any("WITH", "=")
            start = cursor.integer()
        if cursor.take("INCREMENT"):
            cursor.take_any("BY", "=")
            step = cursor.integer()
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
