"""Definitions: a dynamic table's query bound to versions instead of tables.

Every table in the query is read at `$ecom_pin_<table id>`, so one bound text serves all refreshes; the versions of one
data timestamp are filled in when it runs. Bound once per version of the catalog.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import CatalogObject, DynamicTable, Function, Routine, TableColumn, View
from ecomsim.dialect.bind import assign, bind_query
from ecomsim.dml.target import wrapped
from ecomsim.dynamic_tables import sources, support
from ecomsim.dynamic_tables.state import IMMUTABLE
from ecomsim.errors import SnowflakeError
from ecomsim.names import Name, ObjectName
from ecomsim.routines import functions
from ecomsim.sqltext.parse import parse_query
from ecomsim.sqltext.queries import object_name
from ecomsim.statements.resolver import Pins, SessionResolver
from ecomsim.values.types import Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.catalog.store import Catalog
    from ecomsim.sessions.session import Session

TIME = "ecom_now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """sql: DuckDB text whose columns are the table's, in order; places: what DuckDB calls them; tables: ids of every
    table read, views expanded; views and functions: ids of those views, and of the functions that users made; followed:
    of the tables that the DML of a REFRESH USING reads through CHANGES; independent: those of them inside a refresh
    boundary; parameters: placeholders to fill in; keys: those of `places` by which a row is recognised, () when there
    are none; tree and types: the bound query and its types; shell: the two texts that make of the query's text what the
    table stores.
    """

    sql: str
    columns: tuple[Column, ...]
    places: tuple[str, ...]
    tables: frozenset[int]
    parameters: frozenset[str]
    views: frozenset[int] = frozenset()
    functions: frozenset[int] = frozenset()
    followed: frozenset[int] = frozenset()
    independent: frozenset[int] = frozenset()
    keys: tuple[str, ...] = ()
    tree: exp.Expr = field(compare=False, repr=False)
    types: tuple[SnowflakeType, ...]
    shell: tuple[str, str] = ("", "")

    def written(self, catalog: Catalog) -> dict[int, int]:
        """The views and functions among the sources of a state, so that replacing one of them is noticed."""
        routines = ((key, catalog.by_id(key)) for key in self.functions)
        return dict.fromkeys(self.views, 0) | {key: IMMUTABLE if is_immutable(item) else 0 for key, item in routines}

    @property
    def is_time_dependent(self) -> bool:
        """Whether the result changes with time alone."""
        return TIME in self.parameters


def is_immutable(item: CatalogObject | None) -> bool:
    """Whether a function is declared IMMUTABLE: an incremental table that calls it cannot follow its replacement."""
    return isinstance(item, Routine) and item.options.get("VOLATILITY") == "IMMUTABLE"


@lru_cache(maxsize=1000)
def parsed(query: str) -> exp.Expr:
    """The tree of a query's text; not to be changed."""
    return parse_query(query)


@contextmanager
def worker(
    account: Account, scope: Name, warehouse: str | None, owner: str, user: str | None = None
) -> Iterator[Session]:
    """The session in which a dynamic table is bound and refreshed: the owner's, in the schema of the table's scope.

    `user`: of EXECUTE AS USER or REFRESH COPY SESSION; without one the engine itself is the user.
    """
    asked = {} if user is None else {"user": user}
    session = account.session(
        database=scope.database, schema=scope.schema, warehouse=warehouse, role=owner, internal=True, **asked
    )
    try:
        yield session
    finally:
        session.close()


