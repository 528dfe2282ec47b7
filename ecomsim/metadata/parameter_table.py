"""The table of parameters: one line each, sorted by name, as SHOW PARAMETERS lists them.

`effect` says what becomes of a value: "engine" the engine follows it; "client" it is told to the client, which follows
it; "idle" a limit or a cache that this account never meets, so that no value of it could show; "fixed" only the default
is accepted.
Source: "Parameters".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Effect = Literal["engine", "client", "idle", "fixed"]
Scope = Literal["session", "account", "object"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter. `type` is BOOLEAN, NUMBER or STRING; low and high bound a number (high also the length of a text);
    `objects` are the kinds of object that can have a value of their own.
    """

    name: str
    default: Any
    type: Literal["BOOLEAN", "NUMBER", "STRING"]
    effect: Effect
    description: str
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    scope: Scope = "session"
    objects: tuple[str, ...] = ()


def _flag(name: str, default: bool, effect: Effect, description: str) -> Parameter:
    return Parameter(name, default, "BOOLEAN", effect, description)


def _number(
    name: str, default: int, effect: Effect, description: str, low: int = 0, high: int | None = None, **more: Any
) -> Parameter:
    return Parameter(name, default, "NUMBER", effect, description, low=low, high=high, **more)


def _text(name: str, default: str, effect: Effect, description: str, *choices: str, **more: Any) -> Parameter:
    return Parameter(name, default, "STRING", effect, description, choices=choices, **more)


_CONTAINERS = ("DATABASE", "SCHEMA", "TABLE")
_TASKS = ("DATABASE", "SCHEMA", "TASK")
_SIZES = ("XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE")
_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF")

