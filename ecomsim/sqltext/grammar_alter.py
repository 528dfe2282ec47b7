"""ALTER, DROP, UNDROP and COMMENT: one verb table per object kind.

An action that Snowflake has and the engine has not raises errors.unsupported with its name; anything else that is left
over is a syntax error at its first token.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ecomsim import errors
from ecomsim.names import ObjectName
from ecomsim.sqltext import grammar_dynamic, grammar_pipe, grammar_streamlit, grammar_tag, grammar_token
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.grammar_access import ROLE_PROPERTIES, USER_PROPERTIES
from ecomsim.sqltext.grammar_account import (
    CONTAINER_PROPERTIES,
    MONITOR_PROPERTIES,
    WAREHOUSE_PROPERTIES,
)
from ecomsim.sqltext.grammar_alert import ALERT_PROPERTIES, INTEGRATION_PROPERTIES, alert_actions
from ecomsim.sqltext.grammar_alter_columns import (
    add,
    alter_columns,
    alter_constraint,
    clustering,
    drop,
    rename_constraint,
)
from ecomsim.sqltext.grammar_alter_shared import Actions, rename, set_or_unset, swap
from ecomsim.sqltext.grammar_columns import at_constraint
from ecomsim.sqltext.grammar_external import alter_external_table
from ecomsim.sqltext.grammar_pipeline import execute_as_user
from ecomsim.sqltext.grammar_policy import alter_policy, alter_rows
from ecomsim.sqltext.grammar_show import argument_types
from ecomsim.sqltext.grammar_stage import alter_file_format, alter_stage
from ecomsim.sqltext.grammar_table import TABLE_PROPERTIES, VIEW_PROPERTIES
from ecomsim.sqltext.nodes import (
    AddAfter,
    Alter,
    AlterSession,
    ModifyAs,
    ModifyWhen,
    RemoveAfter,
    RenameColumn,
    RenameTo,
    SetFinalize,
    SetOptions,
    Statement,
    UnsetOptions,
    Verb,
)
from ecomsim.sqltext.options import read_properties, take_names
from ecomsim.sqltext.queries import take_expression

KINDS: tuple[tuple[str, int], ...] = (
    ("DYNAMIC TABLE", 3),
    ("EXTERNAL TABLE", 3),
    ("MATERIALIZED VIEW", 3),
    ("RESOURCE MONITOR", 1),
    ("DATABASE ROLE", 2),
    ("TABLE", 3),
    ("VIEW", 3),
    ("STREAMLIT", 3),
    ("STREAM", 3),
    ("TASK", 3),
    ("SEQUENCE", 3),
    ("WAREHOUSE", 1),
    ("DATABASE", 1),
    ("SCHEMA", 2),
    ("ALERT", 3),
    ("PIPE", 3),
    ("NOTIFICATION INTEGRATION", 1),
    ("PROCEDURE", 3),
    ("FUNCTION", 3),
    ("FILE FORMAT", 3),
    ("STAGE", 3),
    ("USER", 1),
    ("ROLE", 1),
    ("MASKING POLICY", 3),
    ("ROW ACCESS POLICY", 3),
    ("TAG", 3),
)
"""Kinds the engine can alter, longest first, with the most parts their names have."""


def comes(cursor: Cursor) -> bool:
    """Whether a kind that can be altered comes next."""
    return cursor.at_any("SESSION", "ACCOUNT") or any(cursor.at(*kind.split()) for kind, _ in KINDS)


def alter(cursor: Cursor) -> Statement:
    """ALTER kind [IF EXISTS] name action. Kinds the engine has not are the dispatcher's concern."""
    cursor.expect("ALTER")
    if cursor.take("SESSION"):
        return _session(cursor)
    if cursor.take("ACCOUNT"):
        actions = grammar_tag.actions(cursor, "ACCOUNT") or set_or_unset(cursor, "ACCOUNT", None)
        return _finished(
            cursor, Alter(text=cursor.text, kind="ACCOUNT", name=ObjectName(("ACCOUNT",)), actions=actions)
        )
    kind, parts = next(item for item in KINDS if cursor.take(*item[0].split()))
    if_exists = cursor.take("IF", "EXISTS")
    if kind == "DYNAMIC TABLE":
        return _alter_dynamic_tables(cursor, if_exists=if_exists)
    is_own = kind == "USER" and grammar_token.follows(cursor)  # ALTER USER ADD PAT …: the session's own user
    name = ObjectName(("",)) if is_own else cursor.name(parts)
    types = argument_types(cursor) if kind in ("PROCEDURE", "FUNCTION") else None
    tagging = grammar_tag.actions(cursor, kind)
    actions = tagging or _READERS[kind](cursor)
    tagged = "VIEW" if tagging and kind == "MATERIALIZED VIEW" else kind
    return _finished(
        cursor,
        Alter(text=cursor.text, kind=tagged, name=name, if_exists=if_exists, actions=actions, argument_types=types),
    )


