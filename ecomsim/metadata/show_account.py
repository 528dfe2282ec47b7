"""SHOW of what belongs to the account or the session: databases, schemas, warehouses, monitors, roles, parameters,
variables, transactions, locks.

Source: spec/metadata.md sections 2 and 2.2, spec/tasks.md 14 and 15.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.account_objects import ResourceMonitor, Warehouse
from ecomsim.catalog.objects import Database, Schema
from ecomsim.metadata import facts, parameters
from ecomsim.metadata.filters import account_only, scope
from ecomsim.metadata.grid import Row, flag, names, truth
from ecomsim.metadata.listing import Listing
from ecomsim.names import Name
from ecomsim.sqltext.nodes import Show
from ecomsim.storage.retention import retention_days

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


# --- databases and schemas -------------------------------------------------------------------------------------


def _databases(statement: Show, session: Session) -> list[Any]:
    account_only(statement)
    found: list[Any] = session.catalog.all(Database.kind)
    return found + session.catalog.dropped(Database.kind) if statement.history else found


def database_row(item: Database, session: Session) -> Row:
    """One row of SHOW DATABASES."""
    return {
        "created_on": item.created_on,
        "name": item.name.last,
        "is_default": "N",
        "is_current": flag(item.name.last == session.database),
        "origin": "",
        "owner": item.owner,
        "comment": item.comment,
        "options": "TRANSIENT" if item.transient else "",
        "retention_time": str(retention_days(item, session.catalog)),
        "dropped_on": item.dropped_on,
        "kind": "STANDARD",
        "owner_role_type": "ROLE",
        "object_visibility": None,
        "data_quality_monitoring_settings": None,
        "resharing_settings": None,
    }


def _terse_database_row(item: Database, session: Session) -> Row:
    return {**database_row(item, session), "kind": None, "database_name": None, "schema_name": None}


INFORMATION_SCHEMA = "INFORMATION_SCHEMA"
INFORMATION_SCHEMA_COMMENT = "Views describing the contents of schemas in this database"


def information_schema_of(database: Database) -> Schema:
    """The schema that every database has without being told; it has no owner."""
    return Schema(
        id=0,
        name=Name(database.name.last, "", INFORMATION_SCHEMA),
        created_on=database.created_on,
        owner="",
        comment=INFORMATION_SCHEMA_COMMENT,
    )


def schemas(session: Session, database: str | None = None) -> list[Any]:
    """Schemas of one database or of all, each with its INFORMATION_SCHEMA, by name."""
    found: list[Any] = session.catalog.all(Schema.kind, database)
    holders: list[Any] = session.catalog.all(Database.kind)
    found += [information_schema_of(each) for each in holders if database in (None, each.name.last)]
    return sorted(found, key=lambda item: item.name)


def _schemas(statement: Show, session: Session) -> list[Any]:
    where = scope(statement, session)
    if where.schema is not None:
        raise errors.unsupported("SHOW SCHEMAS IN SCHEMA")
    found = schemas(session, where.database)
    if statement.history:
        found += [each for each in session.catalog.dropped(Schema.kind) if where.database in (None, each.name.database)]
    return found


def schema_row(item: Schema, session: Session) -> Row:
    """One row of SHOW SCHEMAS; kind and schema_name are NULL in the terse form."""
    return {
        "created_on": item.created_on,
        "name": item.name.last,
        "kind": None,
        "is_default": "N",
        "is_current": flag((item.name.database, item.name.last) == (session.database, session.schema)),
        "database_name": item.name.database,
        "schema_name": None,
        "owner": item.owner,
        "comment": item.comment,
        "options": "TRANSIENT" if item.transient else "",
        "retention_time": str(retention_days(item, session.catalog)),
        "dropped_on": item.dropped_on,
        "owner_role_type": "ROLE" if item.owner else "",
        "classification_profile_database": None,
        "classification_profile_schema": None,
        "classification_profile": None,
        "object_visibility": None,
        "is_nested": "N",
    }


# --- warehouses and monitors -----------------------------------------------------------------------------------


def _warehouses(statement: Show, session: Session) -> list[Any]:
    account_only(statement)
    return session.catalog.all(Warehouse.kind)


def warehouse_row(item: Warehouse, session: Session) -> Row:
    """One row of SHOW WAREHOUSES. available, provisioning, quiescing and other are percentages, empty when suspended;
    auto_suspend is NULL for a warehouse that never suspends by itself.
    """
    state = facts.warehouse(item, session)
    return {
        **state,
        **{key: str(state[key]) for key in ("actives", "pendings", "failed", "suspended")},
        "name": item.name.last,
        "kind": None,
        "database_name": None,
        "schema_name": None,
        "min_cluster_count": item.min_cluster_count,
        "max_cluster_count": item.max_cluster_count,
        "auto_suspend": item.auto_suspend or None,
        "auto_resume": truth(item.auto_resume),
        "created_on": item.created_on,
        "owner": item.owner,
        "comment": item.comment,
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_OID, f"warehouse {item.id}")),
        "owner_role_type": "ROLE",
        "query_throughput_multiplier": None,
        "max_query_performance_level": None,
        "disabled_reasons": None,
        "tables": None,
    }


def _monitors(statement: Show, session: Session) -> list[Any]:
    account_only(statement)
    return session.catalog.all(ResourceMonitor.kind)


def monitor_row(item: ResourceMonitor, session: Session) -> Row:
    """One row of SHOW RESOURCE MONITORS; credits are text with two digits, level NULL while unassigned."""
    return {
        "name": item.name.last,
        "frequency": item.frequency,
        "created_on": item.created_on,
        "owner": item.owner,
        "comment": item.comment,
        **facts.monitor(item, session),
    }


# --- the session -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Variable:
    last: str
    value: Any
    type: str
    created_on: datetime
    updated_on: datetime


def _variables(statement: Show, session: Session) -> list[Any]:
    account_only(statement)
    return [
        Variable(name, value, kind.name, *session.variable_times[name])
        for name, (value, kind) in sorted(session.variables.items())
    ]


_VARIABLE_TYPES = {"NUMBER": "fixed", "VARCHAR": "text", "FLOAT": "real"}


def _variable_row(item: Variable, session: Session) -> Row:
    value = truth(item.value) if isinstance(item.value, bool) else item.value
    return {
        "session_id": session.id,
        "created_on": item.created_on,
        "updated_on": item.updated_on,
        "name": item.last,
        "value": None if value is None else str(value),
        "type": _VARIABLE_TYPES.get(item.type, item.type.lower()),
        "comment": "",
    }


def _parameters(statement: Show, session: Session) -> list[Any]:
    return parameters.listed(statement, session)


def _parameter_row(item: parameters.Setting, session: Session) -> Row:
    known = parameters.PARAMETERS[item.name]
    return {
        "key": item.name,
        "value": parameters.shown(item.value),
        "default": parameters.shown(known.default),
        "level": item.level,
        "description": known.description,
        "type": known.type,
    }


def _transactions(statement: Show, session: Session) -> list[Any]:
    sessions = sorted(session.account.sessions.values(), key=lambda each: each.id)
    return [each for each in sessions if each.transaction is not None]


def _transaction_row(item: Session, session: Session) -> Row:
    transaction = item.transaction
    assert transaction is not None
    return {
        "id": str(transaction.id),
        "user": item.user,
        "session": item.id,
        "name": transaction.name or str(uuid.uuid5(uuid.NAMESPACE_OID, f"transaction {transaction.id}")),
        "started_on": transaction.started_on,
        "state": "running",
        "scope": 0,
    }


def _locks(statement: Show, session: Session) -> list[Any]:
    return sorted(session.account.locks.listing(), key=lambda held: (held.since, held.waiting))


def _lock_row(item: Any, session: Session) -> Row:
    locked = session.catalog.by_id(item.resource)
    started = {
        each.transaction.id: (each.transaction.started_on, each.id)
        for each in session.account.sessions.values()
        if each.transaction is not None
    }
    started_on, owner = started.get(item.transaction, (None, None))
    return {
        "resource": str(locked.name) if locked is not None else str(item.resource),
        "type": "PARTITIONS",
        "transaction": str(item.transaction),
        "transaction_started_on": started_on,
        "status": "WAITING" if item.waiting else "HOLDING",
        "acquired_on": None if item.waiting else item.since,
        "query_id": item.query_id,
        "session": owner,
    }


LISTINGS: dict[str, Listing] = {
    "DATABASES": Listing(
        columns=names(
            "created_on, name, is_default, is_current, origin, owner, comment, options, retention_time, kind, "
            "owner_role_type, object_visibility, data_quality_monitoring_settings, resharing_settings"
        ),
        entries=_databases,
        row=database_row,
        terse_row=_terse_database_row,
        history=True,
    ),
    "SCHEMAS": Listing(
        columns=names(
            "created_on, name, is_default, is_current, database_name, owner, comment, options, retention_time, "
            "owner_role_type, classification_profile_database, classification_profile_schema, "
            "classification_profile, object_visibility, is_nested"
        ),
        entries=_schemas,
        row=schema_row,
        history=True,
    ),
    "WAREHOUSES": Listing(
        columns=names(
            "name, state, type, size, min_cluster_count, max_cluster_count, started_clusters, running, queued, "
            "is_default, is_current, auto_suspend, auto_resume, available, provisioning, quiescing, other, "
            "created_on, resumed_on, updated_on, owner, comment, enable_query_acceleration, "
            "query_acceleration_max_scale_factor, resource_monitor, actives, pendings, failed, suspended, uuid, "
            "scaling_policy, owner_role_type, resource_constraint, generation, query_throughput_multiplier, "
            "max_query_performance_level, disabled_reasons, tables"
        ),
        entries=_warehouses,
        row=warehouse_row,
    ),
    "RESOURCE MONITORS": Listing(
        columns=names(
            "name, credit_quota, used_credits, remaining_credits, level, frequency, start_time, end_time, notify_at, "
            "suspend_at, suspend_immediately_at, created_on, owner, comment, notify_users"
        ),
        entries=_monitors,
        row=monitor_row,
        terse=None,
    ),
    "VARIABLES": Listing(
        columns=names("session_id, created_on, updated_on, name, value, type, comment"),
        entries=_variables,
        row=_variable_row,
        terse=None,
        name=lambda variable: variable.last,
    ),
    "PARAMETERS": Listing(
        columns=names("key, value, default, level, description, type"),
        entries=_parameters,
        row=_parameter_row,
        terse=None,
        name=lambda setting: setting.name,
    ),
    "TRANSACTIONS": Listing(
        columns=names("id, user, session, name, started_on, state, scope"),
        entries=_transactions,
        row=_transaction_row,
        terse=None,
        name=lambda each: str(each.transaction.id),
    ),
    "LOCKS": Listing(
        columns=names("resource, type, transaction, transaction_started_on, status, acquired_on, query_id, session"),
        entries=_locks,
        row=_lock_row,
        terse=None,
        name=lambda held: str(held.resource),
    ),
}