def bind(query: str, columns: Sequence[TableColumn] | None, session: Session, name: Name) -> Definition:
    """Bind a definition; `columns` are what the table stores, None while that is not known.

    Raises what a SELECT would, 002728 without a base table, and refusals of `support` and `sources`.
    """
    tree = parsed(query)
    home = Name(str(session.database), str(session.schema), "")
    for query_of in support.with_views(tree, views(session, home)):
        support.check(query_of)
        sources.check_written(query_of, session)
    context = session.context(pins=Pins({}))
    bound = bind_query(tree, context)
    resolver = context.resolver
    assert isinstance(resolver, SessionResolver)
    sources.check_found(resolver, session)
    sources.check_types(bound.types)
    if not resolver.tables:
        raise errors.compilation(2728, "23001", "Dynamic Tables must have at least one base table.")
    sql = inner = bound.sql
    parameters, found, places = set(bound.parameters), bound.columns, bound.physical
    if columns is not None:
        if len(columns) != len(found):
            raise errors.compilation(
                2057,
                "42601",
                f"Dynamic Table '{name}' has {len(columns)} column(s), but its query produces {len(found)} column(s).",
            )
        items = [
            (column.duckdb, assign(_value(position), bound.types[position], Column(column.name, column.type), context))
            for position, column in enumerate(columns)
        ]
        sql, found = wrapped(bound, items), tuple(Column(column.name, column.type) for column in columns)
        places = tuple(column.duckdb for column in columns)
        if f"${TIME}" in sql:
            parameters.add(TIME)
    before, _, after = sql.partition(inner)
    return Definition(
        sql=sql,
        tree=bound.tree,
        types=bound.types,
        shell=(before, after),
        columns=found,
        places=places,
        tables=frozenset(resolver.tables),
        views=frozenset(resolver.read.views),
        functions=frozenset(resolver.read.functions),
        parameters=frozenset(parameters),
        independent=_independent(tree, session),
        keys=tuple(places[position] for position in _keys(tree, found, bound.types)),
    )


def _keys(tree: exp.Expr, columns: Sequence[Column], types: Sequence[SnowflakeType]) -> Sequence[int]:
    """Where the columns stand that tell rows apart; none when storing one of them could make two values equal."""
    positions = support.group_keys(tree)
    if all(_stays_apart(types[position], columns[position].type) for position in positions):
        return positions
    return ()


def _stays_apart(computed: SnowflakeType, stored: SnowflakeType) -> bool:
    if computed.name == stored.name == "NUMBER":
        return stored.scale is not None and computed.scale is not None and stored.scale >= computed.scale
    return computed == stored or (computed.is_text and stored.is_text)


def _independent(tree: exp.Expr, session: Session) -> frozenset[int]:
    """Ids of the tables behind the names inside DYNAMIC_TABLE_REFRESH_BOUNDARY."""
    defined = {cte.alias for cte in tree.find_all(exp.CTE)}
    marked = [table for table in tree.find_all(exp.Table) if table.meta.get("refresh_boundary")]
    found: set[int] = set()
    for table in marked:
        if table.db or table.name not in defined:
            found |= _read(table, session)
    return frozenset(found)


def _read(table: exp.Table, session: Session) -> set[int]:
    """Ids of the tables that one name stands for: its own, or those beneath a view."""
    name = exp.Table(this=table.this.copy(), db=_copy(table, "db"), catalog=_copy(table, "catalog"))
    context = session.context(pins=Pins({}))
    bind_query(exp.select("*").from_(name), context)
    resolver = context.resolver
    assert isinstance(resolver, SessionResolver)
    return resolver.tables


def _copy(table: exp.Table, part: str) -> Any:
    found = table.args.get(part)
    return found.copy() if isinstance(found, exp.Identifier) else found


def check_boundaries(query: str, session: Session) -> None:
    """Refuse a view over dynamic tables outside a refresh boundary, and a dynamic table on both sides of one."""
    tree = parsed(query)
    defined = {cte.alias for cte in tree.find_all(exp.CTE)}
    inside = _independent(tree, session)
    home = Name(str(session.database), str(session.schema), "")
    for table in tree.find_all(exp.Table):
        if table.meta.get("refresh_boundary") or not isinstance(table.this, exp.Identifier):
            continue
        full = None if not table.db and table.name in defined else _full(object_name(table), home)
        found = session.catalog.relation(full) if full is not None else None
        if isinstance(found, DynamicTable) and found.id in inside:
            raise errors.compilation(
                1420,
                "0A000",
                f"Dynamic Table '{found.name}' must not be referenced both inside and outside of "
                "DYNAMIC_TABLE_REFRESH_BOUNDARY.",
            )
        if isinstance(found, View) and any(
            isinstance(session.catalog.by_id(table_id), DynamicTable) for table_id in _read(table, session)
        ):
            raise errors.compilation(
                1420,
                "0A000",
                f"View '{found.name}' reads a Dynamic Table; wrap it in DYNAMIC_TABLE_REFRESH_BOUNDARY.",
            )


