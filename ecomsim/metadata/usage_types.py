"""ELEMENT_TYPES and FIELDS of SNOWFLAKE.ACCOUNT_USAGE: what the structured types of columns are made of, account-wide.

Rows are those of INFORMATION_SCHEMA for each database, with ids, which are text here, and whether a part may be NULL.
What was dropped is not listed. Source: Snowflake documentation, "ELEMENT_TYPES view", "FIELDS view".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ecomsim.access.checks import visible
from ecomsim.catalog.objects import Database
from ecomsim.metadata import facts, rows, rows_of_types
from ecomsim.metadata.grid import Row, names, view_columns
from ecomsim.metadata.usage_view import TYPES, UsageView

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def _everywhere(parts: Callable[..., Iterator[Row]]) -> Callable[[Session], Iterator[Row]]:
    """The rows of `parts` for the stored tables of all databases."""

    def rows_of(session: Session) -> Iterator[Row]:
        for database in session.catalog.all(Database.kind):
            for item in facts.tables(session, database.name.last):
                if not visible(session, item):
                    continue
                ids = rows.container_ids(item.name, session)
                for row in parts([item]):
                    yield {
                        **row,
                        "OBJECT_ID": str(item.id),
                        "OBJECT_SCHEMA_ID": str(ids["TABLE_SCHEMA_ID"]),
                        "OBJECT_CATALOG_ID": str(ids["TABLE_CATALOG_ID"]),
                        "DELETED": None,
                    }

    return rows_of


_OBJECT = "OBJECT_ID, OBJECT_NAME, OBJECT_TYPE, OBJECT_SCHEMA_ID, OBJECT_SCHEMA, OBJECT_CATALOG_ID, OBJECT_CATALOG"
_END = f"{rows_of_types.PART}, IS_NULLABLE, DELETED"


def _view(text: str, parts: Callable[..., Iterator[Row]]) -> UsageView:
    return UsageView(view_columns(names(text), TYPES), _everywhere(parts))


VIEWS: dict[str, UsageView] = {
    "ELEMENT_TYPES": _view(f"COLLECTION_TYPE_IDENTIFIER, {_OBJECT}, {_END}", rows_of_types.element_types),
    "FIELDS": _view(f"ROW_IDENTIFIER, FIELD_NAME, {_OBJECT}, ORDINAL_POSITION, {_END}", rows_of_types.fields),
}
