"""SNOWFLAKE.ACCOUNT_USAGE: the whole account, without the service's latency.

One table of views over the rooms that give their rows. Rows come from the same places as those of INFORMATION_SCHEMA
and the history functions; only the columns differ. Source: spec/metadata.md section 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.metadata import grid, login_history, usage_definitions, usage_history, usage_objects, usage_storage
from ecomsim.metadata.usage_view import UsageView
from ecomsim.result import Result
from ecomsim.tags import references
from ecomsim.types import Column

if TYPE_CHECKING:
    from ecomsim.session import Session

VIEWS: dict[str, UsageView] = {
    **usage_objects.VIEWS,
    **usage_history.VIEWS,
    **usage_storage.VIEWS,
    **usage_definitions.VIEWS,
    **login_history.VIEWS,
    **references.VIEWS,
}


def relation(view: str, session: Session) -> Result | None:
    """The rows of one view; None when there is no such view.

    Raises unsupported for views that Snowflake has and the engine has not.
    """
    found = VIEWS.get(view)
    if found is None:
        if view in ABSENT:
            raise errors.unsupported(f"SNOWFLAKE.ACCOUNT_USAGE.{view}")
        return None
    return grid.result(found.columns, found.rows(session), statement_type="SELECT")


def columns(view: str) -> tuple[Column, ...] | None:
    """The columns of a view, or None when there is no such view."""
    found = VIEWS.get(view)
    return None if found is None else found.columns


ABSENT = frozenset(
    {
        "ACCESS_HISTORY",
        "AGGREGATE_QUERY_HISTORY",
        "ALERT_HISTORY",
        "AUTOMATIC_CLUSTERING_HISTORY",
        "DATA_TRANSFER_HISTORY",
        "FUNCTIONS",
        "LOCK_WAIT_HISTORY",
        "MATERIALIZED_VIEW_REFRESH_HISTORY",
        "METERING_HISTORY",
        "PIPES",
        "PIPE_USAGE_HISTORY",
        "POLICY_REFERENCES",
        "QUERY_ATTRIBUTION_HISTORY",
        "RESOURCE_MONITORS",
        "WAREHOUSE_EVENTS_HISTORY",
    }
)
"""Views of Snowflake's that the engine has not."""