def _finished(cursor: Cursor, statement: Statement) -> Statement:
    cursor.finish()
    return statement


def _session(cursor: Cursor) -> Statement:
    if cursor.take("SET"):
        options = read_properties(cursor, kind="SESSION", known=None)
        if not options:
            cursor.fail()
        return _finished(cursor, AlterSession(text=cursor.text, set=options))
    cursor.expect("UNSET")
    return _finished(cursor, AlterSession(text=cursor.text, unset=take_names(cursor)))


# --- tables --------------------------------------------------------------------------------------------------


def _table(cursor: Cursor) -> Actions:
    policies = alter_rows(cursor)
    if policies is not None:
        return policies
    if cursor.at("RENAME", "TO"):
        return rename(cursor)
    if cursor.at("SWAP", "WITH"):
        return swap(cursor)
    clustered = clustering(cursor)
    if clustered is not None:
        return clustered
    if cursor.take("ADD"):
        return add(cursor)
    if cursor.take("DROP"):
        return drop(cursor)
    if cursor.take("RENAME", "COLUMN"):
        name = cursor.identifier()
        cursor.expect("TO")
        return (RenameColumn(name=name, to=cursor.identifier()),)
    if cursor.take("RENAME", "CONSTRAINT"):
        return rename_constraint(cursor)
    tagged = grammar_tag.column_actions(cursor)
    if tagged is not None:
        return tagged
    if cursor.take_any("ALTER", "MODIFY"):
        return alter_constraint(cursor) if at_constraint(cursor) else alter_columns(cursor)
    return set_or_unset(cursor, "TABLE", TABLE_PROPERTIES)


# --- other kinds ---------------------------------------------------------------------------------------------


def _view(cursor: Cursor) -> Actions:
    policies = alter_rows(cursor)
    if policies is not None:
        return policies
    if cursor.at("RENAME", "TO"):
        return rename(cursor)
    if cursor.take("SET", "SECURE"):
        return (SetOptions(options={"SECURE": True}),)
    if cursor.take("UNSET", "SECURE"):
        return (UnsetOptions(names=("SECURE",)),)
    tagged = grammar_tag.column_actions(cursor)
    if tagged is not None:
        return tagged
    if cursor.take_any("ALTER", "MODIFY"):
        return alter_columns(cursor)
    return set_or_unset(cursor, "VIEW", VIEW_PROPERTIES)


def _materialized_view(cursor: Cursor) -> Actions:
    if cursor.at("RENAME", "TO"):
        return rename(cursor)
    clustered = clustering(cursor)
    if clustered is not None:
        return clustered
    for verb in ("SUSPEND", "RESUME"):
        if cursor.take(verb):
            return (Verb(verb=verb),)
    if cursor.take("UNSET", "SECURE"):
        return (UnsetOptions(names=("SECURE",)),)
    known = frozenset({"COMMENT"})
    if cursor.take("SET", "SECURE"):
        rest = read_properties(cursor, kind="MATERIALIZED_VIEW", known=known)
        return (SetOptions(options={"SECURE": True, **rest}),)
    return set_or_unset(cursor, "MATERIALIZED_VIEW", known)


