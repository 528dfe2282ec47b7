"""Retention: removing history that nobody can reach any more.

An image that ended at version v is needed while a point in time before v is within the table's retention, or while a
stream or a dynamic table stands before v. Everything older goes, with its versions. Source: spec/streams.md 5.1, 7.1.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import CatalogObject, DynamicTable, Stream, Table
from ecomsim.duck import first_row
from ecomsim.names import Name
from ecomsim.storage import layout, offsets

if TYPE_CHECKING:
    import duckdb

    from ecomsim.accounts.account import Account
    from ecomsim.catalog.objects import CatalogObject
    from ecomsim.catalog.store import Catalog

DEFAULT_DAYS = 1
EXTENSION_DAYS = 14
"""MAX_DATA_EXTENSION_TIME_IN_DAYS by default."""


def retention_days(item: Any, catalog: Catalog) -> int:
    """DATA_RETENTION_TIME_IN_DAYS in force: the object's own, else its schema's, its database's, or 1.

    Transient and temporary objects keep at most one day, a dropped tag exactly one.
    """
    if item.kind == "TAG" and "DROPPED_WITH" not in item.options:
        return DEFAULT_DAYS
    found = _in_force(item, "DATA_RETENTION_TIME_IN_DAYS", catalog)
    days = DEFAULT_DAYS if found is None else found
    return min(days, 1) if is_transient(item) else days


def kept_for_streams(table: Any, catalog: Catalog) -> timedelta:
    """How long changes are kept for who follows them: the longer of the retention and its extension in force."""
    extension = _in_force(table, "MAX_DATA_EXTENSION_TIME_IN_DAYS", catalog)
    return timedelta(days=max(retention_days(table, catalog), EXTENSION_DAYS if extension is None else extension))


def is_transient(item: Any) -> bool:
    """Whether the object or what it stands in was declared TRANSIENT or TEMPORARY."""
    return getattr(item, "durability", "PERMANENT") != "PERMANENT" or bool(getattr(item, "transient", False))


def _in_force(item: Any, parameter: str, catalog: Catalog) -> int | None:
    """What was set on the object, else on the nearest container; None when nobody set it."""
    for each in (item, *containers(item.name, catalog)):
        days = getattr(each, parameter.lower(), None) if each is not None else None
        if days is None and each is not None:
            days = each.options.get(parameter)
        if days is not None:
            return int(days)
    return None


def containers(name: Name, catalog: Catalog) -> tuple[CatalogObject | None, ...]:
    """The schema and the database that an object stands in; None for one that there is not."""
    return (
        catalog.get("SCHEMA", name.container) if name.schema else None,
        catalog.get("DATABASE", Name("", "", name.database)) if name.database else None,
    )


def prune(account: Account) -> int:
    """Remove unreachable history of every table, and purge dropped objects past their retention.

    Returns the number of images removed. Nobody is waited for or disturbed: a table that somebody is writing keeps its
    history until the next time.
    """
    now = account.clock.now()
    needed = _needed_versions(account)
    removed = 0
    for table in (*account.catalog.all("TABLE"), *account.catalog.all("DYNAMIC TABLE")):
        if account.locks.is_held(table.id):
            continue
        horizon = _horizon(account, table, now)
        oldest = min(horizon, needed.get(table.id, horizon))
        removed += _remove_before(account, table.id, oldest)
    with account.commit_lock, account.internal() as duck:
        offsets.compact(duck)
    _purge(account, now)
    return removed


def _horizon(account: Account, table: CatalogObject, now: datetime) -> int:
    """The version that was current at the beginning of the retention period."""
    start = now - timedelta(days=retention_days(table, account.catalog))
    version = account.timelines.at_time(table.id, start)
    return version.number if version else 0


def _needed_versions(account: Account) -> dict[int, int]:
    """The oldest version of each table that a stream or a dynamic table has still to read from."""
    needed: dict[int, int] = {}
    for dynamic_table in account.catalog.all("DYNAMIC TABLE"):
        for table_id, version in account.dynamic_tables.get(dynamic_table.id).sources.items():
            needed[table_id] = min(needed.get(table_id, version), version)
    for stream in account.catalog.all("STREAM"):
        assert isinstance(stream, Stream)
        for table_id, version in account.offsets[stream.id].versions.items():
            needed[table_id] = min(needed.get(table_id, version), version)
    return needed


def _remove_before(account: Account, table_id: int, version: int) -> int:
    """Remove the images that ended at or before `version`."""
    line = account.timelines.line(table_id)
    if not line or line[0].number >= version:
        return 0
    with account.internal() as duck:
        gone = first_row(duck.execute(f"DELETE FROM {layout.history(table_id)} WHERE {layout.TO} <= {version}"))
        duck.execute("DELETE FROM _ecomsim.versions WHERE table_id = ? AND version < ?", [table_id, version])
    account.timelines.prune(table_id, version)
    return int(gone[0]) if gone else 0


def _purge(account: Account, now: datetime) -> None:
    """Forget dropped objects that UNDROP can no longer reach."""
    expired = [
        item
        for item in account.catalog.graveyard
        if item.dropped_on is not None and item.dropped_on + timedelta(days=retention_days(item, account.catalog)) < now
    ]
    if not expired:
        return
    with account.ddl_lock, account.commit_lock:
        with account.internal() as duck:
            for item in expired:
                _forget(duck, item)
        account.catalog = account.catalog.evolve(forget=[item.id for item in expired])


def _forget(duck: duckdb.DuckDBPyConnection, item: CatalogObject) -> None:
    duck.execute("DELETE FROM _ecomsim.objects WHERE id = ?", [item.id])
    if isinstance(item, (Table, DynamicTable)):
        layout.drop(duck, item.id)
        duck.execute("DELETE FROM _ecomsim.versions WHERE table_id = ?", [item.id])
