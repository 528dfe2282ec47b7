"""Storage in SNOWFLAKE.ACCOUNT_USAGE: what tables and internal stages take, by database and in all.

The account keeps no record of sizes, so there is one row: of today, with the sizes of this moment. There is no
fail-safe copy and no row store. Source: "STORAGE_USAGE view", "DATABASE_STORAGE_USAGE_HISTORY view",
"STAGE_STORAGE_USAGE_HISTORY view".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import Database, DynamicTable, Table
from ecomsim.metadata import facts
from ecomsim.metadata.grid import Row, names, view_columns
from ecomsim.metadata.usage_view import TYPES, UsageView
from ecomsim.values.types import FLOAT, INTEGER

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def _today(session: Session) -> date:
    return session.now.astimezone(UTC).date()


def _by_database(session: Session) -> dict[str, int]:
    """Bytes of rows and of their history, dropped tables that can come back included."""
    sizes = facts.Sizes(session)
    found: dict[str, int] = {}
    item: Any
    for kind in (Table.kind, DynamicTable.kind):
        for item in (*session.catalog.all(kind), *session.catalog.dropped(kind)):
            used = sizes.active_bytes(item) + sizes.history_bytes(item)
            found[item.name.database] = found.get(item.name.database, 0) + used
    return found


def _databases(session: Session) -> Iterator[Row]:
    used = _by_database(session)
    for item in (*session.catalog.all(Database.kind), *session.catalog.dropped(Database.kind)):
        yield {
            "USAGE_DATE": _today(session),
            "DATABASE_ID": item.id,
            "DATABASE_NAME": item.name.last,
            "DELETED": item.dropped_on,
            "AVERAGE_DATABASE_BYTES": float(used.get(item.name.last, 0)),
            **dict.fromkeys(names(_NONE), 0.0),
        }


def _stage_bytes(session: Session) -> int:
    """Of the files in named, table and user stages."""
    from ecomsim.staging import places

    root = places.folders(session.account)
    stages = [each for each in root.iterdir() if not each.name.startswith("imports_")] if root.exists() else []
    return sum(path.stat().st_size for each in stages for path in each.rglob("*") if path.is_file())


def _stages(session: Session) -> Iterator[Row]:
    yield {"USAGE_DATE": _today(session), "AVERAGE_STAGE_BYTES": _stage_bytes(session)}


def _account(session: Session) -> Iterator[Row]:
    yield {
        "USAGE_DATE": _today(session),
        "STORAGE_BYTES": sum(_by_database(session).values()),
        "STAGE_BYTES": _stage_bytes(session),
        "FAILSAFE_BYTES": 0,
        "HYBRID_TABLE_STORAGE_BYTES": 0,
    }


_NONE = (
    "AVERAGE_FAILSAFE_BYTES, AVERAGE_HYBRID_TABLE_STORAGE_BYTES, AVERAGE_ARCHIVE_STORAGE_COOL_BYTES, "
    "AVERAGE_ARCHIVE_STORAGE_COLD_BYTES"
)
_TYPES = {
    **TYPES,
    **dict.fromkeys(names(f"AVERAGE_DATABASE_BYTES, {_NONE}"), FLOAT),
    **dict.fromkeys(names("STORAGE_BYTES, STAGE_BYTES, AVERAGE_STAGE_BYTES, HYBRID_TABLE_STORAGE_BYTES"), INTEGER),
}

VIEWS: dict[str, UsageView] = {
    "DATABASE_STORAGE_USAGE_HISTORY": UsageView(
        view_columns(
            names(f"USAGE_DATE, DATABASE_ID, DATABASE_NAME, DELETED, AVERAGE_DATABASE_BYTES, {_NONE}"), _TYPES
        ),
        _databases,
    ),
    "STAGE_STORAGE_USAGE_HISTORY": UsageView(view_columns(names("USAGE_DATE, AVERAGE_STAGE_BYTES"), _TYPES), _stages),
    "STORAGE_USAGE": UsageView(
        view_columns(
            names("USAGE_DATE, STORAGE_BYTES, STAGE_BYTES, FAILSAFE_BYTES, HYBRID_TABLE_STORAGE_BYTES"), _TYPES
        ),
        _account,
    ),
}
