"""CREATE, ALTER and DROP RESOURCE MONITOR: a quota of credits per interval, and what happens at which share of it.

A monitor watches the warehouses it is assigned to, or the whole account (ALTER ACCOUNT SET RESOURCE_MONITOR); until
then it is dormant. Source: "CREATE RESOURCE MONITOR", "Working with resource monitors", spec/tasks.md section 15.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.accounts import account_settings
from ecomsim.catalog.account_objects import ResourceMonitor, Warehouse
from ecomsim.names import Name, ObjectName
from ecomsim.sessions import naming
from ecomsim.sqltext import nodes
from ecomsim.statements.result import Result, status

if TYPE_CHECKING:
    from ecomsim.catalog.store import Catalog
    from ecomsim.ddl.change import Change
    from ecomsim.sessions.session import Session

FREQUENCIES = ("MONTHLY", "DAILY", "WEEKLY", "YEARLY", "NEVER")
PROPERTIES = frozenset({"CREDIT_QUOTA", "FREQUENCY", "START_TIMESTAMP", "END_TIMESTAMP", "NOTIFY_USERS", "COMMENT"})
DONE = "Statement executed successfully."


def create(statement: nodes.CreateResourceMonitor, session: Session) -> Result:
    """CREATE [OR REPLACE] RESOURCE MONITOR [IF NOT EXISTS]."""
    name = Name("", "", statement.name.last)
    existing = session.catalog.get("RESOURCE MONITOR", name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE_RESOURCE_MONITOR")
    if existing is not None and statement.if_exists == "error":
        raise errors.already_exists(name)
    if statement.triggers and not statement.options:
        raise errors.syntax_error(1, len(statement.text), "<EOF>")
    with session.ddl() as change:
        blank = ResourceMonitor(id=existing.id if existing else 0, name=name, created_on=change.now, owner=session.role)
        if existing is not None:
            change.drop(existing, restorable=False)
        monitor = _with(blank, statement.options, statement.triggers, change.now, change.catalog)
        change.add(replace(monitor, id=change.new_id()))
    return status(f"Resource monitor {name.last} successfully created.", "CREATE_RESOURCE_MONITOR")


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER RESOURCE MONITOR [IF EXISTS] name SET …; given TRIGGERS replace all earlier ones."""
    name = Name("", "", statement.name.last)
    if statement.if_exists and session.catalog.get("RESOURCE MONITOR", name) is None:
        return status(DONE, "ALTER")
    monitor = session.find("RESOURCE MONITOR", statement.name)
    with session.ddl() as change:
        for action in statement.actions:
            if not isinstance(action, nodes.SetOptions):
                raise errors.unsupported(f"ALTER RESOURCE MONITOR … {type(action).__name__}")
            monitor = _with(monitor, action.options, action.triggers or monitor.triggers, change.now, change.catalog)
        change.replace(monitor)
    return status(DONE, "ALTER")


def drop(statement: nodes.Drop, session: Session) -> Result:
    """DROP RESOURCE MONITOR [IF EXISTS]; its warehouses are free of it."""
    name = Name("", "", statement.name.last)
    existing = session.catalog.get("RESOURCE MONITOR", name)
    if existing is None and statement.if_exists:
        text = f"Drop statement executed successfully ({name.last} already dropped)."
        return status(text, "DROP_RESOURCE_MONITOR")
    monitor = session.find("RESOURCE MONITOR", statement.name)
    with session.ddl() as change:
        _release(name.last, change)
        change.drop(monitor, restorable=False)
    return status(f"{name.last} successfully dropped.", "DROP_RESOURCE_MONITOR")


def named(value: Any, catalog: Catalog) -> ResourceMonitor | None:
    """The monitor that RESOURCE_MONITOR = value names; None for NULL. Raises when there is none of that name."""
    if value is None or str(value).upper() == "NULL":
        return None
    name = value.last if isinstance(value, ObjectName) else str(value)
    for candidate in (name, name.upper()):
        found = catalog.get("RESOURCE MONITOR", Name("", "", candidate))
        if isinstance(found, ResourceMonitor):
            return found
    raise errors.does_not_exist("Resource monitor", Name("", "", name))


def _release(name: str, change: Change) -> None:
    settings = account_settings.of(change.catalog)
    if settings is not None and settings.resource_monitor == name:
        change.replace(replace(settings, resource_monitor=None))
    for warehouse in change.catalog.all("WAREHOUSE"):
        if isinstance(warehouse, Warehouse) and warehouse.resource_monitor == name:
            change.replace(replace(warehouse, resource_monitor=None))


