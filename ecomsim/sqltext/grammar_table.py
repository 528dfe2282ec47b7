"""CREATE TABLE and CREATE VIEW.

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
from ecomsim.sqltext.grammar_columns import table_elements
from ecomsim.sqltext.grammar_policy import masking_clause, row_access_clause
from ecomsim.sqltext.nodes import (
    ColumnDefinition,
    Constraint,
    CreateTable,
    CreateView,
    IfExists,
    PolicyUse,
    Statement,
    TimePoint,
)
from ecomsim.sqltext.options import read_properties, tag_clause, tag_list
from ecomsim.sqltext.queries import query_of, take_expression, take_parenthesised, take_query

TABLE_PROPERTIES = frozenset(
    {
        *("DATA_RETENTION_TIME_IN_DAYS", "MAX_DATA_EXTENSION_TIME_IN_DAYS", "CHANGE_TRACKING"),
        *("DEFAULT_DDL_COLLATION", "ENABLE_SCHEMA_EVOLUTION", "COMMENT", "ROW_TIMESTAMP"),
        *("STAGE_FILE_FORMAT", "STAGE_COPY_OPTIONS", "ENABLE_DATA_COMPACTION", "ERROR_LOGGING"),
    }
)
VIEW_PROPERTIES = frozenset({"COMMENT", "CHANGE_TRACKING"})


def table(
    cursor: Cursor,
    if_exists: IfExists,
    kind: Literal["PERMANENT", "TRANSIENT", "TEMPORARY"],
    *,
    is_scoped: bool = False,
) -> Statement:
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
        is_scoped=is_scoped,
        columns=draft.columns,
        constraints=draft.constraints,
        query=query,
        like=draft.like,
        template=draft.template,
        clone=draft.clone,
        clone_at=draft.clone_at,
        cluster_by=draft.cluster_by,
        copies=frozenset(draft.copies),
        row_access=draft.row_access,
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
    copies: set[str] = field(default_factory=set)
    row_access: PolicyUse | None = None
    seen: set[str] = field(default_factory=set)

    def clause(self, cursor: Cursor, options: dict[str, Any]) -> bool:
        if cursor.at("CLUSTER", "BY"):
            self.cluster_by = cluster_by(cursor)
            return True
        return self._copies(cursor) or self._protects(cursor) or tag_clause(cursor, options)

    def _copies(self, cursor: Cursor) -> bool:
        """COPY GRANTS, COPY TAGS, COPY = (kind, …)."""
        for kind in ("GRANTS", "TAGS"):
            if cursor.take("COPY", kind):
                self.copies.add(kind)
                return True
        if not cursor.take("COPY", "=", "("):
            return False
        while True:
            self.copies.add(cursor.take_any("GRANTS", "TAGS", "COMMENTS") or cursor.fail())
            if cursor.take(")"):
                return True
            cursor.expect(",")

    def _protects(self, cursor: Cursor) -> bool:
        found = row_access_clause(cursor)
        if found is None:
            return False
        if self.row_access is not None:
            cursor.fail()
        self.row_access = found
        return True


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
    row_access: PolicyUse | None = None
    copies = materialized and cursor.take("COPY", "GRANTS")  # the page of materialized views has it before the columns
    if cursor.at("("):
        columns = _view_columns(cursor)

    def clause(cursor: Cursor, options: dict[str, Any]) -> bool:
        nonlocal clustered, row_access
        if materialized and cursor.at("CLUSTER", "BY"):
            clustered = cluster_by(cursor)
            return True
        if cursor.take("COPY", "GRANTS"):
            options["COPY_GRANTS"] = True
            return True
        found = row_access_clause(cursor)
        if found is not None and row_access is not None:
            cursor.fail()
        row_access = found or row_access
        return found is not None or tag_clause(cursor, options)

    options = read_properties(cursor, kind="VIEW", known=VIEW_PROPERTIES, clause=clause, stops=("AS",))
    if copies:
        options["COPY_GRANTS"] = True
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
        row_access=row_access,
        comment=options.pop("COMMENT", None),
        options=options,
    )


def _view_columns(cursor: Cursor) -> tuple[ColumnDefinition, ...]:
    cursor.expect("(")
    columns = []
    while True:
        found: dict[str, Any] = {"name": cursor.identifier(), "type": None}
        while not cursor.at_any(",", ")"):
            key, value = _view_column_clause(cursor)
            if key in found:
                cursor.fail()
            found[key] = value
        columns.append(ColumnDefinition(**found))
        if not cursor.take(","):
            break
    cursor.expect(")")
    return tuple(columns)


def _view_column_clause(cursor: Cursor) -> tuple[str, Any]:
    """COMMENT 'text', [WITH] MASKING POLICY … or [WITH] TAG (…), as a field of a column."""
    if cursor.take("COMMENT"):
        return "comment", cursor.string()
    if tags := tag_list(cursor):
        return "tags", tags
    masking = masking_clause(cursor)
    return ("masking", masking) if masking is not None else cursor.fail()


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
