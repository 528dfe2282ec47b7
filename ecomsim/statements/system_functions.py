"""System and context functions whose value is a fact of this moment: streams, transactions, query ids, the clock.

One literal table; tasks and metadata contribute their own. Source: spec/streams.md 6.1-6.3, design.md section 7.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks, roles
from ecomsim.agenda.clock import VirtualClock
from ecomsim.dialect.functions.known import KNOWN_SNOWFLAKE
from ecomsim.names import Name, ObjectName, parse_name
from ecomsim.sessions import cancelling, messages
from ecomsim.sqltext.parse import parse_expression
from ecomsim.streams import streams
from ecomsim.values.types import ARRAY, BOOLEAN, INTEGER, TEXT, SnowflakeType, timestamp_ltz

if TYPE_CHECKING:
    from ecomsim.catalog.objects import Stream
    from ecomsim.sessions.session import Session

Answer = tuple[Any, SnowflakeType]


def call(name: str, arguments: Sequence[Any], session: Session, *, invoker: str | None = None) -> Answer:
    """The value of a system function now. Raises 002140 for a name Snowflake does not have either.

    invoker: the role whose rights the expression has that asks: the owner of the view it is in.
    """
    if name in OF_INVOKER:
        return OF_INVOKER[name](session, arguments, invoker or session.role)
    function = answered().get(name)
    if function is None:
        if name in KNOWN_SNOWFLAKE:
            raise errors.unsupported(f"function {name}")
        raise errors.compilation(2140, "42601", f"Unknown function {name}")
    return function(session, arguments)


@cache
def answered() -> Mapping[str, Callable[[Session, Sequence[Any]], Answer]]:
    """Every function that has an answer, by name: this module's and those of tasks, alerts, pipes and notifications."""
    from ecomsim.alerts import system_functions as alerts
    from ecomsim.dynamic_tables import explain_functions as explained
    from ecomsim.metadata import explain
    from ecomsim.notifications import system_functions as notifications
    from ecomsim.pipes import system_functions as pipes
    from ecomsim.tags import references
    from ecomsim.tasks import system_functions as tasks

    return {
        **notifications.FUNCTIONS,
        **alerts.FUNCTIONS,
        **pipes.FUNCTIONS,
        **explained.SYSTEM_FUNCTIONS,
        **explain.SYSTEM_FUNCTIONS,
        **messages.FUNCTIONS,
        **tasks.FUNCTIONS,
        **references.SYSTEM_FUNCTIONS,
        **FUNCTIONS,
    }


def object_name(text: Any) -> ObjectName:
    """A name given as a string argument."""
    try:
        return parse_name(str(text))
    except ValueError as cause:
        raise errors.compilation(1003, "42000", f"invalid object name '{text}'") from cause


def _stream(session: Session, arguments: Sequence[Any]) -> Stream:
    return session.find("STREAM", object_name(arguments[0]))


def _stream_has_data(session: Session, arguments: Sequence[Any]) -> Answer:
    return streams.has_data(_stream(session, arguments), session), BOOLEAN


def _stream_timestamp(session: Session, arguments: Sequence[Any]) -> Answer:
    """Nanoseconds since the epoch of the newest version at or before the stream's offset."""
    stream = _stream(session, arguments)
    if stream.source_kind == "VIEW":
        raise errors.unsupported("SYSTEM$STREAM_GET_TABLE_TIMESTAMP of a stream on a view")
    table_id = stream.base_tables[0]
    offset = session.account.offsets[stream.id].versions[table_id]
    version = session.account.timelines.find(table_id, offset)
    return (nanoseconds(version.committed_at) if version and version.changed else 0), INTEGER


