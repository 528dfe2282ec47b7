"""SHOW and DESCRIBE of notification integrations. Source: "SHOW NOTIFICATION INTEGRATIONS", "DESCRIBE INTEGRATION"."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.account_objects import NotificationIntegration
from ecomsim.metadata import grid
from ecomsim.metadata.grid import Row, names, truth
from ecomsim.metadata.listing import Listing
from ecomsim.sqltext.nodes import Describe, Show
from ecomsim.statements.result import Result

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

PROPERTIES = grid.show_columns(names("property, property_type, property_value, property_default"))


def _integrations(statement: Show, session: Session) -> list[Any]:
    return session.catalog.all(NotificationIntegration.kind)


def integration_row(item: NotificationIntegration, session: Session) -> Row:
    """One row of SHOW INTEGRATIONS."""
    return {
        "name": item.name.last,
        "type": "EMAIL",
        "category": "NOTIFICATION",
        "enabled": truth(item.enabled),
        "comment": item.comment or None,
        "created_on": item.created_on,
    }


def describe(statement: Describe, session: Session) -> Result:
    """DESCRIBE NOTIFICATION INTEGRATION: one row for each property."""
    item: NotificationIntegration = session.find(NotificationIntegration.kind, statement.name)
    listed = (
        ("ENABLED", "Boolean", truth(item.enabled), "false"),
        ("ALLOWED_RECIPIENTS", "List", _listed(item.allowed_recipients or ()), "[]"),
        ("DEFAULT_RECIPIENTS", "List", _listed(item.default_recipients), "[]"),
        ("DEFAULT_SUBJECT", "String", item.default_subject, "Snowflake Email Notification"),
        ("COMMENT", "String", item.comment, ""),
    )
    columns = [column.name for column in PROPERTIES]
    rows = [dict(zip(columns, each, strict=True)) for each in listed]
    return grid.result(PROPERTIES, rows, statement_type="DESCRIBE")


def _listed(items: tuple[str, ...]) -> str:
    return json.dumps(list(items), separators=(",", ":"))


_LISTING = Listing(
    columns=names("name, type, category, enabled, comment, created_on"),
    entries=_integrations,
    row=integration_row,
    terse=None,
)
LISTINGS: dict[str, Listing] = {"NOTIFICATION INTEGRATIONS": _LISTING, "INTEGRATIONS": _LISTING}
