"""SNOWFLAKE.ACCOUNT_USAGE: the whole account, without the service's latency.

One table of views over the rooms that give their rows. Rows come from the same places as those of INFORMATION_SCHEMA
and the history functions; only the columns differ. Source: spec/metadata.md section 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.metadata import (
    access_history,
    grid,
    login_history,
    usage_definitions,
    usage_history,
    usage_objects,
    usage_storage,
    usage_types,
)
from ecomsim.metadata.usage_view import UsageView
from ecomsim.statements.result import Result
from ecomsim.tags import references
from ecomsim.values.types import Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

VIEWS: dict[str, UsageView] = {
    **usage_objects.VIEWS,
    **usage_history.VIEWS,
    **usage_storage.VIEWS,
    **usage_definitions.VIEWS,
    **login_history.VIEWS,
    **access_history.VIEWS,
    **usage_types.VIEWS,
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
    grid.names(
        "AGGREGATE_ACCESS_HISTORY, AGGREGATE_QUERY_HISTORY, AGGREGATION_POLICIES, "
        "APPLICATION_DAILY_USAGE_HISTORY, APPLICATION_SPECIFICATIONS, "
        "BACKUP_OPERATION_HISTORY, BACKUP_POLICIES, BACKUP_SETS, BACKUP_STORAGE_USAGE, BACKUPS, "
        "BLOCK_STORAGE_HISTORY, BLOCK_STORAGE_SNAPSHOTS, CATALOG_LINKED_DATABASE_USAGE_HISTORY, CLASS_INSTANCES, "
        "CLASSES, COLUMN_QUERY_PRUNING_HISTORY, COMPUTE_POOLS, CONTACTS, CONTACT_REFERENCES, "
        "CORTEX_ANALYST_USAGE_HISTORY, CORTEX_FUNCTIONS_QUERY_USAGE_HISTORY, CORTEX_FUNCTIONS_USAGE_HISTORY, "
        "CREDENTIALS, DATABASE_REPLICATION_USAGE_HISTORY, DATA_CLASSIFICATION_LATEST, "
        "DATA_METRIC_FUNCTION_REFERENCES, DATA_QUALITY_MONITORING_USAGE_HISTORY, DATA_TRANSFER_HISTORY, "
        "EVENT_USAGE_HISTORY, EXTERNAL_ACCESS_HISTORY, HYBRID_TABLES, "
        "HYBRID_TABLE_USAGE_HISTORY, ICEBERG_STORAGE_OPTIMIZATION_HISTORY, INDEXES, INDEX_COLUMNS, "
        "INTERNAL_DATA_TRANSFER_HISTORY, INTERNAL_STAGE_NETWORK_ACCESS_HISTORY, JOIN_POLICIES, LOCK_WAIT_HISTORY, "
        "MATERIALIZED_VIEW_REFRESH_HISTORY, NETWORK_POLICIES, NETWORK_RULES, NETWORK_RULE_REFERENCES, "
        "NOTEBOOKS_CONTAINER_RUNTIME_HISTORY, PASSWORD_POLICIES, PRIVACY_BUDGETS, "
        "PRIVACY_POLICIES, PROJECTION_POLICIES, QUERY_ACCELERATION_ELIGIBLE, QUERY_ACCELERATION_HISTORY, "
        "QUERY_ATTRIBUTION_HISTORY, QUERY_INSIGHTS, REPLICATION_GROUPS, REPLICATION_GROUP_REFRESH_HISTORY, "
        "REPLICATION_GROUP_USAGE_HISTORY, REPLICATION_USAGE_HISTORY, "
        "SEARCH_OPTIMIZATION_BENEFITS, SEARCH_OPTIMIZATION_HISTORY, SECRETS, SEMANTIC_DIMENSIONS, SEMANTIC_FACTS, "
        "SEMANTIC_METRICS, SEMANTIC_RELATIONSHIPS, SEMANTIC_TABLES, SEMANTIC_VIEWS, SERVERLESS_ALERT_HISTORY, "
        "SERVICES, SESSION_POLICIES, SHARES, SNOWPARK_CONTAINER_SERVICES_HISTORY, "
        "SNOWPIPE_STREAMING_CHANNEL_HISTORY, SNOWPIPE_STREAMING_CLIENT_HISTORY, "
        "SNOWPIPE_STREAMING_FILE_MIGRATION_HISTORY, TABLE_DML_HISTORY, TABLE_PRUNING_HISTORY, "
        "TABLE_QUERY_PRUNING_HISTORY, TRUST_CENTER_FINDINGS, WAREHOUSE_EVENTS_HISTORY"
    )
)
"""Views of Snowflake's that the engine has not."""
