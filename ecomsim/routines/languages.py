"""Which language runs a routine: the one table from LANGUAGE to the module that checks, compiles and calls it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ecomsim import errors
from ecomsim.catalog.objects import Function, Procedure, Routine
from ecomsim.routines import answers, javascript, python_handlers, scripted
from ecomsim.routines.external import Batch
from ecomsim.scripting import values
from ecomsim.statements.execution import Typed
from ecomsim.statements.result import Result
from ecomsim.values import types
from ecomsim.values.types import VARIANT

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.sessions.session import Session


class Language(Protocol):
    """What a language module offers."""

    def check(self, routine: Routine) -> None:
        """Raise what is wrong with the body or its options, without running it."""

    def batch(self, function: Function, account: Account) -> Batch:
        """The compiled handler of a function."""

    def call(self, procedure: Procedure, arguments: Mapping[str, Typed], session: Session) -> Any:
        """Run a procedure: a Result for a table, else the stored form of its value."""


@dataclass(frozen=True, slots=True)
class _Module:
    module: Any

    def check(self, routine: Routine) -> None:
        self.module.check(routine)

    def batch(self, function: Function, account: Account) -> Batch:
        return self.module.batch(function, account)

    def call(self, procedure: Procedure, arguments: Mapping[str, Typed], session: Session) -> Any:
        return self.module.call(procedure, arguments, session)


LANGUAGES: dict[str, Language] = {
    "PYTHON": _Module(python_handlers),
    "JAVASCRIPT": _Module(javascript),
}


def check(routine: Routine) -> None:
    """Refuse a routine that its language cannot run. DECFLOAT is a type of SQL alone."""
    kinds = [each.type for each in routine.arguments] + [each.type for each in routine.columns or ()]
    if types.DECFLOAT in (*kinds, routine.returns):
        raise errors.compilation(2040, "42601", f"Unsupported data type '{types.DECFLOAT}'.")
    LANGUAGES[routine.language].check(routine)


def batch(function: Function, account: Account) -> Batch:
    """The compiled handler of a function; one in SQL here has a block as its body."""
    if function.language == "SQL":
        return scripted.batch(function, account)
    return LANGUAGES[function.language].batch(function, account)


def call_procedure(procedure: Procedure, arguments: Mapping[str, Typed], session: Session) -> Result:
    """Run the handler of a procedure and give its answer."""
    session.depth += 1
    try:
        answer = LANGUAGES[procedure.language].call(procedure, arguments, session)
    finally:
        session.depth -= 1
    if procedure.columns is not None:
        return answers.rows_of(procedure, answer if isinstance(answer, Result) else None)
    assert procedure.returns is not None
    if isinstance(answer, Result):
        raise errors.fail(100357, "P0000", "A table was returned by a procedure that RETURNS one value.")
    return answers.scalar(procedure, _typed(answer, procedure, session))


def _typed(value: Any, procedure: Procedure, session: Session) -> Typed:
    from ecomsim.statements.execution import typed

    assert procedure.returns is not None
    if value is None or procedure.returns.is_semi_structured:
        return Typed(value, procedure.returns)
    if procedure.returns.is_structured:  # the handler gave JSON
        return values.cast(Typed(value, VARIANT), procedure.returns, session)
    if procedure.returns.is_text:
        return Typed(str(value).lower() if isinstance(value, bool) else str(value), procedure.returns)
    return values.converted(Typed(*typed(value)), procedure.returns, session)
