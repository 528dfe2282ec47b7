"""CREATE and ALTER DYNAMIC TABLE as they are written.

Options come in any order before AS or REFRESH USING. The definition keeps its source text beside its tree, the DML of
REFRESH USING only its text, because SHOW, GET_DDL and the refresh read them again. Nothing is judged here but the
form; an option the engine has not is refused by name. Source: "CREATE DYNAMIC TABLE", "ALTER DYNAMIC TABLE".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.names import ObjectName
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.grammar_columns import table_elements
from ecomsim.sqltext.grammar_policy import row_access_clause
from ecomsim.sqltext.grammar_table import clone_source, cluster_by, not_exists, time_point
from ecomsim.sqltext.nodes import (
    AlterAction,
    ColumnDefinition,
    CreateDynamicTable,
    IfExists,
    PolicyUse,
    SetOptions,
    Statement,
    TimePoint,
    UnsetOptions,
    Verb,
)
from ecomsim.sqltext.options import read_properties, tag_clause
from ecomsim.sqltext.queries import take_expression, take_query

PROPERTIES = frozenset(
    {
        *("TARGET_LAG", "LAG", "SCHEDULER", "WAREHOUSE", "INITIALIZATION_WAREHOUSE", "REFRESH_MODE", "INITIALIZE"),
        *("DATA_RETENTION_TIME_IN_DAYS", "MAX_DATA_EXTENSION_TIME_IN_DAYS", "COMMENT", "ROW_TIMESTAMP"),
        *("DEFAULT_DDL_COLLATION", "LOG_LEVEL", "CHANGE_TRACKING"),
    }
)
FIXED = frozenset({"REFRESH_MODE", "INITIALIZE", "CHANGE_TRACKING"})
"""What ALTER cannot set."""
FROZEN = "FROZEN WHERE"
EXECUTE_AS = "EXECUTE AS USER"
SECONDARY = "USE SECONDARY ROLES"
_REFUSED = (("COPY", "TAGS"), ("STORAGE", "LIFECYCLE"), ("FROM", "BACKUP"), ("FROM", "SNAPSHOT"))
_UNSETTABLE = (
    *("INITIALIZATION_WAREHOUSE", "DATA_RETENTION_TIME_IN_DAYS", "MAX_DATA_EXTENSION_TIME_IN_DAYS", "COMMENT"),
    *("DEFAULT_DDL_COLLATION", "LOG_LEVEL", "ROW_TIMESTAMP", FROZEN, "IMMUTABLE WHERE", EXECUTE_AS),
)


@dataclass(slots=True)
class _Draft:
    """What is no KEY = value."""

    cluster_by: tuple[str, ...] = ()
    frozen: exp.Expr | None = None
    frozen_text: str | None = None
    backfill: ObjectName | None = None
    backfill_at: TimePoint | None = None
    start_at: TimePoint | None = None
    require_user: bool = False
    row_access: PolicyUse | None = None

    def clause(self, cursor: Cursor, options: dict[str, Any]) -> bool:
        if cursor.at("CLUSTER", "BY"):
            self.cluster_by = cluster_by(cursor)
        elif cursor.take("COPY", "GRANTS"):
            options["COPY_GRANTS"] = True
        elif cursor.at("IMMUTABLE", "WHERE") or cursor.at("FROZEN", "WHERE"):
            if self.frozen is not None:
                cursor.fail()
            self.frozen, self.frozen_text = frozen_where(cursor)
        elif cursor.take("REQUIRE", "USER"):
            self.require_user = True
        elif cursor.take("BACKFILL", "FROM"):
            self.backfill, self.backfill_at = clone_source(cursor)
        elif cursor.at("START", "AT"):
            cursor.expect("START")
            self.start_at = time_point(cursor)
        elif cursor.at("EXECUTE", "AS"):
            execute_as(cursor, options)
        else:
            for words in _REFUSED:
                if cursor.at(*words) or cursor.at("WITH", *words):
                    raise errors.unsupported(f"{' '.join(words)} of a dynamic table")
            if cursor.at("WITH", "CONTACT"):
                raise errors.unsupported("CONTACT of a dynamic table")
            found = row_access_clause(cursor)
            if found is None:
                return tag_clause(cursor, options)
            if self.row_access is not None:
                cursor.fail()
            self.row_access = found
        return True


def frozen_where(cursor: Cursor) -> tuple[exp.Expr, str]:
    """{FROZEN | IMMUTABLE} WHERE (predicate)."""
    cursor.take_any("IMMUTABLE", "FROZEN")
    cursor.expect("WHERE", "(")
    predicate = take_expression(cursor)
    cursor.expect(")")
    return predicate


def execute_as(cursor: Cursor, options: dict[str, Any]) -> None:
    """EXECUTE AS USER name [USE SECONDARY ROLES {ALL | NONE | role, …}]."""
    cursor.expect("EXECUTE", "AS", "USER")
    options[EXECUTE_AS] = cursor.name(1).last
    if cursor.take("USE", "SECONDARY", "ROLES"):
        named = [cursor.identifier(reserved=True)]
        while cursor.take(","):
            named.append(cursor.identifier(reserved=True))
        options[SECONDARY] = tuple(named)


def dynamic_table(cursor: Cursor, if_exists: IfExists, *, transient: bool) -> Statement:
    """What follows CREATE … DYNAMIC TABLE: columns, options, then AS query or REFRESH USING (DML); or CLONE."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name()
    draft = _Draft()
    columns: tuple[ColumnDefinition, ...] = ()
    clone: ObjectName | None = None
    clone_at: TimePoint | None = None
    if cursor.take("CLONE"):
        clone, clone_at = clone_source(cursor)
    elif cursor.at("("):
        columns, constraints = table_elements(cursor)
        if constraints:
            raise errors.unsupported("keys in the column list of a dynamic table")
    options = read_properties(
        cursor, kind="DYNAMIC_TABLE", known=PROPERTIES, clause=draft.clause, stops=("AS", "REFRESH")
    )
    query, query_text, refresh_using = None, "", ""
    if clone is None:
        if cursor.at("REFRESH"):
            refresh_using = _refresh_using(cursor)
        else:
            cursor.expect("AS")
            query, query_text = take_query(cursor)
    cursor.finish()
    if clone is not None and draft.row_access is not None:
        raise errors.unsupported("ROW ACCESS POLICY in CREATE DYNAMIC TABLE … CLONE")
    older = options.pop("LAG", None)
    return CreateDynamicTable(
        text=cursor.text,
        name=name,
        if_exists=if_exists,
        transient=transient,
        columns=columns,
        target_lag=_optional_text(options.pop("TARGET_LAG", older)),
        warehouse=_optional_text(options.pop("WAREHOUSE", None)),
        refresh_mode=_optional_text(options.pop("REFRESH_MODE", None)),
        initialize=_optional_text(options.pop("INITIALIZE", None)),
        cluster_by=draft.cluster_by,
        query=query,
        query_text=query_text,
        refresh_using=refresh_using,
        immutable_where=draft.frozen,
        immutable_where_text=draft.frozen_text,
        backfill=draft.backfill,
        backfill_at=draft.backfill_at,
        start_at=draft.start_at,
        require_user=draft.require_user,
        row_access=draft.row_access,
        clone=clone,
        clone_at=clone_at,
        comment=options.pop("COMMENT", None),
        options=options,
    )


