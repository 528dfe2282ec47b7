"""SHOW and DESCRIBE ALERT. Source: "SHOW ALERTS", spec/tasks.md 16.8."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import Alert
from ecomsim.metadata.filters import scope
from ecomsim.metadata.grid import Row, names, truth
from ecomsim.metadata.listing import Listing
from ecomsim.sqltext.nodes import Show

if TYPE_CHECKING:
    from ecomsim.session import Session


def _alerts(statement: Show, session: Session) -> list[Any]:
    where = scope(statement, session)
    return session.catalog.all(Alert.kind, where.database, where.schema)


def alert_row(item: Alert, session: Session) -> Row:
    """One row of SHOW ALERTS."""
    return {
        "created_on": item.created_on,
        "name": item.name.last,
        "kind": None,
        "database_name": item.name.database,
        "schema_name": item.name.schema,
        "owner": item.owner,
        "comment": item.comment,
        "warehouse": item.warehouse,
        "schedule": item.schedule,
        "state": item.state,
        "condition": item.condition,
        "action": item.action,
        "owner_role_type": "ROLE",
        "runbook": item.runbook,
        "config": item.config,
        "was_auto_suspended": truth(item.was_auto_suspended),
    }


LISTINGS: dict[str, Listing] = {
    "ALERTS": Listing(
        columns=names(
            "created_on, name, database_name, schema_name, owner, comment, warehouse, schedule, state, condition, "
            "action, owner_role_type, runbook, config, was_auto_suspended"
        ),
        terse=names("created_on, name, kind, database_name, schema_name, schedule, state"),
        entries=_alerts,
        row=alert_row,
    )
}
