"""Definitions in SNOWFLAKE.ACCOUNT_USAGE that INFORMATION_SCHEMA has by database: stages and table constraints.

Rows are those of INFORMATION_SCHEMA for each database, with the ids of their containers; a dropped stage or table is
not listed. Source: "STAGES view", "TABLE_CONSTRAINTS view".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import Database
from ecomsim.metadata import information_schema, rows
from ecomsim.metadata.grid import Row, names, view_columns
from ecomsim.metadata.usage_view import TYPES, UsageView
from ecomsim.names import Name
from ecomsim.types import INTEGER

if TYPE_CHECKING:
    from ecomsim.session import Session


def _everywhere(view: str, session: Session) -> Iterator[Row]:
    for database in session.catalog.all(Database.kind):
        yield from information_schema.VIEWS[view].rows(database.name.last, session)


def _ids(row: Row, kind: str, session: Session) -> Row:
    """The ids of the schema and database that the row names, as columns of `kind`."""
    found = rows.container_ids(Name(row[f"{kind}_CATALOG"], row[f"{kind}_SCHEMA"], ""), session)
    return {f"{kind}_SCHEMA_ID": found["TABLE_SCHEMA_ID"], f"{kind}_CATALOG_ID": found["TABLE_CATALOG_ID"]}


def _stages(session: Session) -> Iterator[Row]:
    for row in _everywhere("STAGES", session):
        name = Name(row["STAGE_CATALOG"], row["STAGE_SCHEMA"], row["STAGE_NAME"])
        item = session.catalog.get("STAGE", name)
        yield {
            **row,
            **_ids(row, "STAGE", session),
            "STAGE_ID": None if item is None else item.id,
            "DELETED": None,
            "OWNER_ROLE_TYPE": "ROLE",
            "INSTANCE_ID": None,
            "STORAGE_INTEGRATION": None,
        }


def _constraints(session: Session) -> Iterator[Row]:
    """A constraint has no id of its own."""
    for row in _everywhere("TABLE_CONSTRAINTS", session):
        table: Any = session.catalog.relation(Name(row["TABLE_CATALOG"], row["TABLE_SCHEMA"], row["TABLE_NAME"]))
        if table is None:  # a temporary one
            continue
        yield {
            **row,
            **_ids(row, "CONSTRAINT", session),
            **_ids(row, "TABLE", session),
            "CONSTRAINT_ID": None,
            "TABLE_ID": table.id,
            "DELETED": None,
            **{name: row[name][0] for name in ("IS_DEFERRABLE", "INITIALLY_DEFERRED", "ENFORCED", "RELY")},
        }


_TYPES = {
    **TYPES,
    **dict.fromkeys(
        names(
            "STAGE_ID, STAGE_SCHEMA_ID, STAGE_CATALOG_ID, CONSTRAINT_ID, CONSTRAINT_SCHEMA_ID, CONSTRAINT_CATALOG_ID"
        ),
        INTEGER,
    ),
}

VIEWS: dict[str, UsageView] = {
    "STAGES": UsageView(
        view_columns(
            names(
                "STAGE_ID, STAGE_NAME, STAGE_SCHEMA_ID, STAGE_SCHEMA, STAGE_CATALOG_ID, STAGE_CATALOG, STAGE_URL, "
                "STAGE_REGION, STAGE_TYPE, STAGE_OWNER, COMMENT, CREATED, LAST_ALTERED, DELETED, OWNER_ROLE_TYPE, "
                "INSTANCE_ID, STORAGE_INTEGRATION"
            ),
            _TYPES,
        ),
        _stages,
    ),
    "TABLE_CONSTRAINTS": UsageView(
        view_columns(
            names(
                "CONSTRAINT_ID, CONSTRAINT_NAME, CONSTRAINT_SCHEMA_ID, CONSTRAINT_SCHEMA, CONSTRAINT_CATALOG_ID, "
                "CONSTRAINT_CATALOG, TABLE_ID, TABLE_NAME, TABLE_SCHEMA_ID, TABLE_SCHEMA, TABLE_CATALOG_ID, "
                "TABLE_CATALOG, CONSTRAINT_TYPE, IS_DEFERRABLE, INITIALLY_DEFERRED, ENFORCED, COMMENT, CREATED, "
                "LAST_ALTERED, DELETED, RELY"
            ),
            _TYPES,
        ),
        _constraints,
    ),
}
