"""SHOW and DESCRIBE ALERT. Source: "SHOW ALERTS", spec/tasks.md 16.8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecomsim.catalog.objects import Alert
from ecomsim.metadata.grid import Row, names, truth
from ecomsim.metadata.listing import Listing, in_scope, placed

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def alert_row(item: Alert, session: Session) -> Row:
    """One row of SHOW ALERTS."""
    return {
        **placed(item),
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
        entries=in_scope(Alert.kind),
        row=alert_row,
    )
}