def _last_change_commit_time(session: Session, arguments: Sequence[Any]) -> Answer:
    """A token that grows with every change of the table, or of any table beneath the view."""
    from sqlglot import exp

    from ecomsim.dialect.bind import bind_query

    written = object_name(arguments[0])
    context = session.context()
    table = exp.Table(
        this=exp.to_identifier(written.parts[-1], quoted=True),
        db=exp.to_identifier(written.parts[-2], quoted=True) if len(written.parts) > 1 else None,
        catalog=exp.to_identifier(written.parts[-3], quoted=True) if len(written.parts) > 2 else None,
    )
    bind_query(exp.select("*").from_(table), context)
    heads = [session.account.timelines.head(table_id) for table_id in context.resolver.tables]  # type: ignore[attr-defined]
    return max((nanoseconds(head.committed_at) for head in heads if head), default=0), INTEGER


def nanoseconds(instant: datetime) -> int:
    return int((instant - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1)) * 1000


def _current_transaction(session: Session, arguments: Sequence[Any]) -> Answer:
    return (None if session.transaction is None else str(session.transaction.id)), TEXT


def _last_transaction(session: Session, arguments: Sequence[Any]) -> Answer:
    return (None if session.last_transaction is None else str(session.last_transaction)), TEXT


def _get_variable(session: Session, arguments: Sequence[Any]) -> Answer:
    """GETVARIABLE('NAME'): the session variable as text; the name is compared as it is, variables are upper case."""
    found = session.variables.get(str(arguments[0]))
    if found is None:
        return None, TEXT
    return session.evaluate(parse_expression(f"TO_VARCHAR(${arguments[0]})"))[0], TEXT


def _roles_in_session(session: Session, arguments: Sequence[Any]) -> Answer:
    """IS_ROLE_IN_SESSION asks for the names of the session's roles and of those that these inherit from."""
    return sorted(checks.enabled(session)), ARRAY


def _database_roles_in_session(session: Session, arguments: Sequence[Any]) -> Answer:
    """IS_DATABASE_ROLE_IN_SESSION asks for those of one database: relative names."""
    found = (role.name for role in checks.reached(session))
    return sorted(name.last for name in found if name.database and name.database == arguments[0]), ARRAY


def _nobody(session: Session, arguments: Sequence[Any]) -> Answer:
    """INVOKER_SHARE, CURRENT_ORGANIZATION_USER: NULL where no share and no organization is behind the session."""
    return None, TEXT


def _available_roles(session: Session, arguments: Sequence[Any]) -> Answer:
    return json.dumps(sorted(roles.available(session.catalog, session.user))), TEXT


def _schemas(session: Session, arguments: Sequence[Any]) -> Answer:
    """The schemas in which a query looks for a bare name: the current one, then the database's PUBLIC."""
    if session.database is None:
        return "[]", TEXT
    found = {session.schema: None, "PUBLIC": None}  # a set that keeps the order
    known = [name for name in found if name and session.catalog.get("SCHEMA", Name(session.database, "", name))]
    return json.dumps([f"{session.database}.{name}" for name in known]), TEXT


def _invoker_role(session: Session, arguments: Sequence[Any], invoker: str) -> Answer:
    return invoker, TEXT


def _is_granted_to_invoker(session: Session, arguments: Sequence[Any], invoker: str) -> Answer:
    if arguments[0] is None:
        return None, BOOLEAN
    return str(arguments[0]).upper() in roles.inherited(session.catalog, invoker), BOOLEAN


OF_INVOKER: dict[str, Callable[[Session, Sequence[Any], str], Answer]] = {
    "INVOKER_ROLE": _invoker_role,
    "IS_GRANTED_TO_INVOKER_ROLE": _is_granted_to_invoker,
}


def _ip_address(session: Session, arguments: Sequence[Any]) -> Answer:
    return "127.0.0.1", TEXT


