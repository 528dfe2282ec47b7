"""CREATE, ALTER and DROP WAREHOUSE.

The definition is a catalog object; whether the warehouse runs is its state, which these commands also move. A new
warehouse starts (and bills) at once unless it is INITIALLY_SUSPENDED.

Some properties are checked, kept and shown, and change nothing, as in Snowflake while no statement has to wait: here
none ever waits for a warehouse (spec/tasks.md W-14.10). So no cluster starts beyond MIN_CLUSTER_COUNT
(MAX_CLUSTER_COUNT, SCALING_POLICY), nothing queues (MAX_CONCURRENCY_LEVEL, STATEMENT_QUEUED_TIMEOUT_IN_SECONDS), and no
query is handed to a query acceleration service (ENABLE_QUERY_ACCELERATION, QUERY_ACCELERATION_MAX_SCALE_FACTOR).
WAIT_FOR_COMPLETION holds anyway: a warehouse has its new size when the statement returns. Source: "CREATE WAREHOUSE",
"ALTER WAREHOUSE", spec/tasks.md section 14.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.account_objects import Warehouse
from ecomsim.names import Name
from ecomsim.sqltext import nodes
from ecomsim.sqltext.options import TAGS
from ecomsim.statements.result import Result, status
from ecomsim.tags import tagging
from ecomsim.warehouses import monitors
from ecomsim.warehouses.metering import ONE_GENERATION, SIZES

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

DONE = "Statement executed successfully."
_SYNONYMS = {
    "2XLARGE": "X2LARGE",
    "XXLARGE": "X2LARGE",
    "3XLARGE": "X3LARGE",
    "XXXLARGE": "X3LARGE",
    "4XLARGE": "X4LARGE",
    "5XLARGE": "X5LARGE",
    "6XLARGE": "X6LARGE",
}
_NUMBERS: dict[str, tuple[int, int]] = {
    "MIN_CLUSTER_COUNT": (1, 10),
    "MAX_CLUSTER_COUNT": (1, 10),
    "AUTO_SUSPEND": (0, 2_147_483_647),
    "QUERY_ACCELERATION_MAX_SCALE_FACTOR": (0, 100),
    "MAX_CONCURRENCY_LEVEL": (1, 32),
    "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS": (0, 604_800),
    "STATEMENT_TIMEOUT_IN_SECONDS": (0, 604_800),
}
_BOOLEANS = frozenset({"AUTO_RESUME", "INITIALLY_SUSPENDED", "ENABLE_QUERY_ACCELERATION"})
_CHOICES: dict[str, tuple[str, ...]] = {"SCALING_POLICY": ("STANDARD", "ECONOMY"), "GENERATION": ("1", "2")}
_FIELDS = {
    "WAREHOUSE_SIZE": "size",
    "AUTO_SUSPEND": "auto_suspend",
    "AUTO_RESUME": "auto_resume",
    "RESOURCE_MONITOR": "resource_monitor",
    "MIN_CLUSTER_COUNT": "min_cluster_count",
    "MAX_CLUSTER_COUNT": "max_cluster_count",
    "COMMENT": "comment",
    TAGS: "tags",
}
_DEFAULTS: Mapping[str, Any] = {
    "auto_suspend": 600,
    "auto_resume": True,
    "resource_monitor": None,
    "min_cluster_count": 1,
    "max_cluster_count": 1,
    "comment": "",
    "size": "XSMALL",
}


def create(statement: nodes.CreateWarehouse, session: Session) -> Result:
    """CREATE [OR REPLACE | OR ALTER] WAREHOUSE [IF NOT EXISTS]; it becomes the session's current warehouse."""
    name = Name("", "", statement.name.last)
    existing = session.catalog.get("WAREHOUSE", name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE_WAREHOUSE")
    if existing is not None and statement.if_exists == "error":
        raise errors.already_exists(name)
    given = checked(statement.options, session)
    suspended = given.pop("INITIALLY_SUSPENDED", False)
    warehouses = session.account.warehouses
    if isinstance(existing, Warehouse) and statement.if_exists == "alter":
        _apply(existing, given, session)
        return status(f"Warehouse {name.last} successfully created.", "CREATE_WAREHOUSE")
    with session.ddl() as change:
        warehouse = _with(Warehouse(id=change.new_id(), name=name, created_on=change.now, owner=session.role), given)
        if existing is not None:
            change.drop(existing, restorable=False)
        change.add(warehouse)
    if not suspended:
        warehouses.start(warehouse, session.now)
    session.warehouse = name.last
    return status(f"Warehouse {name.last} successfully created.", "CREATE_WAREHOUSE")


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER WAREHOUSE [IF EXISTS] name SUSPEND | RESUME [IF SUSPENDED] | SET … | UNSET … | RENAME TO …"""
    if statement.if_exists and session.catalog.get("WAREHOUSE", Name("", "", statement.name.last)) is None:
        return status(DONE, "ALTER")
    for action in statement.actions:
        warehouse = session.find("WAREHOUSE", statement.name)
        match action:
            case nodes.Verb(verb="SUSPEND"):
                _suspend(warehouse, session)
            case nodes.Verb(verb="RESUME" | "RESUME IF SUSPENDED" as verb):
                _resume(warehouse, session, quietly=verb != "RESUME")
            case nodes.Verb(verb="ABORT ALL QUERIES"):
                session.account.warehouses.abort(warehouse.name.last, but=session)
            case nodes.SetOptions(options=options):
                given = checked(_resized(options), session)
                if "INITIALLY_SUSPENDED" in given:
                    raise errors.compilation(1008, "42601", "invalid property 'INITIALLY_SUSPENDED' for 'WAREHOUSE'")
                _apply(warehouse, given, session)
            case nodes.UnsetOptions(names=names):
                _unset(warehouse, names, session)
            case nodes.RenameTo(name=to):
                with session.ddl() as change:
                    change.replace(replace(warehouse, name=Name("", "", to.last)))
            case _:
                raise errors.unsupported(f"ALTER WAREHOUSE … {type(action).__name__}")
    return status(DONE, "ALTER")


def drop(statement: nodes.Drop, session: Session) -> Result:
    """DROP WAREHOUSE [IF EXISTS]; a running one stops."""
    name = Name("", "", statement.name.last)
    if session.catalog.get("WAREHOUSE", name) is None and statement.if_exists:
        text = f"Drop statement executed successfully ({name.last} already dropped)."
        return status(text, "DROP_WAREHOUSE")
    warehouse = session.find("WAREHOUSE", statement.name)
    with session.ddl() as change:
        session.account.warehouses.forget(warehouse, change.now)
        change.drop(warehouse, restorable=False)
    if session.warehouse == name.last:
        session.warehouse = None
    return status(f"{name.last} successfully dropped.", "DROP_WAREHOUSE")


def size_of(value: Any) -> str | None:
    """The canonical size (XSMALL … X6LARGE) of any spelling ('X-Small', XXLARGE, '2X-LARGE'), or None."""
    text = str(value).upper().replace("-", "").replace("_", "")
    size = _SYNONYMS.get(text, text)
    return size if size in SIZES else None


def checked(options: Mapping[str, Any], session: Session) -> dict[str, Any]:
    """The properties of a statement with normalised values. Raises on unknown names and bad values."""
    given: dict[str, Any] = {}
    for key, value in options.items():
        if key == "WAREHOUSE_SIZE":
            given[key] = size_of(value)
            if given[key] is None:
                raise _invalid(key, value)
        elif key in _NUMBERS:
            given[key] = _number(key, value)
        elif key in _BOOLEANS:
            if not isinstance(value, bool):
                raise _invalid(key, value)
            given[key] = value
        elif key in _CHOICES:
            given[key] = str(value).upper()
            if given[key] not in _CHOICES[key]:
                raise _invalid(key, value)
        elif key == "RESOURCE_MONITOR":
            monitor = monitors.named(value, session.catalog)
            given[key] = None if monitor is None else monitor.name.last
        elif key == "COMMENT":
            given[key] = str(value)
        elif key == "WAREHOUSE_TYPE":
            if str(value).upper() != "STANDARD":
                raise errors.unsupported(f"WAREHOUSE_TYPE = {value}")
        elif key == TAGS:
            given[key] = tagging.given(value, session)
        elif key == "RESOURCE_CONSTRAINT":
            raise errors.unsupported(f"{key} of a warehouse")
        else:
            raise errors.compilation(1008, "42601", f"invalid property '{key}' for 'WAREHOUSE'")
    return given


def _resized(options: Mapping[str, Any]) -> Mapping[str, Any]:
    """The options of SET without WAIT_FOR_COMPLETION, true anyway. Raises when no size goes with it."""
    if "WAIT_FOR_COMPLETION" not in options:
        return options
    if "WAREHOUSE_SIZE" not in options or not isinstance(options["WAIT_FOR_COMPLETION"], bool):
        raise _invalid("WAIT_FOR_COMPLETION", options["WAIT_FOR_COMPLETION"])
    return {key: value for key, value in options.items() if key != "WAIT_FOR_COMPLETION"}


def _number(key: str, value: Any) -> int | None:
    if value is None and key == "AUTO_SUSPEND":
        return None
    low, high = _NUMBERS[key]
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _invalid(key, value)
    return value


def _with(warehouse: Warehouse, given: Mapping[str, Any]) -> Warehouse:
    fields = {_FIELDS[key]: value for key, value in given.items() if key in _FIELDS}
    rest = {key: value for key, value in given.items() if key not in _FIELDS}
    wanted = replace(warehouse, options={**warehouse.options, **rest}, **fields)
    if wanted.min_cluster_count > wanted.max_cluster_count:
        raise errors.invalid_value(
            f"MIN_CLUSTER_COUNT ({wanted.min_cluster_count}) cannot be greater than "
            f"MAX_CLUSTER_COUNT ({wanted.max_cluster_count})."
        )
    if wanted.size in ONE_GENERATION and wanted.options.get("GENERATION", "1") != "1":
        raise errors.invalid_value(f"WAREHOUSE_SIZE {wanted.size} is not available in GENERATION 2.")
    return wanted


def _apply(warehouse: Warehouse, given: Mapping[str, Any], session: Session) -> None:
    wanted = _with(warehouse, given)
    with session.ddl() as change:
        session.account.warehouses.resize(warehouse, wanted, change.now)
        change.replace(replace(wanted, options={**wanted.options, "UPDATED_ON": change.now}))


def _unset(warehouse: Warehouse, names: tuple[str, ...], session: Session) -> None:
    wanted = warehouse
    for key in names:
        if key in _FIELDS:
            wanted = replace(wanted, **{_FIELDS[key]: _DEFAULTS[_FIELDS[key]]})
        elif key in _NUMBERS or key in _BOOLEANS or key in _CHOICES:
            wanted = replace(wanted, options={k: v for k, v in wanted.options.items() if k != key})
        elif key != "WAREHOUSE_TYPE":  # there is one type
            raise errors.compilation(1008, "42601", f"invalid property '{key}' for 'WAREHOUSE'")
    with session.ddl() as change:
        session.account.warehouses.resize(warehouse, wanted, change.now)
        change.replace(wanted)


def _suspend(warehouse: Warehouse, session: Session) -> None:
    warehouses = session.account.warehouses
    if not warehouses.state(warehouse).started:
        raise errors.fail(90064, "22000", f"Invalid state. Warehouse '{warehouse.name.last}' cannot be suspended.")
    warehouses.suspend(warehouse, session.now)


def _resume(warehouse: Warehouse, session: Session, *, quietly: bool) -> None:
    warehouses = session.account.warehouses
    if not warehouses.state(warehouse).started:
        warehouses.start(warehouse, session.now)
    elif not quietly:
        raise errors.fail(90063, "22000", f"Invalid state. Warehouse '{warehouse.name.last}' cannot be resumed.")


def _invalid(key: str, value: Any) -> errors.SnowflakeError:
    shown = f"'{value}'" if isinstance(value, str) else value
    return errors.invalid_value(f"invalid value [{shown}] for parameter '{key}'")
