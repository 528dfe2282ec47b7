"""CREATE STREAM and CREATE TASK; EXECUTE TASK.

Conditions and bodies keep their source text beside (or instead of) a tree, because SHOW and GET_DDL print it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ecomsim import errors
from ecomsim.names import ObjectName
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.grammar_table import not_exists, time_point
from ecomsim.sqltext.nodes import CreateStream, CreateTask, ExecuteTask, IfExists, Statement
from ecomsim.sqltext.options import read_properties, tag_clause, tag_list
from ecomsim.sqltext.queries import take_expression

# --- streams -------------------------------------------------------------------------------------------------

_STREAM_SOURCES = ("TABLE", "VIEW", "STAGE")
_STREAM_SOURCES_OF_TWO = ("DYNAMIC", "EXTERNAL", "EVENT")
_STREAM_PROPERTIES = frozenset({"APPEND_ONLY", "INSERT_ONLY", "SHOW_INITIAL_ROWS", "COMMENT"})


def stream(cursor: Cursor, if_exists: IfExists) -> Statement:
    """What follows CREATE … STREAM. TAG and COPY GRANTS stand before ON, everything else after."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name()
    if cursor.take("CLONE"):
        clone = cursor.name()
        copy_grants = cursor.take("COPY", "GRANTS")
        cursor.finish()
        return CreateStream(text=cursor.text, name=name, if_exists=if_exists, clone=clone, copy_grants=copy_grants)
    tags = tag_list(cursor)
    copy_grants = cursor.take("COPY", "GRANTS")
    tags = tags or tag_list(cursor)
    cursor.expect("ON")
    kind = cursor.take_any(*_STREAM_SOURCES)
    if not kind:
        kind = cursor.take_any(*_STREAM_SOURCES_OF_TWO) + " TABLE"
        cursor.expect("TABLE")
    source = cursor.name()
    at = time_point(cursor)
    options = read_properties(cursor, kind="STREAM", known=_STREAM_PROPERTIES, readers=_STREAM_READERS)
    cursor.finish()
    return CreateStream(
        text=cursor.text,
        name=name,
        if_exists=if_exists,
        source_kind=kind,
        source=source,
        at=at,
        append_only=options.get("APPEND_ONLY", False),
        insert_only=options.get("INSERT_ONLY", False),
        show_initial_rows=options.get("SHOW_INITIAL_ROWS", False),
        copy_grants=copy_grants,
        tags=tags,
        comment=options.get("COMMENT"),
    )


def boolean(cursor: Cursor) -> bool:
    """TRUE or FALSE."""
    word = cursor.take_any("TRUE", "FALSE")
    if not word:
        cursor.fail()
    return word == "TRUE"


_STREAM_READERS = {
    "APPEND_ONLY": boolean,
    "INSERT_ONLY": boolean,
    "SHOW_INITIAL_ROWS": boolean,
    "COMMENT": Cursor.string,
}

# --- tasks ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _TaskDraft:
    after: tuple[ObjectName, ...] = ()
    finalize: ObjectName | None = None
    when: str | None = None

    def clause(self, cursor: Cursor, options: dict[str, Any]) -> bool:
        if cursor.at("AFTER") and not self.after:
            cursor.expect("AFTER")
            self.after = cursor.names()
            return True
        if cursor.at("FINALIZE", "=") and self.finalize is None:
            cursor.expect("FINALIZE", "=")
            self.finalize = cursor.name()
            return True
        if cursor.at("WHEN") and self.when is None:
            cursor.expect("WHEN")
            _, self.when = take_expression(cursor, "AS")
            return True
        if cursor.at("WITH", "CONTACT"):
            raise errors.unsupported("CONTACT of a task")
        return execute_as_user(cursor, options) or tag_clause(cursor, options)


def execute_as_user(cursor: Cursor, options: dict[str, Any]) -> bool:
    """EXECUTE AS USER name."""
    if not cursor.take("EXECUTE", "AS", "USER"):
        return False
    options["EXECUTE AS USER"] = cursor.name(1).last
    return True


def task(cursor: Cursor, if_exists: IfExists) -> Statement:
    """What follows CREATE … TASK. Properties are not judged here: the handler knows them and their values."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name()
    if cursor.take("CLONE"):
        clone = cursor.name()
        cursor.finish()
        return CreateTask(text=cursor.text, name=name, if_exists=if_exists, clone=clone)
    draft = _TaskDraft()
    options = read_properties(cursor, kind="TASK", known=None, clause=draft.clause, stops=("AS",))
    cursor.expect("AS")
    if cursor.at_end:
        cursor.fail()
    return CreateTask(
        text=cursor.text,
        name=name,
        if_exists=if_exists,
        options=options,
        after=draft.after,
        finalize=draft.finalize,
        when=draft.when,
        body=cursor.rest(),
    )


def execute_task(cursor: Cursor) -> Statement:
    """EXECUTE TASK name [RETRY LAST | RETRY GRAPH RUN GROUP 'id' | USING CONFIG = '{…}']."""
    cursor.expect("EXECUTE", "TASK")
    name = cursor.name()
    retry_last = cursor.take("RETRY", "LAST")
    group = config = None
    if not retry_last and cursor.take("RETRY", "GRAPH", "RUN", "GROUP"):
        group = cursor.string()
    elif not retry_last and cursor.take("USING", "CONFIG"):
        cursor.expect("=")
        config = cursor.string()
    cursor.finish()
    return ExecuteTask(text=cursor.text, name=name, retry_last=retry_last, retry_group=group, config=config)
