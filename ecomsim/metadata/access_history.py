"""SNOWFLAKE.ACCOUNT_USAGE.ACCESS_HISTORY: who read and wrote which columns, and who changed which definition.

Every role that may read the view sees every statement of the account. EVENT_SOURCE and ADDITIONAL_PROPERTIES, which
tell statements from calls of a catalog's REST API, are always those of statements.
Source: Snowflake documentation, "ACCESS_HISTORY view".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecomsim.metadata.grid import Row, names, typed, view_columns
from ecomsim.metadata.usage_view import UsageView
from ecomsim.values.types import ARRAY, OBJECT, VARIANT

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def _rows(session: Session) -> Iterator[Row]:
    for row in session.account.accesses.rows():
        yield {
            "QUERY_ID": row["query_id"],
            "QUERY_START_TIME": row["query_start_time"],
            "USER_NAME": row["user_name"],
            "DIRECT_OBJECTS_ACCESSED": row["direct"] or "[]",
            "BASE_OBJECTS_ACCESSED": row["base"] or "[]",
            "OBJECTS_MODIFIED": row["modified"] or "[]",
            "OBJECT_MODIFIED_BY_DDL": row["ddl"],
            "POLICIES_REFERENCED": row["policies"] or "[]",
            "PARENT_QUERY_ID": row["parent_query_id"],
            "ROOT_QUERY_ID": row["root_query_id"],
            "EVENT_SOURCE": "snowflake_sql",
            "ADDITIONAL_PROPERTIES": None,
        }


_ARRAYS = ("DIRECT_OBJECTS_ACCESSED", "BASE_OBJECTS_ACCESSED", "OBJECTS_MODIFIED", "POLICIES_REFERENCED")

VIEWS: dict[str, UsageView] = {
    "ACCESS_HISTORY": UsageView(
        view_columns(
            names(
                "QUERY_ID, QUERY_START_TIME, USER_NAME, DIRECT_OBJECTS_ACCESSED, BASE_OBJECTS_ACCESSED, "
                "OBJECTS_MODIFIED, OBJECT_MODIFIED_BY_DDL, POLICIES_REFERENCED, PARENT_QUERY_ID, ROOT_QUERY_ID, "
                "EVENT_SOURCE, ADDITIONAL_PROPERTIES"
            ),
            {
                **typed(times="QUERY_START_TIME"),
                **dict.fromkeys(_ARRAYS, ARRAY),
                "OBJECT_MODIFIED_BY_DDL": OBJECT,
                "ADDITIONAL_PROPERTIES": VARIANT,
            },
        ),
        _rows,
    ),
}
