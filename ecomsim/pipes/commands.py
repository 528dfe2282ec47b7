"""CREATE and ALTER PIPE.

A new pipe that ingests by itself leaves the files alone that are there already: REFRESH is for those. A pipe that is
created anew has forgotten what it loaded. Source: "CREATE PIPE", "ALTER PIPE", "Manage Snowpipe".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import Pipe
from ecomsim.names import Name
from ecomsim.pipes import definition, files
from ecomsim.sqltext import nodes
from ecomsim.staging import load_request, places
from ecomsim.statements.result import Result, of_rows, status
from ecomsim.values.types import TEXT, Column

if TYPE_CHECKING:
    from ecomsim.ddl.change import Change
    from ecomsim.sessions.session import Session

DONE = "Statement executed successfully."
PAUSED = "PIPE_EXECUTION_PAUSED"
REACH = timedelta(days=7)
"""How long ago a file may have been put for REFRESH to queue it."""
SENT = (Column("File", TEXT), Column("Status", TEXT))

_CLOUD = {
    "AWS_SNS_TOPIC": "AWS_SNS_TOPIC of a pipe: files are on this machine, and AUTO_INGEST = TRUE looks for them itself",
    "INTEGRATION": "INTEGRATION of a pipe: files are on this machine, and AUTO_INGEST = TRUE looks for them itself",
    "ERROR_INTEGRATION": "ERROR_INTEGRATION of a pipe: there are no message queues; COPY_HISTORY shows failed files",
    "LOG_EVENT_LEVEL": "LOG_EVENT_LEVEL of a pipe: there is no event table",
}


def create(statement: nodes.CreatePipe, session: Session) -> Result:
    """CREATE [OR REPLACE | OR ALTER] PIPE [IF NOT EXISTS]. Raises for a COPY that a pipe cannot run."""
    name = session.resolve(statement.name, "CREATE PIPE")
    session.require_container(name)
    existing = session.catalog.get(Pipe.kind, name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE")
    if existing is not None and statement.if_exists == "error":
        raise errors.already_exists(name)
    wanted = _described(statement, name, session)
    with session.ddl() as change:
        if isinstance(existing, Pipe) and statement.if_exists == "alter":
            change.replace(_altered(existing, wanted))
        else:
            if existing is not None:
                change.drop(existing, restorable=False)
            pipe = replace(wanted, id=change.new_id(), created_on=change.now)
            change.add(pipe)
            begin(pipe, change)
    return status(f"Pipe {name.last} successfully created.", "CREATE")


def _described(statement: nodes.CreatePipe, name: Name, session: Session) -> Pipe:
    _refuse_cloud(statement.options)
    request = definition.checked(statement.definition, name, session)
    return Pipe(
        id=0,
        name=name,
        created_on=session.now,
        owner=session.role,
        comment=str(statement.options.get("COMMENT") or ""),
        definition=statement.definition,
        auto_ingest=_flag(statement.options, "AUTO_INGEST"),
        pattern=load_request.source_of(definition.parsed(statement.definition)).pattern,
        stage_id=None if request.place.stage is None else request.place.stage.id,
    )


def _refuse_cloud(options: Mapping[str, Any]) -> None:
    for name, why in _CLOUD.items():
        if name in options:
            raise errors.unsupported(why)


def _flag(options: Mapping[str, Any], name: str) -> bool:
    value = options.get(name, False)
    if str(value).upper() not in ("TRUE", "FALSE"):
        raise errors.invalid_value(f"invalid value [{value}] for parameter '{name}'")
    return str(value).upper() == "TRUE"


def _altered(before: Pipe, wanted: Pipe) -> Pipe:
    """CREATE OR ALTER changes the comment; everything else needs a new pipe."""
    fixed = ("definition", "auto_ingest")
    if any(getattr(before, name) != getattr(wanted, name) for name in fixed):
        raise errors.unsupported("CREATE OR ALTER PIPE with another COPY statement or AUTO_INGEST; use OR REPLACE")
    return replace(before, comment=wanted.comment)


def begin(pipe: Pipe, change: Change) -> None:
    """From here on a pipe takes notice of files that come; those that are there now are not new."""
    if not pipe.auto_ingest:
        return
    place = definition.place_of(pipe, change.session)
    present = files.marks(place, places.matcher(place, pipe.pattern))
    known = files.read(pipe.id, change.duck)
    new = {name: mark for name, mark in present.items() if name not in known}
    for record in files.written(pipe.id, new, "PRESENT", change.now):
        change.duck.execute(*record)


# --- ALTER -----------------------------------------------------------------------------------------------------------


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER PIPE [IF EXISTS] name SET … | UNSET … | REFRESH …"""
    name = session.resolve(statement.name, "ALTER PIPE")
    if statement.if_exists and session.catalog.get(Pipe.kind, name) is None:
        return status(DONE, "ALTER")
    pipe: Pipe = session.find(Pipe.kind, statement.name, "ALTER PIPE")
    (action,) = statement.actions
    if isinstance(action, nodes.RefreshPipe):
        return refresh(pipe, action, session)
    given = _given(action)
    if "COMMENT" in given:
        checks.own(session, pipe)
        pipe = replace(pipe, comment=str(given["COMMENT"]))
    if PAUSED not in given:
        with session.ddl() as change:
            change.replace(pipe)
    elif _flag(given, PAUSED):
        _pause(pipe, session)
    else:
        _check_resumable(pipe, session.now)
        resume(pipe, session)
    return status(DONE, "ALTER")