_ALL = (
    _flag("ABORT_DETACHED_QUERY", False, "engine", "Abort queries whose connection to the client is lost"),
    _flag("AUTOCOMMIT", True, "engine", "Whether each statement outside a transaction commits by itself"),
    _text("BINARY_INPUT_FORMAT", "HEX", "engine", "Format of binary input", "HEX", "BASE64", "UTF8", "UTF-8"),
    _text("BINARY_OUTPUT_FORMAT", "HEX", "engine", "Format of binary output", "HEX", "BASE64"),
    _flag("CLIENT_DISABLE_INCIDENTS", True, "client", "Whether clients keep failures to themselves"),
    _flag("CLIENT_ENABLE_LOG_INFO_STATEMENT_PARAMETERS", False, "client", "Whether clients log bind values"),
    _number("CLIENT_MEMORY_LIMIT", 1536, "client", "Memory a client may use for results, in MB"),
    _flag(
        "CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX",
        False,
        "client",
        "Whether JDBC metadata calls stay in the current schema",
    ),
    _flag(
        "CLIENT_METADATA_USE_SESSION_DATABASE",
        False,
        "client",
        "Whether JDBC metadata calls stay in the current database",
    ),
    _number("CLIENT_PREFETCH_THREADS", 4, "client", "Threads a client uses to fetch results", 1, 10),
    _number("CLIENT_RESULT_CHUNK_SIZE", 160, "client", "Largest chunk of a result, in MB", 16, 160),
    _flag("CLIENT_RESULT_COLUMN_CASE_INSENSITIVE", False, "client", "Whether JDBC finds result columns in any case"),
    _flag("CLIENT_SESSION_KEEP_ALIVE", False, "client", "Whether the client keeps its session alive"),
    _number("CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY", 3600, "client", "Seconds between heartbeats", 900, 3600),
    _number("CLIENT_STAGE_ARRAY_BINDING_THRESHOLD", 65280, "client", "Bind values above which clients use a stage"),
    _flag("CLIENT_TELEMETRY_ENABLED", False, "client", "Whether clients send telemetry"),
    _text(
        "CLIENT_TIMESTAMP_TYPE_MAPPING",
        "TIMESTAMP_LTZ",
        "client",
        "Type of timestamps that clients bind",
        "TIMESTAMP_LTZ",
        "TIMESTAMP_NTZ",
    ),
    _number(
        "DATA_RETENTION_TIME_IN_DAYS",
        1,
        "engine",
        "Days for which Time Travel reaches back",
        0,
        90,
        scope="object",
        objects=_CONTAINERS,
    ),
    _text("DATE_INPUT_FORMAT", "AUTO", "engine", "Format of dates in input"),
    _text("DATE_OUTPUT_FORMAT", "YYYY-MM-DD", "engine", "Format of dates as text"),
    _text("DEFAULT_DDL_COLLATION", "", "fixed", "Collation of new text columns", scope="object", objects=_CONTAINERS),
    _text("DEFAULT_NULL_ORDERING", "LAST", "engine", "Whether NULL is above all values or below them", "FIRST", "LAST"),
    _flag("ENABLE_UNLOAD_PHYSICAL_TYPE_OPTIMIZATION", True, "fixed", "Whether Parquet unloading optimises types"),
    _flag("ERROR_ON_NONDETERMINISTIC_MERGE", True, "engine", "Whether a MERGE that matches a row twice fails"),
    _flag("ERROR_ON_NONDETERMINISTIC_UPDATE", False, "fixed", "Whether an UPDATE that matches a row twice fails"),
    _text(
        "GEOGRAPHY_OUTPUT_FORMAT",
        "GEOJSON",
        "fixed",
        "Format of GEOGRAPHY values",
        "GEOJSON",
        "WKT",
        "WKB",
        "EWKT",
        "EWKB",
    ),
    _text(
        "GEOMETRY_OUTPUT_FORMAT",
        "GEOJSON",
        "fixed",
        "Format of GEOMETRY values",
        "GEOJSON",
        "WKT",
        "WKB",
        "EWKT",
        "EWKB",
    ),
    _flag("JDBC_TREAT_DECIMAL_AS_INT", True, "client", "Whether JDBC gives integers for NUMBER with scale 0"),
    _flag("JDBC_TREAT_TIMESTAMP_NTZ_AS_UTC", False, "client", "Whether JDBC reads TIMESTAMP_NTZ as UTC"),
    _flag("JDBC_USE_SESSION_TIMEZONE", True, "client", "Whether JDBC shows times in the session's time zone"),
    _number("JSON_INDENT", 2, "fixed", "Blanks by which JSON is indented", 0, 16),
    _flag("JS_TREAT_INTEGER_AS_BIGINT", False, "client", "Whether Node gives BigInt for integers"),
    _number("LOCK_TIMEOUT", 43200, "engine", "Seconds to wait for a lock; 0 does not wait"),
    # there is no event table: a level that records something is refused
    _text("LOG_LEVEL", "OFF", "fixed", "Severity from which messages are logged", *_LEVELS, objects=_TASKS),
    _number(
        "MAX_CONCURRENCY_LEVEL",
        8,
        "idle",  # warehouses run every statement at once
        "Statements a warehouse runs at once",
        1,
        32,
        scope="object",
        objects=("WAREHOUSE",),
    ),
    _number(
        "MAX_DATA_EXTENSION_TIME_IN_DAYS",
        14,
        "engine",
        "Days by which retention grows for unread streams",
        0,
        90,
        scope="object",
        objects=_CONTAINERS,
    ),
    _number("MIN_DATA_RETENTION_TIME_IN_DAYS", 0, "fixed", "Least retention of any table", 0, 90, scope="account"),
    _number("MULTI_STATEMENT_COUNT", 1, "engine", "Statements in one request; 0 for any number"),
    _flag("NOORDER_SEQUENCE_AS_DEFAULT", True, "fixed", "Whether new sequences and identities are NOORDER"),
    _flag("ODBC_TREAT_DECIMAL_AS_INT", False, "client", "Whether ODBC gives integers for NUMBER with scale 0"),
    _text(
        "PYTHON_CONNECTOR_QUERY_RESULT_FORMAT",
        "ARROW",
        "client",
        "Format of results for Python",
        "ARROW",
        "ARROW_FORCE",
        "JSON",
    ),
    _number("QUERY_CONTEXT_CACHE_SIZE", 5, "client", "Entries in a client's query context"),
    _text("QUERY_TAG", "", "engine", "Text that marks the statements of a session", high=2000),
    _flag("QUOTED_IDENTIFIERS_IGNORE_CASE", False, "fixed", "Whether quoted identifiers are stored in upper case"),
    _number("ROWS_PER_RESULTSET", 0, "fixed", "Most rows of a result; 0 for no limit"),
    _text("SEARCH_PATH", "$current, $public", "fixed", "Schemas in which queries look for names"),
    _text(
        "SERVERLESS_TASK_MAX_STATEMENT_SIZE",
        "XXLARGE",
        "idle",  # serverless runs have no warehouse whose size could show
        "Largest size for serverless tasks",
        *_SIZES,
        scope="object",
        objects=_TASKS,
    ),
    _text(
        "SERVERLESS_TASK_MIN_STATEMENT_SIZE",
        "XSMALL",
        "idle",  # serverless runs have no warehouse whose size could show
        "Smallest size for serverless tasks",
        *_SIZES,
        scope="object",
        objects=_TASKS,
    ),
    _number(
        "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS",
        0,
        "idle",  # no statement waits for a warehouse
        "Seconds a statement may wait; 0 for no limit",
        objects=("WAREHOUSE",),
    ),
    _number(
        "STATEMENT_TIMEOUT_IN_SECONDS",
        172800,
        "engine",
        "Seconds a statement may run; 0 for the most",
        0,
        604800,
        objects=("WAREHOUSE",),
    ),
    _flag("STRICT_JSON_OUTPUT", False, "fixed", "Whether JSON output keeps to the standard strictly"),
    _number(
        "SUSPEND_TASK_AFTER_NUM_FAILURES",
        10,
        "engine",
        "Failures in a row after which a task is suspended; 0 for never",
        scope="object",
        objects=_TASKS,
    ),
    _number(
        "TASK_AUTO_RETRY_ATTEMPTS",
        0,
        "engine",
        "Automatic retries of a failed task graph",
        0,
        30,
        scope="object",
        objects=_TASKS,
    ),
    _flag("TIMESTAMP_DAY_IS_ALWAYS_24H", False, "fixed", "Whether adding a day adds 24 hours"),
    _text("TIMESTAMP_INPUT_FORMAT", "AUTO", "engine", "Format of timestamps in input"),
    _text(
        "TIMESTAMP_LTZ_OUTPUT_FORMAT",
        "",
        "engine",
        "Format of TIMESTAMP_LTZ as text; empty for TIMESTAMP_OUTPUT_FORMAT",
    ),
    _text("TIMESTAMP_NTZ_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3", "engine", "Format of TIMESTAMP_NTZ as text"),
    _text("TIMESTAMP_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM", "engine", "Format of timestamps as text"),
    _text(
        "TIMESTAMP_TYPE_MAPPING",
        "TIMESTAMP_NTZ",
        "engine",
        "What TIMESTAMP stands for",
        "TIMESTAMP_NTZ",
        "TIMESTAMP_LTZ",
        "TIMESTAMP_TZ",
    ),
    _text(
        "TIMESTAMP_TZ_OUTPUT_FORMAT", "", "engine", "Format of TIMESTAMP_TZ as text; empty for TIMESTAMP_OUTPUT_FORMAT"
    ),
    _text("TIMEZONE", "America/Los_Angeles", "engine", "The session's time zone"),
    _text("TIME_INPUT_FORMAT", "AUTO", "engine", "Format of times in input"),
    _text("TIME_OUTPUT_FORMAT", "HH24:MI:SS", "engine", "Format of times as text"),
    _text("TRACE_LEVEL", "OFF", "fixed", "Which trace events are recorded", "ALWAYS", "ON_EVENT", "PROPAGATE", "OFF"),
    _flag("TRANSACTION_ABORT_ON_ERROR", False, "fixed", "Whether an error aborts the open transaction"),
    _text(
        "TRANSACTION_DEFAULT_ISOLATION_LEVEL", "READ COMMITTED", "fixed", "Isolation of transactions", "READ COMMITTED"
    ),
    _number("TWO_DIGIT_CENTURY_START", 1970, "engine", "First year that two digits can stand for", 1900, 2100),
    _text(
        "UNSUPPORTED_DDL_ACTION",
        "IGNORE",
        "engine",
        "Whether changing a default of a constraint fails or only leaves it out",
        "IGNORE",
        "FAIL",
    ),
    _number(
        "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS",
        30,
        "engine",
        "Least seconds between triggered runs",
        10,
        604800,
        scope="object",
        objects=_TASKS,
    ),
    _text(
        "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE",
        "MEDIUM",
        "idle",  # serverless runs have no warehouse whose size could show
        "First size for serverless tasks",
        *_SIZES,
        scope="object",
        objects=_TASKS,
    ),
    _number(
        "USER_TASK_TIMEOUT_MS",
        3600000,
        "engine",
        "Milliseconds a task may run",
        0,
        604800000,
        scope="object",
        objects=_TASKS,
    ),
    # there is no result cache: every result is fresh
    _flag("USE_CACHED_RESULT", True, "idle", "Whether results may come from the result cache"),
    _number("WEEK_OF_YEAR_POLICY", 0, "engine", "How weeks of the year are counted: 0 as ISO, 1 from January 1", 0, 1),
    _number("WEEK_START", 0, "engine", "First day of the week: 0 as ISO, 1 Monday to 7 Sunday", 0, 7),
)

PARAMETERS: dict[str, Parameter] = {parameter.name: parameter for parameter in sorted(_ALL, key=lambda each: each.name)}
