"""Function calls: from a name and raw arguments to the rule that binds them.

A name is looked up among the built-in functions, then among the account's SQL functions. What Snowflake has and this
emulator has not is an "unsupported feature"; what Snowflake does not have is 002140.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import collations, convert, spread
from ecomsim.dialect.context import Udf
from ecomsim.dialect.functions import FUNCTIONS
from ecomsim.dialect.functions.known import KNOWN_SNOWFLAKE
from ecomsim.dialect.functions.model import MISSING, Bound, Call, Function, duck, integer, place, string, to
from ecomsim.dialect.scope import Scope
from ecomsim.dialect.trace import MARK
from ecomsim.names import ObjectName, distinct_names, parse_name
from ecomsim.values.types import VARIANT, SnowflakeType

Tree = exp.Expr


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
    system = ".".join((*parts, inner.name.upper()))
    if system in FUNCTIONS:  # SNOWFLAKE.ALERT.… and its kin
        return _call(exp.Anonymous(this=system, expressions=inner.expressions), scope, None)
    return _user_defined(ObjectName((*parts, inner.name)), inner.expressions, scope, inner)


def named(name: ObjectName, arguments: Sequence[Tree], scope: Scope, node: Tree) -> Bound:
    """A call whose name IDENTIFIER() gives."""
    if len(name.parts) == 1:
        return _call(exp.Anonymous(this=name.last, expressions=[each.copy() for each in arguments]), scope, None)
    return _user_defined(name, arguments, scope, node)


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
    if over is not None and (function is None or function.kind == "scalar"):
        line, position = place(node)
        raise errors.at_position(2303, "42601", line, position, f"Invalid function type [{name}] for window function.")
    if function is None:
        return _user_defined(ObjectName((name,)), node.expressions, scope, node)
    if function.kind == "table":
        raise errors.unsupported(f"table function {name} as an expression")
    args: list[Tree] = []
    named: dict[str, Tree] = {}
    distinct = False
    for argument in spread.expanded(node.expressions, scope):
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
    args += _placed(function, len(args), named)
    check_count(function, len(args), node)
    made = Call(name, node, args, scope, distinct=distinct, order=order, window=over, ignore_nulls=ignore_nulls)
    return _with_collation(function.rule(made), made)


def _placed(function: Function, first: int, named: dict[str, Tree]) -> list[Tree]:
    """Arguments given by name, in the places of their parameters, the first of which is `first`."""
    wanted = function.parameters[first : first + len(named)]
    if set(named) != set(wanted):
        raise errors.unsupported(f"{', '.join(f'{name} =>' for name in named)} for function {function.name}")
    return [named[name] for name in wanted]


def _with_collation(found: Bound, made: Call) -> Bound:
    """The result of a function that hands on the collation of its arguments."""
    if made.name not in collations.RETAINING or not found.type.is_text:
        return found
    looked_at = [made.bound(0)] if made.name in collations.OF_FIRST else made.seen()
    given = [value.type for value in looked_at if value.type.collation]
    return replace(found, type=collations.with_collation(found.type, collations.agreed(given))) if given else found


def _built_in(name: str, args: Sequence[Tree], scope: Scope, node: Tree) -> Bound:
    function = FUNCTIONS.get(name)
    if function is None:
        raise errors.unsupported(f"function {name}")
    return function.rule(Call(name, node, args, scope))


def _user_defined(name: ObjectName, arguments: Sequence[Tree], scope: Scope, node: Tree) -> Bound:
    found, bound = user_defined(name, arguments, scope)
    if found is None:
        if len(name.parts) == 1 and name.last in KNOWN_SNOWFLAKE:
            raise errors.unsupported(f"function {name.last}")
        if name.parts[0] == "SNOWFLAKE":
            raise errors.unsupported(f"function {name}")
        if len(name.parts) == 1:
            raise errors.compilation(2140, "42601", f"Unknown function {name.last}")
        raise errors.compilation(2141, "42601", f"Unknown user-defined function {name}")
    return _inlined(found, bound, scope)


def user_defined(name: ObjectName, arguments: Sequence[Tree], scope: Scope) -> tuple[Udf | None, dict[str, Bound]]:
    """The function a call means, and its arguments by parameter name, each as its parameter's type."""
    keys = [argument.this.name.upper() if isinstance(argument, exp.Kwarg) else None for argument in arguments]
    bound = [scope.bind(argument.expression if isinstance(argument, exp.Kwarg) else argument) for argument in arguments]
    found = scope.context.resolver.function(name, [value.type for value in bound], keys)
    if found is None:
        return None, {}
    if not found.cacheable:
        scope.mark_uncacheable()
    names = [key if key is not None else found.parameters[place].name for place, key in enumerate(keys)]
    given = dict(zip(names, bound, strict=True))
    members = {name: spread.literal_members(argument) for name, argument in zip(names, arguments, strict=True)}
    empty = Scope(scope.statement)
    for parameter, default in zip(found.parameters, found.defaults, strict=False):  # () when none has one
        if parameter.name not in given and default is not None:
            given[parameter.name] = empty.bind(default)
    return found, {
        parameter.name: Bound(
            convert.implicit(given[parameter.name], parameter.type),
            parameter.type,
            MISSING if (listed := members.get(parameter.name)) is None else listed,  # for ** in the body
        )
        for parameter in found.parameters
    }


