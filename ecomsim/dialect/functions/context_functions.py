"""Context functions: the time of the statement, who asks, where, and what only the running account can say.

Invariant: time is the placeholder `$ecom_now`, so a plan can be used again; names are literals of the Context; a
value of this moment goes through Resolver.system_function and makes the plan uncacheable.
Source: Snowflake reference, "Context functions" and "System functions".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim.dialect.functions.kit import aliases, as_text
from ecomsim.dialect.functions.model import MISSING, NULL_TYPE, Bound, Call, Function, now, string, to
from ecomsim.dialect.functions.template import sql
from ecomsim.values import variant
from ecomsim.values.types import BOOLEAN, DATE, TEXT, SnowflakeType, time, timestamp_ltz, timestamp_ntz, varchar

if TYPE_CHECKING:
    from ecomsim.dialect.context import Context

_FAMILY = "Context"


def _precision(call: Call) -> int:
    return call.whole(0) if call.has(0) else 9


def _cut(tree: exp.Expr, precision: int) -> exp.Expr:
    """Drop the digits of a second beyond `precision`."""
    if precision >= 6:
        return tree
    unit = {0: "second", 3: "millisecond"}.get(precision)
    if unit:
        return sql(f"date_trunc('{unit}', _0)", tree)
    step = 10 ** (6 - precision)
    return sql(f"_0 - to_microseconds(microsecond(_0) % {step})", tree)


def _current_timestamp(call: Call) -> Bound:
    precision = _precision(call)
    return Bound(_cut(now(), precision), timestamp_ltz(precision), nullable=False)


def _current_time(call: Call) -> Bound:
    precision = _precision(call)
    return Bound(to(to(_cut(now(), precision), "TIMESTAMP"), "TIME"), time(precision), nullable=False)


def _current_date(call: Call) -> Bound:
    return Bound(to(now(), "DATE"), DATE, nullable=False)


def _sysdate(call: Call) -> Bound:
    return Bound(sql("timezone('UTC', _0)", now()), timestamp_ntz(), nullable=False)


SERVICE_VERSION = "9.40.0"
"""The release of the service whose behaviour the engine follows."""


def _name(name: str, value: Any) -> Function:
    """A function whose answer is a text of the Context, or NULL."""

    def rule(call: Call) -> Bound:
        text = value(call.context)
        if text is None:
            return Bound(to(exp.Null(), "VARCHAR"), TEXT, None)
        return Bound(string(text), varchar(max(len(text), 1)), text, nullable=False)

    return Function(name=name, rule=rule, min_args=0, max_args=0, family=_FAMILY)


def _secondary_roles(context: Context) -> str:
    """Text of an object: the roles that count, and those that were asked for. Source: "CURRENT_SECONDARY_ROLES"."""
    value = ",".join(context.asked_secondary_roles)
    return json.dumps({"roles": ",".join(context.secondary_roles), "value": value}, separators=(",", ":"))


def _current_session(call: Call) -> Bound:
    """Plans are shared by sessions, so one that names its session serves only once."""
    call.binder.mark_uncacheable()
    text = str(call.context.session_id)
    return Bound(string(text), varchar(len(text)), text, nullable=False)


def moment(call: Call) -> Bound:
    """A value of this moment: SYSTEM$…, GET_DDL, LAST_QUERY_ID … with arguments that depend on no row."""
    call.binder.mark_uncacheable()
    return _value(call)


def _of_roles(call: Call) -> Bound:
    """A value that follows from the roles of the session and of whose rights count, which a plan is kept by."""
    if any(call.bound(index).constant is MISSING for index in range(len(call.args))):
        call.binder.mark_uncacheable()
    return _value(call)


def _value(call: Call) -> Bound:
    arguments = [_argument(call, index) for index in range(len(call.args))]
    value, kind = call.context.resolver.system_function(call.name, arguments)
    return Bound(rendered(value, kind), kind, value)


def _is_in_session(call: Call) -> Bound:
    """Whether a role, which a column may name, is among those of the session; NULL for no name.

    Roles of a database are those of the one in which the name stands: the current one, or a policy's or view's own. A
    plan is kept by the session's roles, so it may hold them.
    """
    names, _ = call.context.resolver.system_function(call.name, [call.context.database])
    among = [string(name) for name in names] or [string("")]
    return Bound(exp.In(this=sql("upper(_0)", as_text(call.bound(0))), expressions=among), BOOLEAN)


def _argument(call: Call, index: int) -> Any:
    """The value of an argument now. Raises 001015 when it names a column."""
    raw = call.args[index]
    if call.bound(index).constant is not MISSING or raw.find(exp.Column) is not None:
        return call.literal(index)
    return call.context.resolver.evaluate(raw)


def rendered(value: Any, kind: SnowflakeType) -> exp.Expr:
    """A DuckDB literal for a Python value of a Snowflake type; JSON-able values for semi-structured types."""
    if value is None:
        return to(exp.Null(), "VARCHAR" if kind == NULL_TYPE else kind.duckdb)
    if kind.is_json:
        text = variant.stored(value) if isinstance(value, str) else variant.of_python(value, str)
        return to(string(text), kind.duckdb)
    if kind.is_text:
        return string(str(value))
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    return to(string(str(value)), kind.duckdb)


def _system_typeof(call: Call) -> Bound:
    """SYSTEM$TYPEOF: the type and how it is stored: NUMBER(2,1)[SB1], VARCHAR(1)[LOB]."""
    kind = call.bound(0).type
    if kind == NULL_TYPE:
        text = "NULL[LOB]"
    elif kind.name == "NUMBER":
        precision = kind.precision or 38
        text = f"{kind}[SB{next(size for digits, size in _STORED if precision <= digits)}]"
    else:
        text = f"{kind}[{_STORAGE.get(kind.name, 'LOB')}]"
    return Bound(string(text), varchar(len(text)), text, nullable=False)


_STORED = ((2, 1), (4, 2), (9, 4), (18, 8), (38, 16))
_STORAGE = {
    "FLOAT": "DOUBLE",
    "BOOLEAN": "SB1",
    "DATE": "SB4",
    "TIME": "SB8",
    "TIMESTAMP_NTZ": "SB16",
    "TIMESTAMP_LTZ": "SB16",
    "TIMESTAMP_TZ": "SB16",
}


def _rule(name: str, rule: Any, fewest: int, most: int | None, family: str = _FAMILY) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=family)


_MOMENTS = {
    "CURRENT_STATEMENT": 0,
    "CURRENT_TRANSACTION": 0,
    "LAST_TRANSACTION": 0,
    "GETVARIABLE": 1,
    "LAST_QUERY_ID": 1,
    "GET_DDL": 3,
    "CURRENT_IP_ADDRESS": 0,
    "CURRENT_AVAILABLE_ROLES": 0,
    "CURRENT_SCHEMAS": 0,
    "INVOKER_SHARE": 0,
    "CURRENT_ORGANIZATION_USER": 0,
    "SYSTEM$ECOMSIM_CLOCK": 0,
    "SYSTEM$ECOMSIM_ADVANCE": 1,
    "SYSTEM$ECOMSIM_SET_CLOCK": 1,
    "SYSTEM$ECOMSIM_EXPLAIN_DYNAMIC_TABLE": 1,
    "SYSTEM$GET_TAG": 3,
    "SYSTEM$GET_TAG_ALLOWED_VALUES": 1,
    "SYSTEM$STREAM_HAS_DATA": 1,
    "SYSTEM$STREAM_GET_TABLE_TIMESTAMP": 1,
    "SYSTEM$LAST_CHANGE_COMMIT_TIME": 1,
    "SYSTEM$CURRENT_USER_TASK_NAME": 0,
    "SYSTEM$GET_PREDECESSOR_RETURN_VALUE": 1,
    "SYSTEM$SET_RETURN_VALUE": 1,
    "SYSTEM$GET_TASK_GRAPH_CONFIG": 1,
    "SYSTEM$TASK_RUNTIME_INFO": 1,
    "SYSTEM$TASK_DEPENDENTS_ENABLE": 1,
    "SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS": 1,
    "SYSTEM$WAIT": 2,
    "SYSTEM$GET_ALERT_CONFIG": 1,
    "SYSTEM$PIPE_STATUS": 1,
    "SYSTEM$PIPE_FORCE_RESUME": 2,
    "SYSTEM$SEND_EMAIL": 5,
    "SYSTEM$SEND_SNOWFLAKE_NOTIFICATION": 2,
    "SNOWFLAKE.ALERT.SCHEDULED_TIME": 0,
    "SNOWFLAKE.ALERT.LAST_SUCCESSFUL_SCHEDULED_TIME": 0,
    "SNOWFLAKE.ALERT.GET_CONDITION_QUERY_UUID": 0,
    "SNOWFLAKE.NOTIFICATION.TEXT_PLAIN": 1,
    "SNOWFLAKE.NOTIFICATION.TEXT_HTML": 1,
    "SNOWFLAKE.NOTIFICATION.APPLICATION_JSON": 1,
    "SNOWFLAKE.NOTIFICATION.EMAIL_INTEGRATION_CONFIG": 5,
    "SNOWFLAKE.NOTIFICATION.INTEGRATION": 1,
    "SYSTEM$CANCEL_QUERY": 1,
    "SYSTEM$CANCEL_ALL_QUERIES": 1,
    "SYSTEM$ABORT_SESSION": 1,
    "SYSTEM$ABORT_TRANSACTION": 1,
    "SYSTEM$LOG": 2,
    "SYSTEM$EXPLAIN_PLAN_JSON": 1,
    "SYSTEM$EXPLAIN_JSON_TO_TEXT": 1,
    "SYSTEM$SET_SPAN_ATTRIBUTES": 1,
    "SYSTEM$ADD_EVENT": 2,
    "SYSTEM$LOG_INFO": 1,
    "SYSTEM$LOG_DEBUG": 1,
    "SYSTEM$LOG_WARN": 1,
    "SYSTEM$LOG_ERROR": 1,
    "SYSTEM$LOG_TRACE": 1,
    "SYSTEM$LOG_FATAL": 1,
}
"""Functions answered by the resolver, with the most arguments they take."""

_FEWEST = {
    "GET_DDL": 2,
    "SYSTEM$GET_TAG": 2,
    "SYSTEM$LOG": 2,
    "SNOWFLAKE.NOTIFICATION.EMAIL_INTEGRATION_CONFIG": 2,
    "LAST_QUERY_ID": 0,
    "SYSTEM$PIPE_FORCE_RESUME": 1,
    "SYSTEM$GET_PREDECESSOR_RETURN_VALUE": 0,
    "SYSTEM$GET_TASK_GRAPH_CONFIG": 0,
    "SYSTEM$GET_ALERT_CONFIG": 0,
}
"""The fewest arguments of some of them; of the others one, when they take any."""


FUNCTIONS: tuple[Function, ...] = (
    *aliases(_rule("CURRENT_TIMESTAMP", _current_timestamp, 0, 1), "LOCALTIMESTAMP", "GETDATE", "SYSTIMESTAMP"),
    *aliases(_rule("CURRENT_TIME", _current_time, 0, 1), "LOCALTIME"),
    _rule("CURRENT_DATE", _current_date, 0, 0),
    _rule("SYSDATE", _sysdate, 0, 0),
    _name("CURRENT_USER", lambda context: context.user),
    _name("CURRENT_ROLE", lambda context: context.role),
    _name("CURRENT_ROLE_TYPE", lambda context: "ROLE"),
    _name("CURRENT_WAREHOUSE", lambda context: context.warehouse),
    _name("CURRENT_DATABASE", lambda context: context.database),
    _name("CURRENT_SCHEMA", lambda context: context.schema),
    _rule("CURRENT_SESSION", _current_session, 0, 0),
    _name("CURRENT_ACCOUNT", lambda context: context.account),
    _name("CURRENT_ACCOUNT_NAME", lambda context: context.account),
    _name("CURRENT_ORGANIZATION_NAME", lambda context: context.account),
    _name("SYSTEM$RETURN_CURRENT_ORG_NAME", lambda context: context.account),
    _name("CURRENT_REGION", lambda context: "LOCAL"),
    _name("CURRENT_CLIENT", lambda context: "ECOMSIM"),
    _name("CURRENT_SECONDARY_ROLES", _secondary_roles),
    _name("ALL_USER_NAMES", lambda context: json.dumps([context.user])),
    _name("CURRENT_VERSION", lambda context: SERVICE_VERSION),
    *aliases(_rule("IS_ROLE_IN_SESSION", _is_in_session, 1, 1), "IS_DATABASE_ROLE_IN_SESSION"),
    _rule("INVOKER_ROLE", _of_roles, 0, 0),
    _rule("IS_GRANTED_TO_INVOKER_ROLE", _of_roles, 1, 1),
    _rule("SYSTEM$TYPEOF", _system_typeof, 1, 1, "System"),
    *(
        _rule(name, moment, _FEWEST.get(name, min(most, 1)), most, "System" if "$" in name else _FAMILY)
        for name, most in _MOMENTS.items()
    ),
)
