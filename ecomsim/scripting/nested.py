"""Procedures that a block declares for itself: DECLARE name PROCEDURE (…) RETURNS … AS BEGIN … END, and their CALL.

Invariant: the body sees what was declared before the procedure, and its own arguments, whatever the caller has hidden
meanwhile; what it assigns to an outer variable stays. Source: spec/scripting.md 1.5 and 12.6.
"""

from __future__ import annotations

from collections.abc import Callable

from ecomsim import errors
from ecomsim.catalog.objects import Parameter, Procedure, TableColumn
from ecomsim.names import Name
from ecomsim.routines import answers, scopes
from ecomsim.scripting import nodes
from ecomsim.scripting.machine import Machine
from ecomsim.scripting.reading import Reader
from ecomsim.scripting.state import NestedProcedure, Raised, Returned, Variable, failed
from ecomsim.sqltext import grammar_program
from ecomsim.statements.execution import Typed
from ecomsim.statements.result import Result

# --- grammar ---------------------------------------------------------------------------------------------------


def read(reader: Reader, name: str, block: Callable[[], nodes.Block]) -> nodes.DeclareProcedure:
    """What follows the name; `block` reads the body. Raises 001003 for an OUT or optional argument."""
    at = reader.at
    at.expect("PROCEDURE")
    start = at.current
    parameters = grammar_program.parameters(at)
    if any(each.mode == "OUT" or each.default is not None for each in parameters):
        at.fail(start)
    at.expect("RETURNS")
    returns, columns = grammar_program.returns(at)
    not_null = at.take("NOT", "NULL")
    at.expect("AS")
    reader.scopes.push({each.name: "variable" for each in parameters})
    body = block()
    reader.scopes.pop()
    reader.scopes.declare(name, "procedure")
    signature = nodes.Signature(
        arguments=tuple((each.name, each.type) for each in parameters),
        returns=returns,
        columns=columns,
        not_null=not_null,
    )
    return nodes.DeclareProcedure(name=name, signature=signature, body=body)


def read_call(reader: Reader) -> nodes.CallNested:
    """CALL name(arguments) [INTO :variable], of a procedure that the block declares."""
    at = reader.at
    place = reader.place()
    at.expect("CALL")
    name = at.identifier()
    at.expect("(")
    arguments = []
    while not at.take(")"):
        key = at.identifier() if at.ahead() is not None and at.at(at.word() or "-", "=>") else ""
        if key:
            at.expect("=>")
        arguments.append((key, reader.expression(",", ")")))
        if not at.at(")"):
            at.expect(",")
    into = reader.variables() if at.take("INTO") else ()
    return nodes.CallNested(name=name, arguments=tuple(arguments), into=into, place=place)


# --- running ---------------------------------------------------------------------------------------------------


def declare(machine: Machine, node: nodes.DeclareProcedure) -> None:
    machine.scopes[-1][node.name] = NestedProcedure(node, list(machine.scopes))


def call(machine: Machine, node: nodes.CallNested) -> Result:
    """Run the body with its own arguments. Raises Raised: what the body did not handle fails the CALL."""
    procedure = machine.slot(node.name)
    assert isinstance(procedure, NestedProcedure)
    given = _arguments(machine, procedure.declared, node)
    kept = machine.scopes, machine.handlers
    machine.scopes = [*procedure.scopes, {name: Variable(value, value.type) for name, value in given.items()}]
    machine.handlers = []
    try:
        with scopes.deeper(machine.session):
            flow = machine.block(procedure.declared.body)
        returned = flow if isinstance(flow, Returned) else Returned()
        return answers.of_block(_as_procedure(procedure.declared, machine), returned, machine.session)
    except Raised as raised:
        raise failed("STATEMENT_ERROR", raised.uncaught(), node.place) from raised.error
    finally:
        machine.scopes, machine.handlers = kept


def _arguments(machine: Machine, declared: nodes.DeclareProcedure, node: nodes.CallNested) -> dict[str, Typed]:
    """The values by parameter name. Raises 001044 when they are not the ones that it takes."""
    wanted = dict(declared.signature.arguments)
    keys = [key for key, _ in node.arguments]
    names = keys if any(keys) else list(wanted)
    if len(keys) != len(wanted) or set(names) != set(wanted):
        error = errors.at_position(
            1044, "42P13", node.place.line, node.place.position, f"Invalid argument types for function '{node.name}'"
        )
        raise failed("STATEMENT_ERROR", error, node.place)
    return {
        name: machine.value(expression, wanted[name])
        for name, (_, expression) in zip(names, node.arguments, strict=True)
    }


def _as_procedure(declared: nodes.DeclareProcedure, machine: Machine) -> Procedure:
    """The procedure as CALL answers for it; it is no object of the catalog."""
    signature = declared.signature
    return Procedure(
        id=0,
        name=Name("", "", declared.name),
        created_on=machine.session.now,
        routine=declared.name,
        arguments=tuple(Parameter(name=name, type=kind) for name, kind in signature.arguments),
        returns=signature.returns,
        columns=None
        if signature.columns is None
        else tuple(TableColumn(name=name, type=kind) for name, kind in signature.columns),
        returns_not_null=signature.not_null,
    )