def describe(monitor: ResourceMonitor, session: Session) -> dict[str, Any]:
    """What SHOW RESOURCE MONITORS prints beyond the definition: credits as text, level, thresholds."""
    used = session.account.warehouses.used_credits(monitor)
    quota = monitor.credit_quota

    def shown(action: str) -> str | None:
        percents = sorted(percent for percent, what in monitor.triggers if what == action)
        return ",".join(f"{percent}%" for percent in percents) or None

    return {
        "credit_quota": None if quota is None else f"{quota:.2f}",
        "used_credits": f"{used:.2f}",
        "remaining_credits": None if quota is None else f"{max(quota - used, 0):.2f}",
        "level": _level(monitor, session.catalog),
        "start_time": monitor.start_timestamp or monitor.created_on,
        "end_time": monitor.end_timestamp,
        "notify_at": shown("NOTIFY"),
        "suspend_at": shown("SUSPEND"),
        "suspend_immediately_at": shown("SUSPEND_IMMEDIATE"),
        "notify_users": ",".join(monitor.notify_users) or None,
    }


def _level(monitor: ResourceMonitor, catalog: Catalog) -> str | None:
    settings = account_settings.of(catalog)
    if settings is not None and settings.resource_monitor == monitor.name.last:
        return "ACCOUNT"
    warehouses = (item for item in catalog.all("WAREHOUSE") if isinstance(item, Warehouse))
    return "WAREHOUSE" if any(item.resource_monitor == monitor.name.last for item in warehouses) else None


def _with(
    monitor: ResourceMonitor,
    options: Mapping[str, Any],
    triggers: tuple[tuple[int, str], ...],
    now: datetime,
    catalog: Catalog,
) -> ResourceMonitor:
    """The monitor with new properties, all checked."""
    for key in options:
        if key not in PROPERTIES:
            raise errors.compilation(1008, "42601", f"invalid property '{key}' for 'RESOURCE MONITOR'")
    if ("FREQUENCY" in options) != ("START_TIMESTAMP" in options):
        raise errors.invalid_value("FREQUENCY and START_TIMESTAMP must be specified together.")
    _check_triggers(triggers)
    changes: dict[str, Any] = {"triggers": tuple((int(percent), action.upper()) for percent, action in triggers)}
    if "CREDIT_QUOTA" in options:
        changes["credit_quota"] = _quota(options["CREDIT_QUOTA"])
    if "FREQUENCY" in options:
        frequency = str(options["FREQUENCY"]).upper()
        if frequency not in FREQUENCIES:
            raise errors.invalid_value(f"invalid value [{options['FREQUENCY']}] for parameter 'FREQUENCY'")
        changes["frequency"] = frequency
        start = options["START_TIMESTAMP"]
        changes["start_timestamp"] = (
            now if str(start).upper() == "IMMEDIATELY" else _timestamp("START_TIMESTAMP", start)
        )
    if "END_TIMESTAMP" in options:
        end = options["END_TIMESTAMP"]
        changes["end_timestamp"] = None if end is None else _timestamp("END_TIMESTAMP", end)
    if "NOTIFY_USERS" in options:
        users = options["NOTIFY_USERS"]
        changes["notify_users"] = tuple(
            _user(user, catalog) for user in (users if isinstance(users, list | tuple) else [users])
        )
    if "COMMENT" in options:
        changes["comment"] = str(options["COMMENT"])
    return replace(monitor, **changes)


def _user(value: Any, catalog: Catalog) -> str:
    """The stored name of a user. Raises 002003 when there is none."""
    found = naming.stored("USER", value, catalog)
    if found is None:
        raise errors.does_not_exist("User", naming.spelled(value))
    return found


def _check_triggers(triggers: tuple[tuple[int, str], ...]) -> None:
    actions = [action.upper() for _, action in triggers]
    if actions.count("SUSPEND") > 1:
        raise errors.invalid_value("A resource monitor can have at most one suspend trigger.")
    if actions.count("SUSPEND_IMMEDIATE") > 1:
        raise errors.invalid_value("A resource monitor can have at most one suspend_immediate trigger.")
    if actions.count("NOTIFY") > 5:
        raise errors.invalid_value("A resource monitor can have at most five notify triggers.")


def _quota(value: Any) -> float | None:
    if value is None:
        return None
    try:
        quota = float(value)
    except (TypeError, ValueError) as cause:
        raise errors.invalid_value(f"invalid value [{value}] for parameter 'CREDIT_QUOTA'") from cause
    if quota <= 0:
        raise errors.invalid_value(f"invalid value [{value}] for parameter 'CREDIT_QUOTA'")
    return quota


def _timestamp(key: str, value: Any) -> datetime:
    """A timestamp property; without an offset it is UTC, as monitors count in UTC."""
    try:
        instant = datetime.fromisoformat(str(value).strip())
    except ValueError as cause:
        raise errors.invalid_value(f"invalid value [{value}] for parameter '{key}'") from cause
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
