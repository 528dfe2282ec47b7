"""Statements of Snowflake Scripting at the top level: an anonymous block, and EXECUTE IMMEDIATE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.execution import Typed
from ecomsim.plans import Binds
from ecomsim.result import Result
from ecomsim.routines.scopes import MAX_DEPTH, whole_transactions
from ecomsim.scripting import interpreter
from ecomsim.sqltext import nodes
from ecomsim.sqltext.split import split

if TYPE_CHECKING:
    from ecomsim.session import Session


@dataclass(frozen=True, slots=True)
class Anonymous:
    """DECLARE … BEGIN … END: one row in the column "anonymous block". Its statements are bound when they run."""

    text: str
    cacheable: bool = True

    def run(self, session: Session, binds: Binds) -> Result:
        with whole_transactions(session):
            return interpreter.run_block(self.text, session)


def prepare_anonymous(statement: nodes.Block, session: Session) -> Anonymous:
    return Anonymous(statement.text)


def execute_immediate(statement: nodes.ExecuteImmediate, session: Session) -> Result:
    """EXECUTE IMMEDIATE text [USING (session variables)]: the answer of the one statement in the text."""
    text = statement.source if isinstance(statement.source, str) else session.evaluate(statement.source)[0]
    return interpreter.execute_text(text, session, [_variable(name, session) for name in statement.using])


def execute_file(statement: nodes.ExecuteFile, session: Session) -> Result:
    """EXECUTE IMMEDIATE FROM @stage/file: the file's statements in order; the answer is the last one's.

    Each commits by itself, and the first error ends it. Source: "EXECUTE IMMEDIATE FROM".
    """
    from ecomsim.staging import places

    where = places.resolve(statement.place, session)
    found = next((file for file in places.files(where) if file.relative == where.prefix), None)
    if found is None:
        raise errors.fail(1501, "02000", f"File '{statement.place}' not found.")
    if session.depth >= MAX_DEPTH:
        raise errors.fail(1502, "54001", f"Files execute each other more than {MAX_DEPTH} deep.")
    text = found.path.read_text(encoding="utf-8", errors="replace")
    if text.lstrip().startswith("--!jinja"):
        raise errors.unsupported("templates in EXECUTE IMMEDIATE FROM")
    pieces = split(text)
    if not pieces:
        raise errors.fail(1503, "02000", f"File '{statement.place}' holds no statement.")
    session.depth += 1
    try:
        return [session.execute(piece.text) for piece in pieces][-1]
    finally:
        session.depth -= 1


def _variable(name: str, session: Session) -> Typed:
    found = session.variables.get(name)
    if found is None:
        raise errors.compilation(904, "42000", f"error line 1 at position 0\ninvalid identifier '{name}'")
    return Typed(*found)
