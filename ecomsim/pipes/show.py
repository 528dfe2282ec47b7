"""SHOW and DESCRIBE PIPE, and the view PIPES of INFORMATION_SCHEMA. Source: "SHOW PIPES", "PIPES view"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecomsim.access.checks import monitors, visible
from ecomsim.catalog.objects import Pipe
from ecomsim.metadata.grid import Row, names, truth, yes
from ecomsim.metadata.listing import Listing, in_scope
from ecomsim.rooms import Room

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

definition = Room("ecomsim.pipes.definition")


def pipe_row(item: Pipe, session: Session) -> Row:
    """One row of SHOW PIPES."""
    problem = definition.problem(item, session)
    return {
        "created_on": item.created_on,
        "name": item.name.last,
        "database_name": item.name.database,
        "schema_name": item.name.schema,
        "definition": item.definition,
        "owner": item.owner,
        "notification_channel": None,
        "comment": item.comment,
        "integration": None,
        "pattern": item.pattern,
        "error_integration": None,
        "owner_role_type": "ROLE",
        "invalid_reason": None if problem is None else problem.reason,
        "kind": "STAGE",
        "is_snowflake_managed": truth(False),
    }


LISTINGS: dict[str, Listing] = {
    "PIPES": Listing(
        columns=names(
            "created_on, name, database_name, schema_name, definition, owner, notification_channel, comment, "
            "integration, pattern, error_integration, owner_role_type, invalid_reason, kind, is_snowflake_managed"
        ),
        entries=in_scope(Pipe.kind),
        row=pipe_row,
        terse=None,
    )
}

PIPES = (
    "PIPE_CATALOG, PIPE_SCHEMA, PIPE_NAME, PIPE_OWNER, DEFINITION, IS_AUTOINGEST_ENABLED, NOTIFICATION_CHANNEL_NAME, "
    "CREATED, LAST_ALTERED, COMMENT, PATTERN"
)


def rows(database: str, session: Session) -> Iterator[Row]:
    """The view PIPES: those that the role owns or may monitor."""
    for item in session.catalog.all(Pipe.kind, database):
        assert isinstance(item, Pipe)
        if not visible(session, item) or not monitors(session, item):
            continue
        yield {
            "PIPE_CATALOG": item.name.database,
            "PIPE_SCHEMA": item.name.schema,
            "PIPE_NAME": item.name.last,
            "PIPE_OWNER": item.owner,
            "DEFINITION": item.definition,
            "IS_AUTOINGEST_ENABLED": yes(item.auto_ingest),
            "NOTIFICATION_CHANNEL_NAME": None,
            "CREATED": item.created_on,
            "LAST_ALTERED": item.created_on,
            "COMMENT": item.comment or None,
            "PATTERN": item.pattern,
        }
