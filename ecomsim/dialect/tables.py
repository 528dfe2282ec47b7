"""Table functions in FROM: FLATTEN, GENERATOR, SPLIT_TO_TABLE, and those the account answers itself.

Invariant: arguments may refer to the relations on the left; the source has exactly the documented columns, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import calls, convert, flatten, flatten_types, literals, relations
from ecomsim.dialect.context import Udf
from ecomsim.dialect.functions.known import KNOWN_SNOWFLAKE
from ecomsim.dialect.functions.model import MISSING, Bound, duck, macro, place, to
from ecomsim.dialect.functions.template import sql
from ecomsim.dialect.scope import Scope, reference, source_of
from ecomsim.names import ObjectName, distinct_names
from ecomsim.sqltext.queries import parse_query
from ecomsim.values.types import INTEGER, TEXT, VARIANT, Column

Tree = exp.Expr
Arguments = dict[str | int, Tree]


def function(call: Tree, node: Tree, scope: Scope) -> Tree:
    """Bind a table function call; `node` carries the alias. Adds the source."""
    if isinstance(call, exp.Window):
        raise errors.unsupported("OVER (PARTITION BY …) of a table function in parentheses")
    name, arguments = _parsed(call)
    if name.parts == ("DIRECTORY",):
        found = scope.context.resolver.directory(_staged(call))
        columns = list(zip(found.columns, found.names(), strict=True))
        return relations.add_source(node, found.tree, columns, scope)
    built_in = _BUILT_IN.get(name.last) if len(name.parts) == 1 else None
    if built_in is not None:
        return built_in(arguments, call, node, scope)
    if len(name.parts) == 1 and name.last in KNOWN_SNOWFLAKE:
        raise errors.unsupported(f"function {name.last}")
    return _of_the_account(name, arguments, call, node, scope)


def called(call: Tree) -> tuple[ObjectName, list[Tree]]:
    """The name of a called function and its arguments as written."""
    parts: list[str] = []
    current = call
    while isinstance(current, exp.Dot):
        parts.insert(0, current.expression.name)
        current = current.this
    parts.insert(0, current.name)
    return ObjectName(tuple(parts)), (call.expression if isinstance(call, exp.Dot) else call).expressions


def _parsed(call: Tree) -> tuple[ObjectName, Arguments]:
    name, written = called(call)
    arguments: Arguments = {}
    for index, argument in enumerate(written):
        if isinstance(argument, exp.Kwarg):
            arguments[argument.this.name.upper()] = argument.expression
        else:
            arguments[index] = argument
    return name, arguments


def _staged(call: Tree) -> str:
    """The @stage of DIRECTORY(@stage), as written; the parser takes its first part for a parameter."""
    inner = call.expressions[0] if call.expressions else None
    if inner is None:
        raise errors.compilation(938, "22023", "not enough arguments for function [DIRECTORY()], expected 1, got 0")
    text = inner.name if isinstance(inner, exp.Literal) else inner.sql("snowflake")
    return "@" + text.lstrip("$@")


def _argument(arguments: Arguments, name: str, index: int) -> Tree | None:
    return arguments.get(name, arguments.get(index))


def constant(node: Tree | None, scope: Scope, default: object = None) -> object:
    """The constant an argument must be."""
    if node is None:
        return default
    value = scope.bind(node).constant
    if value is MISSING:
        raise errors.compilation(1015, "22023", f"argument '{node.sql('snowflake')}' needs to be constant")
    return value


def add(node: Tree, query: Tree, columns: Sequence[Column], scope: Scope) -> Tree:
    """A lateral derived table with `columns` (its DuckDB names are theirs)."""
    name, names = relations.alias_of(node)
    alias = scope.statement.alias(name or "_f")
    lateral = bool(scope.sources)
    scope.add(source_of(name, alias, [(column, column.name) for column in columns], names=_own_names(names, columns)))
    if lateral:
        return exp.Lateral(this=exp.Subquery(this=query), alias=relations.table_alias(alias))
    return relations.derived(query, alias)


def _own_names(names: Sequence[str], columns: Sequence[Column]) -> Sequence[str]:
    """The parser names the columns of LATERAL FLATTEN itself."""
    return () if list(names) == [column.name for column in columns] else names


def _flatten(arguments: Arguments, call: Tree, node: Tree, scope: Scope) -> Tree:
    source = _argument(arguments, "INPUT", 0)
    if source is None:
        line, column = place(call)
        raise errors.at_position(
            938, "22023", line, column, "not enough arguments for function [FLATTEN()], expected 1, got 0"
        )
    value = scope.bind(source)
    if value.type.is_text:
        raise errors.compilation(1044, "42P13", f"Invalid argument types for function 'FLATTEN': ({value.type})")
    path = constant(_argument(arguments, "PATH", 1), scope)
    outer = constant(_argument(arguments, "OUTER", 2), scope, False)
    recursive = constant(_argument(arguments, "RECURSIVE", 3), scope, False)
    mode = constant(_argument(arguments, "MODE", 4), scope, "BOTH")
    if value.is_null:  # DuckDB gives a constant NULL no type to unnest
        tree = sql(f"(SELECT CAST(NULL AS {VARIANT.duckdb}))")
    else:
        tree = value.tree if value.type.is_json else convert.implicit(value, flatten.VARIANT)
    options = flatten.Options(
        path=None if path is None else str(path), outer=bool(outer), recursive=bool(recursive), mode=str(mode).upper()
    )
    alone = not scope.numbers and len({column.sql() for column in tree.find_all(exp.Column)}) < 2
    found, seq = (tree, scope.input_number()) if alone else _beside(tree, scope)
    keeps = flatten.keeps_rows(node) and not recursive
    query = flatten.query(found, seq, options, lateral=bool(scope.sources), keeps_rows=keeps)
    kind = flatten_types.kind_at(value.type, str(path or ""))
    columns, query = flatten_types.typed(query, VARIANT if recursive else kind, convert.implicit)
    added = add(node, query, columns, scope)
    added.meta[flatten.COMPLETE] = keeps
    return added


def _beside(value: Tree, scope: Scope) -> tuple[Tree, Tree]:
    """A value and the number of its row, out of one column of a lateral row joined before the relation that is made:
    DuckDB unnests in order only what reads a single column of the relations on its left.
    """
    number = scope.input_number()
    if not scope.sources:
        return value, number
    alias = scope.fresh("l")
    row = exp.Select(expressions=[exp.alias_(sql("{'v': _0, 's': _1}", value, number), "v", quoted=True)])
    lateral = exp.Lateral(this=exp.Subquery(this=row), alias=relations.table_alias(alias))
    scope.before.append(exp.Join(this=lateral, kind="CROSS"))
    column = reference(alias, "v")
    return sql("struct_extract(_0, 'v')", column), sql("struct_extract(_0, 's')", column.copy())


def _generator(arguments: Arguments, call: Tree, node: Tree, scope: Scope) -> Tree:
    """GENERATOR(ROWCOUNT => n): n rows without columns, none without n; its row number is what SEQ4() reads.

    A TIMELIMIT beside ROWCOUNT is never reached.
    """
    rows = scope.bind(_argument(arguments, "ROWCOUNT", 0) or exp.Null())
    if rows.is_null and constant(_argument(arguments, "TIMELIMIT", 1), scope) is not None:
        raise errors.unsupported("GENERATOR with TIMELIMIT but no ROWCOUNT")
    if isinstance(rows.constant, int) and rows.constant < 0:
        raise errors.compilation(1008, "22023", f"invalid value [{rows.constant}] for parameter 'ROWCOUNT'")
    count = exp.Literal.number(0) if rows.is_null else convert.implicit(rows, INTEGER)
    name, _ = relations.alias_of(node)
    alias = scope.statement.alias(name or "_g")
    source = source_of(name, alias, ())
    source.marker = reference(alias, "_row")
    scope.add(source)
    series = duck("range", to(count, "BIGINT"))
    return exp.Table(this=series, alias=relations.table_alias(alias, ["_row"]))


_SPLIT = (
    'SELECT _1 AS "SEQ", i AS "INDEX", p[i] AS "VALUE" FROM (SELECT p, unnest(range(1, len(p) + 1)) AS i '
    "FROM (SELECT _0 AS p) AS a) AS b"
)
_SPLIT_COLUMNS = (Column("SEQ", INTEGER), Column("INDEX", INTEGER), Column("VALUE", TEXT))


def _split(arguments: Arguments, call: Tree, node: Tree, scope: Scope) -> Tree:
    """SPLIT_TO_TABLE(text, separator)."""
    text, separator = (_text(arguments, name, index, call, scope) for index, name in enumerate(("STRING", "DELIMITER")))
    rows = sql(_SPLIT, duck("string_split", text, separator), scope.input_number())
    return add(node, _exact(rows, _SPLIT_COLUMNS), _SPLIT_COLUMNS, scope)


def _strtok_split(arguments: Arguments, call: Tree, node: Tree, scope: Scope) -> Tree:
    """STRTOK_SPLIT_TO_TABLE(text [, separators]): every character separates, empty parts are dropped."""
    text = _text(arguments, "STRING", 0, call, scope)
    separators = _argument(arguments, "DELIMITER", 1)
    chars = exp.Literal.string(" ") if separators is None else convert.implicit(scope.bind(separators), TEXT)
    rows = sql(_SPLIT, macro("sf_strtok", text, chars), scope.input_number())
    return add(node, _exact(rows, _SPLIT_COLUMNS), _SPLIT_COLUMNS, scope)


_NEXT_COLUMNS = (Column("NEXTVAL", INTEGER, nullable=False),)


def _next_value(arguments: Arguments, call: Tree, node: Tree, scope: Scope) -> Tree:
    """GETNEXTVAL(sequence): one value for each row on its left, the same wherever that row names it."""
    sequence = arguments.get(0)
    if len(arguments) != 1 or not isinstance(sequence, exp.Column):
        raise errors.unsupported(f"FROM {call.sql('snowflake')[:80]}")
    name = scope.context.resolver.sequence(ObjectName(tuple(part.name for part in sequence.parts)))
    value = to(duck("nextval", exp.Literal.string(name)), "DECIMAL(38,0)")
    left = next((column.bound().tree for source in scope.sources for column in source.columns), None)
    if left is None:
        left = scope.generator_row()
    # naming a column of the left side makes DuckDB ask for a value per row
    tree = value if left is None else sql("CASE WHEN _1 IS NULL THEN _0 ELSE _0 END", value, left)
    if scope.sources and left is None:
        raise errors.unsupported("GETNEXTVAL beside a relation without columns")
    return add(node, exp.Select(expressions=[exp.alias_(tree, "NEXTVAL", quoted=True)]), _NEXT_COLUMNS, scope)


def _to_query(arguments: Arguments, call: Tree, node: Tree, scope: Scope) -> Tree:
    """TO_QUERY(SQL => 'query' [, name => constant, …]): the query that a text holds; :name in it is that constant."""
    tree = parse_query(str(constant(_argument(arguments, "SQL", 0), scope)))
    for bind in list(tree.find_all(exp.Placeholder)):
        given = arguments.get(bind.name)
        if given is not None:
            constant(given, scope)
            bind.replace(given.copy())
    found = scope.statement.query(tree, Scope(scope.statement))
    return relations.add_source(node, exp.Subquery(this=found.tree), found.columns(), scope)


def _validate(arguments: Arguments, call: Tree, node: Tree, scope: Scope) -> Tree:
    """VALIDATE(table, JOB_ID => '<query id>' | _last): the first argument is a name, the second may be a bare word."""
    table, job = _argument(arguments, "TABLE_NAME", 0), _argument(arguments, "JOB_ID", 1)
    values: dict[str | int, object] = {}
    if table is not None:
        if isinstance(table, exp.Column):
            values["TABLE_NAME"] = str(ObjectName(tuple(part.name for part in table.parts)))
        else:
            values["TABLE_NAME"] = constant(table, scope)
    if job is not None:
        values["JOB_ID"] = job.name if isinstance(job, exp.Column) else scope.context.resolver.evaluate(job)
    return _listed(ObjectName(("VALIDATE",)), values, node, scope)


def _text(arguments: Arguments, name: str, index: int, call: Tree, scope: Scope) -> Tree:
    found = _argument(arguments, name, index)
    if found is None:
        raise errors.compilation(938, "22023", f"not enough arguments for function [{call.sql('snowflake')}]")
    return convert.implicit(scope.bind(found), TEXT)


def _exact(query: Tree, columns: Sequence[Column]) -> Tree:
    """Cast the projections of a template to their columns' types."""
    query = query.this if isinstance(query, exp.Paren) else query
    for projection, column in zip(query.expressions, columns, strict=True):
        projection.set("this", to(projection.this, column.type.duckdb))
    return query


