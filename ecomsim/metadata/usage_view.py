"""A view of SNOWFLAKE.ACCOUNT_USAGE: its columns, and the function that gives its rows for the whole account.

A column's type follows from its name, as one name means one thing in nearly all of these views.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecomsim.metadata.grid import Row, names, typed, view_columns
from ecomsim.values.types import DATE, FLOAT, VARIANT, Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


@dataclass(frozen=True, slots=True)
class UsageView:
    columns: tuple[Column, ...]
    rows: Callable[[Session], Iterable[Row]]


TYPES = {
    **typed(
        times=(
            "CREATED, LAST_ALTERED, LAST_DDL, DELETED, TABLE_CREATED, TABLE_DROPPED, TABLE_ENTERED_FAILSAFE, "
            "SCHEMA_CREATED, SCHEMA_DROPPED, CATALOG_CREATED, CATALOG_DROPPED, SCHEDULED_TIME, COMPLETED_TIME, "
            "QUERY_START_TIME, NEXT_SCHEDULED_TIME, START_TIME, END_TIME, STALE_AFTER, CREATED_ON, MODIFIED_ON, "
            "DELETED_ON, LAST_LOAD_TIME, PIPE_RECEIVED_TIME, FIRST_COMMIT_TIME, BYPASS_MFA_UNTIL, LAST_SUCCESS_LOGIN, "
            "EXPIRES_AT, LOCKED_UNTIL_TIME, PASSWORD_LAST_SET_TIME"
        ),
        integers=(
            "TABLE_ID, TABLE_SCHEMA_ID, TABLE_CATALOG_ID, ROW_COUNT, BYTES, RETENTION_TIME, INSTANCE_ID, COLUMN_ID, "
            "ORDINAL_POSITION, CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH, NUMERIC_PRECISION, "
            "NUMERIC_PRECISION_RADIX, NUMERIC_SCALE, DATETIME_PRECISION, MAXIMUM_CARDINALITY, DATABASE_ID, SCHEMA_ID, "
            "CATALOG_ID, ID, CLONE_GROUP_ID, ACTIVE_BYTES, TIME_TRAVEL_BYTES, FAILSAFE_BYTES, "
            "RETAINED_FOR_CLONE_BYTES, STREAM_ID, STREAM_SCHEMA_ID, STREAM_CATALOG_ID, TASK_SCHEMA_ID, "
            "TASK_DATABASE_ID, GRAPH_VERSION, RUN_ID, ATTEMPT_NUMBER, GRAPH_RUN_GROUP_ID, QUERY_HASH_VERSION, "
            "QUERY_PARAMETERIZED_HASH_VERSION, WAREHOUSE_ID, ROLE_ID, USER_ID, ROW_PARSED, FILE_SIZE, "
            "FIRST_ERROR_LINE_NUMBER, FIRST_ERROR_CHARACTER_POS, FIRST_ERROR_CHARACTER_POSITION, ERROR_COUNT, "
            "ERROR_LIMIT, FIRST_ERROR_CODE, TASK_ID, NOTIFY, SUSPEND, SUSPEND_IMMEDIATE"
        ),
        credits=(
            "CREDITS_USED, CREDITS_USED_COMPUTE, CREDITS_USED_CLOUD_SERVICES, CREDITS_ATTRIBUTED_COMPUTE_QUERIES, "
            "CREDITS_ADJUSTMENT_CLOUD_SERVICES, CREDITS_BILLED, AVG_RUNNING, AVG_QUEUED_LOAD, "
            "AVG_QUEUED_PROVISIONING, AVG_BLOCKED"
        ),
        booleans=(
            "GRANT_OPTION, MUST_CHANGE_PASSWORD, HAS_PASSWORD, EXT_AUTHN_DUO, HAS_MFA, HAS_RSA_PUBLIC_KEY, "
            "IS_FROM_ORGANIZATION_USER"
        ),
    ),
    "USAGE_DATE": DATE,
    "DISABLED": VARIANT,
    "SNOWFLAKE_LOCK": VARIANT,
    "CREDIT_QUOTA": VARIANT,
    "USED_CREDITS": VARIANT,
    "REMAINING_CREDITS": FLOAT,
}


def view(text: str, source: Callable[[Session], Iterable[Row]]) -> UsageView:
    return UsageView(view_columns(names(text), TYPES), source)