def _inlined(udf: Udf, arguments: dict[str, Bound], scope: Scope) -> Bound:
    """The body of a SQL function with the arguments in the place of its parameters, or the call of its handler."""
    if udf.is_table:
        raise errors.compilation(2141, "42601", f"Unknown user-defined function {udf.name.last}")
    if udf.body is None:
        tree = _from_text(handler_call(udf, arguments), udf.returns)
    else:
        inner = Scope(scope.statement)
        inner.parameters = arguments
        with scope.statement.inlined(), scope.context.resolver.acting(udf):
            tree = convert.implicit(inner.bind(udf.body), udf.returns)
    if udf.strict and arguments:
        absent = exp.or_(*(exp.Is(this=value.tree.copy(), expression=exp.Null()) for value in arguments.values()))
        tree = exp.Case(ifs=[exp.If(this=absent, true=to(exp.Null(), udf.returns.duckdb))], default=tree)
    marked(tree, udf, scope)
    return Bound(tree, udf.returns)


def marked(tree: Tree, udf: Udf, scope: Scope) -> Tree:
    """`tree`, to be known as the result of a function; what only the body of another one calls is not."""
    if not scope.statement.inlining:
        tree.meta[MARK] = udf.id
    return tree


def handler_call(udf: Udf, arguments: dict[str, Bound]) -> Tree:
    """The call of a handler in another language: its id and its arguments as text, giving text."""
    return duck("ecomsim_handler", to(integer(udf.handler or 0), "BIGINT"), texts_of(arguments))


def partitions_call(udf: Udf, rows: Tree) -> Tree:
    """The call of a table function's handler for a partition, the texts of whose rows are listed: its rows as JSON."""
    return duck("ecomsim_partition", to(integer(udf.handler or 0), "BIGINT"), rows)


def texts_of(arguments: dict[str, Bound]) -> Tree:
    """The arguments of a handler as a list of texts."""
    return to(duck("list_value", *(_to_text(value) for value in arguments.values())), "VARCHAR[]")


def _to_text(value: Bound) -> Tree:
    tree = value.tree.copy()
    if value.type.name == "BINARY":
        return duck("hex", tree)
    return to(tree, "VARCHAR")


def _from_text(tree: Tree, kind: SnowflakeType) -> Tree:
    if kind.is_structured:  # the handler gave JSON
        return convert.cast(Bound(to(tree, VARIANT.duckdb), VARIANT), kind)
    return duck("unhex", tree) if kind.name == "BINARY" else to(tree, kind.duckdb)


def handler_rows(udf: Udf, arguments: dict[str, Bound]) -> Tree:
    """DuckDB query over the rows that a table function's handler gives for a partition of one row."""
    given = partitions_call(udf, duck("list_value", texts_of(arguments)))
    rows = duck("from_json", given, string('[["VARCHAR"]]'))
    inner = exp.Select(expressions=[exp.alias_(duck("unnest", rows), "r")])
    return exp.Select(
        expressions=cells_of(udf, exp.column("r"), distinct_names(column.name for column in udf.columns)),
        from_=exp.From(this=exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier("h")))),
    )


def cells_of(udf: Udf, row: Tree, names: Sequence[str]) -> list[Tree]:
    """The columns of a row that a table function's handler gave; its first text is the number of an input row."""
    return [
        exp.alias_(_from_text(duck("list_extract", row.copy(), integer(place)), column.type), name, quoted=True)
        for place, (column, name) in enumerate(zip(udf.columns, names, strict=True), start=2)
    ]