def _value(position: int) -> exp.Column:
    return exp.column(exp.to_identifier(f"c{position}", quoted=True), table="s")


def bound(table: DynamicTable, session: Session) -> Definition:
    """The definition of a table that stores its columns: its query, or the statement of its REFRESH USING."""
    if table.refresh_using:
        from ecomsim.dynamic_tables import custom

        return custom.bind(table, session)
    is_incremental = table.resolved_refresh_mode in ("INCREMENTAL", "ADAPTIVE")
    read = views(session, table.scope)
    if is_incremental and support.not_incremental(parsed(table.query), read) is not None:  # a view is another one now
        raise support.no_longer(parsed(table.query), read)
    found = bind(table.query, table.columns, session, table.name)
    if is_incremental and calls_not_incremental(table.query, found, session, table.scope):
        raise support.ceased()
    return found


def calls_not_incremental(query: str, found: Definition, session: Session, home: Name) -> bool:
    """Whether a function that users made, called where it is, keeps the query from incremental refresh."""
    routines = [item for key in found.functions if isinstance(item := session.catalog.by_id(key), Function)]
    trees = list(support.with_views(parsed(query), views(session, home))) if routines else []
    return any(
        functions.has_subquery(each) or (not is_immutable(each) and support.filters_by(tree, each.routine))
        for each in routines
        for tree in trees
    )


def of(table: DynamicTable, account: Account) -> Definition:
    """The table's definition on the present catalog. Raises what is wrong with it now."""
    kept = account.dynamic_tables.bindings.get(table.id, account.catalog)
    if kept is not None and kept.found is not None:
        return kept.found
    catalog, bindings = account.catalog, account.dynamic_tables.bindings
    try:
        with worker(account, table.scope, table.warehouse, table.owner) as session:
            found = bound(table, session)
    except SnowflakeError:
        bindings.keep(table, None, catalog)
        raise
    bindings.keep(table, found, catalog)
    return found


def known(table: DynamicTable, account: Account) -> Definition | None:
    """The same, or None for a table whose definition does not bind until something changes that it names."""
    kept = account.dynamic_tables.bindings.get(table.id, account.catalog)
    if kept is not None:
        return kept.found
    try:
        return of(table, account)
    except SnowflakeError:
        return None


def views(session: Session, home: Name) -> support.Views:
    """How `support` finds the query of a view that a definition in schema `home` names."""

    def query(table: exp.Table) -> exp.Expr | None:
        if not isinstance(table.this, exp.Identifier):
            return None
        name = _full(object_name(table), home)
        found = session.catalog.get("VIEW", name) if name is not None else None
        return parsed(found.query) if isinstance(found, View) else None

    return query


def _full(name: ObjectName, home: Name) -> Name | None:
    parts = (home.database, home.schema)[: 3 - len(name.parts)] + name.parts
    return Name(parts[0], parts[1] or "PUBLIC", parts[2]) if len(parts) == 3 else None


def inputs(table: DynamicTable, found: Definition | None, account: Account) -> list[dict[str, Any]]:
    """The INPUTS array of the graph history, sorted by name: what the definition names; a view, not what is beneath."""
    described = {
        str(item.name): {"name": str(item.name), "kind": item.kind.replace(" ", "_")}
        | ({"insideRefreshBoundary": True} if inside else {})
        for item, inside in (_named(table, account) if table.query else _beneath(found, account))
    }
    return [described[name] for name in sorted(described)]


def _named(table: DynamicTable, account: Account) -> Iterator[tuple[CatalogObject, bool]]:
    """The relations that a query names, each with whether it stands inside a refresh boundary."""
    tree = parsed(table.query)
    defined = {cte.alias for cte in tree.find_all(exp.CTE)}
    for node in tree.find_all(exp.Table):
        if isinstance(node.this, exp.Identifier) and (node.db or node.name not in defined):
            name = _full(object_name(node), table.scope)
            item = account.catalog.relation(name) if name is not None else None
            if item is not None:
                yield item, bool(node.meta.get("refresh_boundary"))


def _beneath(found: Definition | None, account: Account) -> Iterator[tuple[CatalogObject, bool]]:
    for table_id in found.tables if found is not None else ():
        item = account.catalog.by_id(table_id)
        if found is not None and item is not None:
            yield item, table_id in found.independent