def _last_query_id(session: Session, arguments: Sequence[Any]) -> Answer:
    """LAST_QUERY_ID([n]): negative counts from the end, positive from the session's first statement."""
    position = arguments[0] if arguments else -1
    if isinstance(position, bool) or not isinstance(position, int):
        raise errors.invalid_value(f"invalid value [{position}] for function LAST_QUERY_ID: a whole number")
    ids = [*session.query_ids, *session.inner_ids]
    index = position - 1 if position > 0 else len(ids) + position
    return (ids[index] if position != 0 and 0 <= index < len(ids) else None), TEXT


def _get_ddl(session: Session, arguments: Sequence[Any]) -> Answer:
    from ecomsim.metadata.get_ddl import get_ddl
    from ecomsim.routines import listing

    kind = str(arguments[0]).upper()
    if kind in ("FUNCTION", "PROCEDURE"):
        return listing.get_ddl(kind, str(arguments[1]), session), TEXT
    qualified = bool(arguments[2]) if len(arguments) > 2 else False
    return get_ddl(kind, object_name(arguments[1]), session, fully_qualified=qualified), TEXT


def _current_statement(session: Session, arguments: Sequence[Any]) -> Answer:
    return session.statement_text, TEXT


# --- the clock (emulator only) ---------------------------------------------------------------------------------

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}


def interval(text: str) -> timedelta:
    """'10 minutes', '6 hours', '1 day 2 hours' as a timedelta."""
    found = re.findall(r"(\d+(?:\.\d+)?)\s*([a-z]+?)s?\b", text.lower())
    if not found or any(unit not in _UNITS for _, unit in found):
        raise errors.invalid_value(f"'{text}' is not an interval such as '10 minutes' or '6 hours'.")
    return timedelta(seconds=sum(float(number) * _UNITS[unit] for number, unit in found))


def _clock(session: Session, arguments: Sequence[Any]) -> Answer:
    return session.clock.now(), timestamp_ltz()


def _advance(session: Session, arguments: Sequence[Any]) -> Answer:
    session.commit()
    session.account.advance(interval(str(arguments[0])))
    return session.clock.now(), timestamp_ltz()


def _set_clock(session: Session, arguments: Sequence[Any]) -> Answer:
    if not isinstance(session.clock, VirtualClock):
        raise errors.invalid_value("The account runs on the wall clock; only a virtual clock can be set.")
    try:
        target = datetime.fromisoformat(str(arguments[0]))
    except ValueError as cause:
        raise errors.fail(100035, "22007", f"Timestamp '{arguments[0]}' is not recognized") from cause
    session.commit()
    session.account.advance_to(target.replace(tzinfo=UTC) if target.tzinfo is None else target)
    return session.clock.now(), timestamp_ltz()


FUNCTIONS: dict[str, Callable[[Session, Sequence[Any]], Answer]] = {
    "SYSTEM$STREAM_HAS_DATA": _stream_has_data,
    "SYSTEM$STREAM_GET_TABLE_TIMESTAMP": _stream_timestamp,
    "SYSTEM$LAST_CHANGE_COMMIT_TIME": _last_change_commit_time,
    "CURRENT_TRANSACTION": _current_transaction,
    "LAST_TRANSACTION": _last_transaction,
    "GETVARIABLE": _get_variable,
    "IS_ROLE_IN_SESSION": _roles_in_session,
    "IS_DATABASE_ROLE_IN_SESSION": _database_roles_in_session,
    "INVOKER_SHARE": _nobody,
    "CURRENT_ORGANIZATION_USER": _nobody,
    "CURRENT_AVAILABLE_ROLES": _available_roles,
    "CURRENT_SCHEMAS": _schemas,
    "CURRENT_IP_ADDRESS": _ip_address,
    "LAST_QUERY_ID": _last_query_id,
    "GET_DDL": _get_ddl,
    "CURRENT_STATEMENT": _current_statement,
    "SYSTEM$ECOMSIM_CLOCK": _clock,
    "SYSTEM$ECOMSIM_ADVANCE": _advance,
    "SYSTEM$ECOMSIM_SET_CLOCK": _set_clock,
    **cancelling.FUNCTIONS,
}