def _refresh_using(cursor: Cursor) -> str:
    """REFRESH USING (statement): the statement's source text."""
    cursor.expect("REFRESH", "USING", "(")
    first = cursor.index
    cursor.skip_until()
    text = cursor.source(first)
    if not text:
        cursor.fail()
    cursor.expect(")")
    return text


def _optional_text(value: Any) -> str | None:
    return None if value is None else str(value)


# --- ALTER -----------------------------------------------------------------------------------------------------


def further_names(cursor: Cursor) -> tuple[ObjectName, ...]:
    """, b, c … after the first name of ALTER DYNAMIC TABLE … REFRESH."""
    found = []
    while cursor.take(","):
        found.append(table_name(cursor))
    return tuple(found)


def table_name(cursor: Cursor) -> ObjectName:
    """A name as it is written; IDENTIFIER(…) is not accepted for a dynamic table."""
    if cursor.at("IDENTIFIER", "("):
        cursor.fail()
    return cursor.name()


def actions(cursor: Cursor) -> tuple[AlterAction, ...] | None:
    """The actions that only dynamic tables have; None for what they share with tables."""
    verb = "" if cursor.ahead() is not None and cursor.word(1) == "RECLUSTER" else cursor.take_any(*_VERBS)
    if verb == "REFRESH" and cursor.take("COPY", "SESSION"):
        return (Verb(verb="REFRESH COPY SESSION"),)
    if verb:
        return (Verb(verb=verb),)
    for words in (("SUSPEND", "SEARCH"), ("RESUME", "SEARCH")):
        if cursor.at(*words):
            raise errors.unsupported("search optimization")
    if cursor.at("UNSET"):
        return (UnsetOptions(names=_unset(cursor)),)
    if cursor.at("SET") and cursor.word(1) != "AGGREGATION":
        cursor.expect("SET")
        options = read_properties(cursor, kind="DYNAMIC_TABLE", known=PROPERTIES - FIXED, clause=_set_clause)
        if not options:
            cursor.fail()
        return (SetOptions(options=options),)
    return None


_VERBS = ("SUSPEND", "RESUME", "REFRESH")


def _set_clause(cursor: Cursor, options: dict[str, Any]) -> bool:
    if cursor.at("IMMUTABLE", "WHERE") or cursor.at("FROZEN", "WHERE"):
        options[FROZEN] = frozen_where(cursor)[1]
        return True
    if cursor.at("EXECUTE", "AS"):
        execute_as(cursor, options)
        return True
    if cursor.at("CONTACT"):
        raise errors.unsupported("CONTACT of a dynamic table")
    return False


def _unset(cursor: Cursor) -> tuple[str, ...]:
    """UNSET a, b …, of which some are several words."""
    cursor.expect("UNSET")
    found: list[str] = []
    while not cursor.at_end:
        name = next((name for name in _UNSETTABLE if cursor.take(*name.split())), "")
        if not name:
            if cursor.at("CONTACT") or cursor.at("DCM"):
                raise errors.unsupported(f"{cursor.word()} of a dynamic table")
            cursor.fail()
        found.append(FROZEN if name == "IMMUTABLE WHERE" else name)
        if not cursor.take(",") and cursor.at("="):
            cursor.fail()
    if not found:
        cursor.fail()
    return tuple(found)
