"""A kind of thing that SHOW lists: its columns, where its entries come from, and what a row says of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import CatalogObject
from ecomsim.metadata.filters import scope
from ecomsim.metadata.grid import Row, names
from ecomsim.sqltext.nodes import Show

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

TERSE = names("created_on, name, kind, database_name, schema_name")


def in_scope(kind: str) -> Callable[[Show, Session], Sequence[Any]]:
    """The entries of a kind that lives in schemas: those in the account, database or schema that IN names."""

    def entries(statement: Show, session: Session) -> Sequence[Any]:
        where = scope(statement, session)
        return session.catalog.all(kind, where.database, where.schema)

    return entries


def placed(item: CatalogObject, kind: str | None = None) -> Row:
    """What a row says of every object of a schema: its age, its name and where it is."""
    return {
        "created_on": item.created_on,
        "name": item.name.last,
        "kind": kind,
        "database_name": item.name.database,
        "schema_name": item.name.schema,
    }


def _last_name(entry: Any) -> str:
    return entry.name.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`entries` gives what IN leaves, in Snowflake's order; `name` is what LIKE and STARTS WITH look at.

    `history` adds `dropped_on` after retention_time and lets `entries` add dropped objects; None for `terse` means
    that the kind has no terse form, `terse_row` serves kinds whose terse values differ.
    """

    columns: tuple[str, ...]
    entries: Callable[[Show, Session], Sequence[Any]]
    row: Callable[[Any, Session], Row]
    terse: tuple[str, ...] | None = TERSE
    terse_row: Callable[[Any, Session], Row] | None = None
    name: Callable[[Any], str] = _last_name
    history: bool = False

    def layout(self, statement: Show) -> tuple[str, ...]:
        """The columns that this statement asks for."""
        chosen = self.terse if statement.terse and self.terse is not None else self.columns
        if not (statement.history and self.history):
            return chosen
        if "retention_time" not in chosen:
            return (*chosen, "dropped_on")
        cut = chosen.index("retention_time") + 1
        return (*chosen[:cut], "dropped_on", *chosen[cut:])

    def describe(self, entry: Any, statement: Show, session: Session) -> Row:
        """The row of one entry."""
        row = self.terse_row if statement.terse and self.terse_row is not None else self.row
        return row(entry, session)