def _dynamic_table(cursor: Cursor) -> Actions:
    policies = alter_rows(cursor)
    if policies is not None:
        return policies
    if cursor.at("RENAME", "TO"):
        return rename(cursor)
    if cursor.at("SWAP", "WITH"):
        return swap(cursor)
    own = grammar_dynamic.actions(cursor)
    if own is not None:
        return own
    clustered = clustering(cursor)
    if clustered is not None:
        return clustered
    tagged = grammar_tag.column_actions(cursor)
    if tagged is not None:
        return tagged
    if cursor.take_any("ALTER", "MODIFY"):
        return alter_columns(cursor)
    return set_or_unset(cursor, "DYNAMIC_TABLE", ())


def _alter_dynamic_tables(cursor: Cursor, *, if_exists: bool) -> Statement:
    """ALTER DYNAMIC TABLE a action; only REFRESH takes a list of names, and comments do without IF EXISTS."""
    name = grammar_dynamic.table_name(cursor)
    others = grammar_dynamic.further_names(cursor)
    first = cursor.current
    actions = grammar_tag.actions(cursor, "DYNAMIC TABLE") or _dynamic_table(cursor)
    if others and not any(isinstance(action, Verb) and action.verb.startswith("REFRESH") for action in actions):
        cursor.fail(first)
    for action in actions:
        written = action.options if isinstance(action, SetOptions) else getattr(action, "names", ())
        if if_exists and isinstance(action, (SetOptions, UnsetOptions)) and "COMMENT" in written:
            cursor.fail(first)
    return _finished(
        cursor,
        Alter(text=cursor.text, kind="DYNAMIC TABLE", name=name, others=others, if_exists=if_exists, actions=actions),
    )


def _stream(cursor: Cursor) -> Actions:
    return set_or_unset(cursor, "STREAM", {"COMMENT", "APPEND_ONLY", "INSERT_ONLY"})


def _task(cursor: Cursor) -> Actions:
    verb = cursor.take_any("RESUME", "SUSPEND")
    if verb:
        return (Verb(verb=verb),)
    if cursor.take("ADD", "AFTER"):
        return (AddAfter(tasks=cursor.names()),)
    if cursor.take("REMOVE", "AFTER"):
        return (RemoveAfter(tasks=cursor.names()),)
    if cursor.take("MODIFY", "AS"):
        if cursor.at_end:
            cursor.fail()
        return (ModifyAs(body=cursor.rest()),)
    if cursor.take("MODIFY", "WHEN"):
        return (ModifyWhen(when=take_expression(cursor)[1]),)
    if cursor.take("REMOVE", "WHEN"):
        return (ModifyWhen(when=None),)
    if cursor.take("SET", "FINALIZE"):
        cursor.expect("=")
        return (SetFinalize(root=cursor.name()),)
    if cursor.take("UNSET", "FINALIZE"):
        return (SetFinalize(root=None),)
    if cursor.take("UNSET", "EXECUTE", "AS", "USER"):
        return (UnsetOptions(names=("EXECUTE AS USER",)),)
    return set_or_unset(cursor, "TASK", None, execute_as_user)


def _alert(cursor: Cursor) -> Actions:
    return alert_actions(cursor) or set_or_unset(cursor, "ALERT", ALERT_PROPERTIES)


def _streamlit(cursor: Cursor) -> Actions:
    actions = grammar_streamlit.version_actions(cursor)
    return actions or set_or_unset(cursor, "STREAMLIT", grammar_streamlit.PROPERTIES)


def _integration(cursor: Cursor) -> Actions:
    return set_or_unset(cursor, "NOTIFICATION_INTEGRATION", INTEGRATION_PROPERTIES - {"TYPE"})


def _sequence(cursor: Cursor) -> Actions:
    if cursor.at("RENAME", "TO"):
        return rename(cursor)
    if cursor.take("UNSET", "COMMENT"):
        return (UnsetOptions(names=("COMMENT",)),)
    cursor.take("SET")
    options: dict[str, Any] = {}
    while not cursor.at_end:
        if cursor.take("INCREMENT"):
            cursor.take("BY")
            cursor.take("=")
            options["INCREMENT"] = cursor.integer()
        elif cursor.at_any("ORDER", "NOORDER"):
            options["ORDER"] = cursor.advance().text.upper() == "ORDER"
        elif cursor.take("COMMENT"):
            cursor.expect("=")
            options["COMMENT"] = cursor.string()
        else:
            cursor.fail()
        cursor.take(",")
    if not options:
        cursor.fail()
    return (SetOptions(options=options),)


