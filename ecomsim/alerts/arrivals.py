"""Alerts on new data: alerts without a schedule, which look at the rows that arrived in one table or view.

A watermark holds the version of every table beneath the source up to which an alert has looked. RESUME sets it to the
present; each look moves it on, whatever its outcome. Looks are at least thirty seconds apart, so that an action which
writes to its own source does not call itself without end. Source: "Setting up alerts based on data in Snowflake"
(alerts on new data), spec/tasks.md A-16.2.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import Alert, DynamicTable, Table, View
from ecomsim.names import Name, ObjectName
from ecomsim.sqltext import nodes
from ecomsim.statements.resolver import Arrivals

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.catalog.store import Catalog

Source = Table | DynamicTable | View

APART = timedelta(seconds=30)
_SIMPLE = "The condition of an alert on new data must be a SELECT from one table or view without joins and CTEs."


def source_of(condition: str) -> ObjectName:
    """The one table or view in the condition. Raises when the query is not as simple as an alert on new data asks."""
    from ecomsim.sqltext.parse import parse

    statement = parse(condition)
    tree = statement.tree if isinstance(statement, nodes.Query) else None
    if not isinstance(tree, exp.Select) or tree.args.get("with_") or tree.args.get("joins"):
        raise errors.invalid_value(_SIMPLE)
    tables = list(tree.find_all(exp.Table))
    start = tree.args.get("from_")
    if len(tables) != 1 or start is None or start.this is not tables[0]:
        raise errors.invalid_value(_SIMPLE)
    parts = tuple(part.name if part.args.get("quoted") else part.name.upper() for part in tables[0].parts)
    return ObjectName(parts)


def find(condition: str, alert: Name, catalog: Catalog) -> Source:
    """The source, its name resolved in the alert's own schema. Raises 002003, and a refusal while nobody tracks its
    changes.
    """
    name = source_of(condition)
    parts = (alert.database, alert.schema)[: 3 - len(name.parts)] + name.parts
    found = catalog.relation(Name(parts[0], parts[1] or "PUBLIC", parts[2]))
    if not isinstance(found, (Table, DynamicTable, View)):
        raise errors.does_not_exist("Object", name)
    if isinstance(found, (Table, View)) and not found.change_tracking:
        raise errors.invalid_value(f"An alert on new data needs change tracking, which '{found.name}' has not.")
    return found


class Watermarks:
    """Up to which version each alert has looked. Safe for several threads."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lock = threading.RLock()
        self._reached: dict[int, dict[int, int]] | None = None

    def present(self, alert: Alert) -> tuple[Source, dict[int, int]] | None:
        """The source and the present version of every table beneath it; None when it is gone."""
        try:
            source = find(alert.condition, alert.name, self._account.catalog)
        except errors.SnowflakeError:
            return None
        return source, {table_id: self._account.timelines.number(table_id) for table_id in self._bases(source)}

    def reached(self, alert: Alert) -> Mapping[int, int]:
        with self._lock:
            return self._all().get(alert.id, {})

    def set(self, alert_id: int, versions: Mapping[int, int]) -> None:
        with self._lock:
            self._all()[alert_id] = dict(versions)
            with self._account.internal() as duck:
                duck.execute("DELETE FROM _ecomsim.alert_watermarks WHERE alert_id = ?", [alert_id])
                for row in versions.items():
                    duck.execute("INSERT INTO _ecomsim.alert_watermarks VALUES (?, ?, ?)", [alert_id, *row])

    def arrivals(self, alert: Alert) -> tuple[Arrivals, dict[int, int]] | None:
        """What the alert looks at now, and the watermark after that look; None when its source is gone."""
        found = self.present(alert)
        if found is None:
            return None
        source, versions = found
        reached = self.reached(alert)
        pairs = {table_id: (reached.get(table_id, version), version) for table_id, version in versions.items()}
        return Arrivals(source.id, pairs), versions

    def first_arrival(self, alert: Alert) -> datetime | None:
        """When the oldest change that the alert has not looked at was committed."""
        found = self.present(alert)
        if found is None:
            return None
        reached = self.reached(alert)
        waiting = [
            version.committed_at
            for table_id, present in found[1].items()
            if present > reached.get(table_id, present)
            for version in self._account.timelines.line(table_id)
            if version.changed and version.number > reached[table_id]
        ]
        return min(waiting, default=None)

    def _bases(self, source: Source) -> tuple[int, ...]:
        if not isinstance(source, View):
            return (source.id,)
        from ecomsim.streams import view_streams

        with self._account.session(internal=True) as session:
            return view_streams.base_tables(source, session)

    def _all(self) -> dict[int, dict[int, int]]:
        if self._reached is None:
            self._reached = {}
            with self._account.internal() as duck:
                rows = duck.execute("SELECT alert_id, table_id, version FROM _ecomsim.alert_watermarks").fetchall()
            for alert_id, table_id, version in rows:
                self._reached.setdefault(alert_id, {})[table_id] = version
        return self._reached