def _given(action: Any) -> Mapping[str, Any]:
    """What SET gives, or UNSET gives back."""
    if isinstance(action, nodes.SetOptions):
        _refuse_cloud(action.options)
        return action.options
    assert isinstance(action, nodes.UnsetOptions)
    before = {PAUSED: False, "COMMENT": ""}
    for name in action.names:
        if name not in before:
            raise errors.compilation(1008, "42601", f"invalid property '{name}' for 'PIPE'")
    return {name: before[name] for name in action.names}


def _pause(pipe: Pipe, session: Session) -> None:
    checks.use(session, pipe, "OPERATE")
    since = pipe.paused_on or session.now
    with session.ddl() as change:
        change.replace(replace(pipe, state="paused", paused_on=since))


def _check_resumable(pipe: Pipe, now: datetime) -> None:
    """Raise for a pipe that only SYSTEM$PIPE_FORCE_RESUME resumes."""
    if pipe.transferred:
        raise errors.invalid_value(
            f"Pipe {pipe.name.last} has changed its owner since it was paused. Use SYSTEM$PIPE_FORCE_RESUME."
        )
    if is_stale(pipe, now):
        raise errors.invalid_value(
            f"Pipe {pipe.name.last} is stale: it has been paused for more than {files.MEMORY.days} days. "
            "Use SYSTEM$PIPE_FORCE_RESUME."
        )


def is_stale(pipe: Pipe, now: datetime) -> bool:
    """Whether a pipe that ingests by itself has been paused for longer than notices of files are kept."""
    return pipe.auto_ingest and pipe.paused_on is not None and now - pipe.paused_on > files.MEMORY


def resume(pipe: Pipe, session: Session) -> None:
    """Let a pipe run again. A clone begins now: only what comes from here on is new to it."""
    checks.use(session, pipe, "OPERATE")
    with session.ddl() as change:
        running = replace(pipe, state="running", paused_on=None, transferred=False)
        change.replace(running)
        if pipe.state == "cloned" and definition.problem(pipe, session) is None:
            begin(running, change)
    session.account.agenda.ingest(session)


def refresh(pipe: Pipe, action: nodes.RefreshPipe, session: Session) -> Result:
    """Queue the files below the pipe's place that neither the pipe nor COPY INTO has loaded; one row for each.

    They are loaded before the statement returns unless the wall clock's threads do it; a paused pipe keeps them.
    On the wall clock only files of the last seven days; a virtual clock knows nothing of the times of files.
    """
    checks.use(session, pipe, "OPERATE")
    problem = definition.problem(pipe, session)
    if problem is not None:
        raise errors.compilation(2003, "02000", problem.reason)
    session.commit()
    after = None if action.modified_after is None else _instant(action.modified_after, session)
    if not session.clock.is_virtual:
        oldest = session.now - REACH
        if after is not None and after < oldest:
            raise errors.invalid_value(f"MODIFIED_AFTER must be within the last {REACH.days} days.")
        after = after or oldest
    book = session.account.agenda.pipes
    found = _unloaded(pipe, action.prefix, session)
    found = {name: mark for name, mark in found.items() if after is None or files.modified(mark) >= after}
    sent = book.queue(pipe, found)
    session.account.agenda.ingest(session)
    return of_rows(SENT, [(name, "SENT") for name in sorted(sent)], kind="show", statement_type="ALTER")


def _unloaded(pipe: Pipe, prefix: str, session: Session) -> dict[str, str]:
    """The files that neither the pipe nor COPY INTO has loaded into the table, with their marks."""
    place = definition.place_of(pipe, session)
    below = replace(place, prefix=place.prefix + prefix)
    marks = files.marks(below, places.matcher(place, pipe.pattern))
    with session.account.internal() as duck:
        known = files.read(pipe.id, duck)
    new = {name: mark for name, mark in marks.items() if name not in known or not known[name].is_loaded(session.now)}
    table = definition.table_of(pipe, session)
    assert table is not None, "its absence is a problem of the pipe"
    staged = [file for file in places.files(below) if file.relative in new]
    left = load_request.not_loaded(table, place, staged, session, None)
    return {file.relative: new[file.relative] for file in left}


def _instant(text: str, session: Session) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as cause:
        raise errors.fail(100035, "22007", f"Timestamp '{text}' is not recognized") from cause
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(str(session.parameters["TIMEZONE"])))