def _of_the_account(name: ObjectName, arguments: Arguments, call: Tree, node: Tree, scope: Scope) -> Tree:
    """A SQL table function, or one the resolver answers (RESULT_SCAN, INFORMATION_SCHEMA.*)."""
    if scope.context.resolver.is_table_function(name):
        udf, given = calls.user_defined(name, called(call)[1], scope)
        if udf is not None and udf.is_table:
            return _user_defined(udf, given, node, scope)
    bound = {key: scope.bind(value) for key, value in arguments.items()}
    values: dict[str | int, object] = {}
    for key, value in bound.items():
        argument = arguments[key]
        if value.constant is not MISSING:
            values[key] = value.constant
        elif isinstance(argument, exp.Placeholder):
            values[key] = literals.bind_value(argument, scope)
        else:
            values[key] = scope.context.resolver.evaluate(argument)
    return _listed(name, values, node, scope)


def _listed(name: ObjectName, values: dict[str | int, object], node: Tree, scope: Scope) -> Tree:
    """The rows that the account gives for constant arguments."""
    relation = scope.context.resolver.table_function(name, values)
    if not relation.cacheable:
        scope.mark_uncacheable()
    columns = list(zip(relation.columns, relation.names(), strict=True))
    return relations.add_source(node, relation.tree, columns, scope)


def _user_defined(udf: Udf, arguments: dict[str, Bound], node: Tree, scope: Scope) -> Tree:
    """A user's table function: its query, or the rows its handler gives."""
    if udf.body is None:
        columns = list(zip(udf.columns, distinct_names(column.name for column in udf.columns), strict=True))
        rows = calls.marked(exp.Subquery(this=calls.handler_rows(udf, arguments)), udf, scope)
        return relations.add_source(node, rows, columns, scope)
    inner = Scope(scope.statement)
    inner.parameters = arguments
    with scope.statement.inlined(), scope.context.resolver.acting(udf):
        found = scope.statement.query(udf.body, inner)
    return relations.add_source(node, calls.marked(exp.Subquery(this=found.tree), udf, scope), found.columns(), scope)


_BUILT_IN: dict[str, Callable[[Arguments, Tree, Tree, Scope], Tree]] = {
    "FLATTEN": _flatten,
    "GENERATOR": _generator,
    "GETNEXTVAL": _next_value,
    "SPLIT_TO_TABLE": _split,
    "STRTOK_SPLIT_TO_TABLE": _strtok_split,
    "TO_QUERY": _to_query,
    "VALIDATE": _validate,
}
