"""What is shown of tags: SHOW TAGS, GET_DDL of a tag, and the clauses by which GET_DDL sets tags again.

Source: Snowflake documentation, "SHOW TAGS", "GET_DDL".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecomsim.catalog.store import Catalog
from ecomsim.catalog.tags import Tag
from ecomsim.metadata.filters import scope
from ecomsim.metadata.grid import Row, names
from ecomsim.metadata.listing import Listing
from ecomsim.metadata.literals import text
from ecomsim.sqltext.nodes import Show
from ecomsim.sqltext.nodes.tags import BY_SEQUENCE
from ecomsim.tags.inherited import live
from ecomsim.tags.references import listed

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def _entries(statement: Show, session: Session) -> list[Any]:
    where = scope(statement, session)
    return session.catalog.all(Tag.kind, where.database, where.schema)


def row(tag: Tag, session: Session) -> Row:
    """One row of SHOW TAGS."""
    return {
        "created_on": tag.created_on,
        "name": tag.name.last,
        "database_name": tag.name.database,
        "schema_name": tag.name.schema,
        "owner": tag.owner,
        "comment": tag.comment,
        "allowed_values": listed(tag),
        "owner_role_type": "ROLE",
        "propagate": tag.propagate,
        "on_conflict": BY_SEQUENCE if tag.by_sequence else tag.on_conflict,
        "multi_value": "false",
    }


LISTINGS: dict[str, Listing] = {
    "TAGS": Listing(
        columns=names(
            "created_on, name, database_name, schema_name, owner, comment, allowed_values, owner_role_type, "
            "propagate, on_conflict, multi_value"
        ),
        entries=_entries,
        row=row,
        terse=None,
    )
}


# --- GET_DDL ---------------------------------------------------------------------------------------------------


def ddl(tag: Tag, name: str) -> str:
    """The statement that would create the tag again; masking policies on it are no part of it."""
    allowed = "" if not tag.allowed_values else f" allowed_values {', '.join(map(text, tag.allowed_values))}"
    propagate = "" if tag.propagate is None else f" propagate = {tag.propagate}"
    if propagate and (tag.by_sequence or tag.on_conflict is not None):
        propagate += f" on_conflict = {BY_SEQUENCE if tag.on_conflict is None else text(tag.on_conflict)}"
    comment = f" comment = {text(tag.comment)}" if tag.comment else ""
    return f"create or replace tag {name}{allowed}{propagate}{comment};"


def clause(tags: tuple[tuple[int, str], ...], catalog: Catalog) -> str:
    """with tag (a.b.c='x', …), or nothing."""
    written = assignments(tags, catalog)
    return f"with tag ({written})" if written else ""


def assignments(tags: tuple[tuple[int, str], ...], catalog: Catalog) -> str:
    """a.b.c='x', … as it stands after SET TAG."""
    return ", ".join(f"{tag.name}={text(value)}" for tag, value in live(tags, catalog))