def _warehouse(cursor: Cursor) -> Actions:
    if cursor.at("RENAME", "TO"):
        return rename(cursor, 1)
    for words in (("RESUME", "IF", "SUSPENDED"), ("RESUME",), ("SUSPEND",), ("ABORT", "ALL", "QUERIES")):
        if cursor.take(*words):
            return (Verb(verb=" ".join(words)),)
    return set_or_unset(cursor, "WAREHOUSE", WAREHOUSE_PROPERTIES - {"INITIALLY_SUSPENDED"})


def _container(parts: int, kind: str) -> Callable[[Cursor], Actions]:
    def read(cursor: Cursor) -> Actions:
        if cursor.at("RENAME", "TO"):
            return rename(cursor, parts)
        if cursor.at("SWAP", "WITH"):
            return swap(cursor, parts)
        for verb in ("ENABLE", "DISABLE"):
            if cursor.at(verb, "MANAGED", "ACCESS"):
                raise errors.unsupported("managed access schemas")
            if cursor.at(verb):
                raise errors.unsupported(f"ALTER {kind} … {verb}")
        return set_or_unset(cursor, kind, CONTAINER_PROPERTIES)

    return read


def _monitor(cursor: Cursor) -> Actions:
    return set_or_unset(cursor, "RESOURCE_MONITOR", MONITOR_PROPERTIES)


def _routine(cursor: Cursor) -> Actions:
    """RENAME TO, SET | UNSET SECURE, EXECUTE AS …, SET | UNSET COMMENT."""
    if cursor.take("RENAME"):
        cursor.expect("TO")
        return (RenameTo(name=cursor.name()),)
    for verb in ("SET SECURE", "UNSET SECURE", "EXECUTE AS OWNER", "EXECUTE AS CALLER"):
        if cursor.take(*verb.split()):
            return (Verb(verb=verb),)
    return set_or_unset(cursor, "FUNCTION", ("COMMENT",))


def _user(cursor: Cursor) -> Actions:
    if grammar_token.follows(cursor):
        return (grammar_token.change(cursor),)
    if cursor.at("RENAME", "TO"):
        return rename(cursor, 1)
    for words in ("RESET PASSWORD", "ABORT ALL QUERIES", "ADD DELEGATED", "REMOVE DELEGATED", "ENROLL MFA"):
        if cursor.at(*words.split()):
            raise errors.unsupported(f"ALTER USER … {words}")
    return set_or_unset(cursor, "USER", USER_PROPERTIES)


def _role(parts: int) -> Callable[[Cursor], Actions]:
    def read(cursor: Cursor) -> Actions:
        if cursor.at("RENAME", "TO"):
            return rename(cursor, parts)
        return set_or_unset(cursor, "ROLE", ROLE_PROPERTIES)

    return read


_READERS: dict[str, Callable[[Cursor], Actions]] = {
    "TABLE": _table,
    "VIEW": _view,
    "MATERIALIZED VIEW": _materialized_view,
    "STREAM": _stream,
    "TASK": _task,
    "SEQUENCE": _sequence,
    "ALERT": _alert,
    "PIPE": grammar_pipe.actions,
    "STREAMLIT": _streamlit,
    "NOTIFICATION INTEGRATION": _integration,
    "WAREHOUSE": _warehouse,
    "DATABASE": _container(1, "DATABASE"),
    "SCHEMA": _container(2, "SCHEMA"),
    "RESOURCE MONITOR": _monitor,
    "PROCEDURE": _routine,
    "FUNCTION": _routine,
    "STAGE": alter_stage,
    "EXTERNAL TABLE": alter_external_table,
    "USER": _user,
    "ROLE": _role(1),
    "DATABASE ROLE": _role(2),
    "FILE FORMAT": alter_file_format,
    "MASKING POLICY": alter_policy,
    "ROW ACCESS POLICY": alter_policy,
    "TAG": grammar_tag.alter_tag,
}
