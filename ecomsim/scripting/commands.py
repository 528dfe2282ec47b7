"""Statements of Snowflake Scripting at the top level: an anonymous block, and EXECUTE IMMEDIATE of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.routines.scopes import whole_transactions
from ecomsim.scripting import interpreter
from ecomsim.sqltext import nodes
from ecomsim.statements.execution import Typed
from ecomsim.statements.plans import Binds
from ecomsim.statements.result import Result

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


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


def _variable(name: str, session: Session) -> Typed:
    found = session.variables.get(name)
    if found is None:
        raise errors.compilation(904, "42000", f"error line 1 at position 0\ninvalid identifier '{name}'")
    return Typed(*found)
