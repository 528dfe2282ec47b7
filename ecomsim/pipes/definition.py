"""The COPY INTO statement of a pipe: what it may say, what its names mean, and what keeps it from running.

Names without a schema mean objects of the pipe's own one. The table is found by name each time, a stage that has been
made anew is another stage. Source: "CREATE PIPE" (usage notes), "CREATE STAGE" (usage notes), "SYSTEM$PIPE_STATUS".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import CatalogObject, Pipe, Stage, Table
from ecomsim.catalog.store import Catalog
from ecomsim.names import Name, ObjectName, parse_name
from ecomsim.sessions import naming
from ecomsim.sqltext import nodes
from ecomsim.staging import load_request, places
from ecomsim.staging.load_request import Request
from ecomsim.staging.places import Place

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

REFUSED = ("FILES", "FORCE", "PURGE", "RETURN_FAILED_ONLY", "SIZE_LIMIT", "VALIDATION_MODE")
"""Options of COPY INTO that a pipe has not."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a pipe cannot run: the state that SYSTEM$PIPE_STATUS shows, and a sentence."""

    state: str
    reason: str


def named(text: Any, session: Session) -> Pipe:
    """The pipe whose name a function is given as text. Raises 001003 for what is no name, 002003."""
    from ecomsim.statements.system_functions import object_name

    found: Pipe = session.find(Pipe.kind, object_name(text))
    return found


@lru_cache(maxsize=256)
def parsed(definition: str) -> nodes.CopyIntoTable:
    """The statement of a definition. Raises for anything but COPY INTO a table."""
    from ecomsim.sqltext.parse import parse

    if "DATA_SOURCE" in definition.upper():
        raise errors.unsupported("a pipe for Snowpipe Streaming; a pipe loads files from a stage here")
    statement = parse(definition)
    if not isinstance(statement, nodes.CopyIntoTable):
        raise errors.compilation(1003, "42000", "The definition of a pipe must be a COPY INTO <table> statement.")
    return statement


def checked(definition: str, home: Name, session: Session) -> Request:
    """What the COPY of a pipe called `home` asks for now.

    Raises for an option that pipes have not, a user stage, and whatever COPY INTO itself would raise.
    """
    statement = parsed(definition)
    for option in REFUSED:
        if option in statement.options:
            raise _not_supported(f"Copy option '{option}'")
    reference = load_request.source_of(statement).reference
    if not reference.startswith("@") or reference.startswith("@~"):
        raise _not_supported(f"Loading from '{reference}'")
    with load_request.standing_in(home.database, home.schema, session):
        request = load_request.prepared(statement, session, otherwise="SKIP_FILE")
    if request.stops:
        raise _not_supported("ON_ERROR = ABORT_STATEMENT")
    if not session.catalog.get("TABLE", request.table.name):
        raise _not_supported("Loading into a temporary table")
    if request.place.stage is not None and request.place.stage.session_id is not None:
        raise _not_supported("Loading from a temporary stage")
    return request


def _not_supported(what: str) -> errors.SnowflakeError:
    return errors.compilation(2095, "0A000", f"{what} is not supported in a pipe definition.")


def place_of(pipe: Pipe, session: Session) -> Place:
    """The place that a pipe loads from. Raises 002003 when its stage or table is gone."""
    with load_request.standing_in(pipe.name.database, pipe.name.schema, session):
        return places.resolve(load_request.source_of(parsed(pipe.definition)).reference, session)


def problem(pipe: Pipe, session: Session) -> Problem | None:
    """What a pipe misses of the objects that it names; None when they are all there."""
    statement = parsed(pipe.definition)
    source = load_request.source_of(statement)
    owner = _owner(pipe, session.catalog)
    if owner is None or (owner.id if isinstance(owner, Stage) else None) != pipe.stage_id:
        kind, written = places.named_in(source.reference) or ("", "")
        return Problem("STOPPED_STAGE_DROPPED", f"{kind.capitalize()} '{written}' does not exist or not authorized.")
    if table_of(pipe, session) is None:
        return Problem("STOPPED_MISSING_TABLE", f"Table '{statement.target}' does not exist or not authorized.")
    form = source.file_format.get("FORMAT_NAME")
    if form is not None and session.catalog.get("FILE FORMAT", _full(parse_name(str(form)), pipe)) is None:
        return Problem("STOPPED_FILE_FORMAT_DROPPED", f"File format '{form}' does not exist or not authorized.")
    return None


def table_of(pipe: Pipe, session: Session) -> Table | None:
    """The table that a pipe loads; None when it is gone."""
    found = session.catalog.get("TABLE", _full(parsed(pipe.definition).target, pipe))
    return found if isinstance(found, Table) else None


def is_wrong(error: errors.SnowflakeError) -> bool:
    """Whether an error is of the statement (a name, a privilege), whatever the files hold."""
    return (error.sqlstate or "").startswith("42") or error.raw_msg.startswith("SQL compilation error")


def stage_of(pipe: Pipe, catalog: Catalog) -> Stage | None:
    """The named stage that the COPY of a pipe means today; None when there is none, or it loads from a table's own."""
    found = _owner(pipe, catalog)
    return found if isinstance(found, Stage) else None


def _owner(pipe: Pipe, catalog: Catalog) -> CatalogObject | None:
    """The named stage, or the table on whose own stage the files are; None when it is gone."""
    named = places.named_in(load_request.source_of(parsed(pipe.definition)).reference)
    return None if named is None else catalog.get(named[0], _full(named[1], pipe))


def _full(name: ObjectName, pipe: Pipe) -> Name:
    return naming.object_name(name, pipe.name.database, pipe.name.schema, "COPY")
