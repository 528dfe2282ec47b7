"""CREATE and ALTER SEQUENCE: a sequence of the catalog is one of DuckDB's, named by its id.

Invariant: the value that NEXTVAL gives next is known before it is asked for, so a new increment counts from it on.
Source: Snowflake documentation, "CREATE SEQUENCE", "ALTER SEQUENCE".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import Sequence
from ecomsim.ddl.change import Change
from ecomsim.ddl.new_columns import create_sequence
from ecomsim.sqltext import nodes
from ecomsim.sqltext.nodes import CreateSequence
from ecomsim.statements.result import Result, status
from ecomsim.storage import layout, statistics

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def create(statement: CreateSequence, session: Session) -> Result:
    """CREATE [OR REPLACE] SEQUENCE."""
    name = session.resolve(statement.name, "CREATE SEQUENCE")
    session.require_container(name)
    existing = session.catalog.get("SEQUENCE", name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE_SEQUENCE")
    with session.ddl() as change:
        if existing is not None and statement.if_exists == "replace":
            change.drop(existing, restorable=False)
        identifier = change.new_id()
        create_sequence(change, identifier, statement.start, statement.increment)
        change.add(
            Sequence(
                id=identifier,
                name=name,
                created_on=change.now,
                comment=statement.comment or "",
                start=statement.start,
                increment=statement.increment,
                ordered=statement.ordered,
            )
        )
    return status(f"Sequence {name.last} successfully created.", "CREATE_SEQUENCE")


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER SEQUENCE … RENAME TO | SET INCREMENT | SET ORDER | SET COMMENT | UNSET COMMENT."""
    done = status("Statement executed successfully.", "ALTER")
    sequence: Any = session.lookup("SEQUENCE", session.resolve(statement.name, "ALTER"))
    if sequence is None:
        if statement.if_exists:
            return done
        raise errors.does_not_exist("Sequence", statement.name)
    for action in statement.actions:
        with session.ddl() as change:
            sequence = _altered(sequence, action, change)
            change.replace(sequence)
    return done


def _altered(sequence: Sequence, action: Any, change: Change) -> Sequence:
    match action:
        case nodes.RenameTo(name=name):
            return replace(sequence, name=change.session.resolve(name, "RENAME"))
        case nodes.UnsetOptions(names=("COMMENT",)):
            return replace(sequence, comment="")
        case nodes.SetOptions(options=options) if set(options) <= {"COMMENT", "INCREMENT", "ORDER"}:
            if "INCREMENT" in options:
                sequence = _with_increment(sequence, int(options["INCREMENT"]), change)
            return replace(
                sequence,
                comment=str(options.get("COMMENT", sequence.comment)),
                ordered=bool(options.get("ORDER", sequence.ordered)),
            )
    raise errors.unsupported(f"ALTER SEQUENCE {type(action).__name__}")


def _with_increment(sequence: Sequence, increment: int, change: Change) -> Sequence:
    """The next value stays as it is, those after it follow in the new distance; DuckDB's sequence is made anew."""
    following = statistics.next_value(change.session, sequence.id)
    change.duck.execute(f"DROP SEQUENCE {layout.sequence(sequence.id)}")
    create_sequence(change, sequence.id, following, increment)
    return replace(sequence, increment=increment)
