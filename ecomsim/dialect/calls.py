"""Function calls: from a name and raw arguments to the rule that binds them.

A name is looked up among the built-in functions, then among the account's SQL functions. What Snowflake has and this
emulator has not is an "unsupported feature"; what Snowflake does not have is 002140.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert
from ecomsim.dialect.context import Udf
from ecomsim.dialect.functions import FUNCTIONS
from ecomsim.dialect.functions.known import KNOWN_SNOWFLAKE
from ecomsim.dialect.functions.model import Bound, Call, Function, place
from ecomsim.dialect.scope import Scope
from ecomsim.names import ObjectName, parse_name

Tree = exp.Expression


def call(node: Tree, scope: Scope) -> Bound:
    """A call, with WITHIN GROUP or IGNORE NULLS around it."""
    return _call(node, scope, None)


def window(node: exp.Window, scope: Scope) -> Bound:
    """A call with OVER (…)."""
    return _call(node.this, scope, node)


def filtered(node: exp.Filter, scope: Scope) -> Bound:
    """Snowflake has no FILTER clause."""
    line, position = place(node)
    raise errors.syntax_error(line, position, "FILTER")


def qualified(node: exp.Dot, scope: Scope) -> Bound:
    """db.schema.f(x)."""
    parts: list[str] = []
    current: Tree = node
    while isinstance(current, exp.Dot):
        if current is node and not isinstance(current.expression, exp.Anonymous):
            raise errors.unsupported(f"expression {node.sql('snowflake')[:80]}")
        if current is not node:
            parts.insert(0, current.expression.name)
        current = current.this
    parts.insert(0, current.name)
    inner = node.expression
    return _user_defined(ObjectName((*parts, inner.name)), inner.expressions, scope, inner)


def extract(node: exp.Extract, scope: Scope) -> Bound:
    """EXTRACT(part FROM value)."""
    return _built_in("DATE_PART", [node.this, node.expression], scope, node)


def position(node: exp.StrPosition, scope: Scope) -> Bound:
    """POSITION(a IN b)."""
    return _built_in("POSITION", [node.args["substr"], node.this], scope, node)


def regexp_like(node: exp.RegexpLike, scope: Scope) -> Bound:
    """subject RLIKE pattern: the whole subject must match."""
    return _built_in("RLIKE", [node.this, node.expression], scope, node)


def dotted(name: str) -> tuple[str, ...]:
    """The parts of a name given as text; 001003 when it is none."""
    try:
        return parse_name(name).parts
    except ValueError:
        raise errors.syntax_error(1, 0, name) from None


def check_count(function: Function, count: int, node: Tree | None) -> None:
    """000938 and 000939."""
    if count < function.min_args:
        wanted, what, errno = function.min_args, "not enough", 938
    elif function.max_args is not None and count > function.max_args:
        wanted, what, errno = function.max_args, "too many", 939
    else:
        return
    line, column = place(node)
    text = f"{what} arguments for function [{_written(function.name, node)}], expected {wanted}, got {count}"
    raise errors.at_position(errno, "22023", line, column, text)


def _written(name: str, node: Tree | None) -> str:
    return node.sql("snowflake") if isinstance(node, exp.Anonymous) else name


def _call(node: Tree, scope: Scope, over: exp.Window | None) -> Bound:
    order: Sequence[Tree] = ()
    ignore_nulls = False
    while not isinstance(node, exp.Anonymous):
        if isinstance(node, exp.WithinGroup):
            order = node.expression.expressions
        elif isinstance(node, exp.IgnoreNulls):
            ignore_nulls = True
        elif not isinstance(node, exp.RespectNulls):
            if isinstance(node, exp.Filter):
                return filtered(node, scope)
            raise errors.unsupported(f"expression {node.sql('snowflake')[:80]} OVER")
        node = node.this
    name = node.name
    function = FUNCTIONS.get(name)
    if function is None:
        return _user_defined(ObjectName((name,)), node.expressions, scope, node)
    if function.kind == "table":
        raise errors.unsupported(f"table function {name} as an expression")
    args: list[Tree] = []
    named: dict[str, Tree] = {}
    distinct = False
    for argument in node.expressions:
        if isinstance(argument, exp.Distinct):
            distinct = True
            args.extend(argument.expressions)
        elif isinstance(argument, exp.Order):
            order = argument.expressions
            args.append(argument.this)
        elif isinstance(argument, (exp.IgnoreNulls, exp.RespectNulls)):
            ignore_nulls = isinstance(argument, exp.IgnoreNulls)
            args.append(argument.this)
        elif isinstance(argument, exp.Kwarg):
            named[argument.this.name.upper()] = argument.expression
        else:
            args.append(argument)
    check_count(function, len(args) + len(named), node)
    return function.rule(
        Call(
            name, node, args, scope, named=named, distinct=distinct, order=order, window=over, ignore_nulls=ignore_nulls
        )
    )


def _built_in(name: str, args: Sequence[Tree], scope: Scope, node: Tree) -> Bound:
    function = FUNCTIONS.get(name)
    if function is None:
        raise errors.unsupported(f"function {name}")
    return function.rule(Call(name, node, args, scope))


def _user_defined(name: ObjectName, arguments: Sequence[Tree], scope: Scope, node: Tree) -> Bound:
    bound = [scope.bind(argument) for argument in arguments]
    found = scope.context.resolver.function(name, [value.type for value in bound])
    if found is None:
        if len(name.parts) == 1 and name.last in KNOWN_SNOWFLAKE:
            raise errors.unsupported(f"function {name.last}")
        if len(name.parts) == 1:
            raise errors.compilation(2140, "42601", f"Unknown function {name.last}")
        raise errors.compilation(2141, "42601", f"Unknown user-defined function {name}")
    return _inlined(found, bound, scope)


def _inlined(udf: Udf, arguments: Sequence[Bound], scope: Scope) -> Bound:
    """The body of a SQL function with the arguments in the place of its parameters."""
    inner = Scope(scope.statement)
    inner.parameters = parameters_of(udf, arguments)
    body = inner.bind(udf.body)
    return Bound(convert.implicit(body, udf.returns), udf.returns)


def parameters_of(udf: Udf, arguments: Sequence[Bound]) -> dict[str, Bound]:
    """Arguments by parameter name, each as its parameter's type."""
    return {
        parameter.name: Bound(convert.implicit(argument, parameter.type), parameter.type)
        for parameter, argument in zip(udf.parameters, arguments, strict=True)
    }
