"""What one statement reads and writes, in the words of ACCESS_HISTORY.

Told once, when a statement is planned: the objects it names with the columns it names (direct), those beneath its views
(base), what it writes and from which columns each written column comes, and the policies on its way. Names are those of
the moment. A column has no id in the engine, so `columnId` is left out, and so are `directSources` and `baseSources` of
a column whose way through the query cannot be told.
Source: Snowflake documentation, "ACCESS_HISTORY view", "Access History".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim.catalog.objects import (
    CatalogObject,
    DynamicTable,
    Function,
    Procedure,
    Routine,
    Table,
    TableColumn,
    View,
)
from ecomsim.dialect.trace import NOTHING, UNTOLD, Ref, Refs, Trace, trace
from ecomsim.lineage.identity import Json, identity, stage
from ecomsim.tags.propagation import Flow, moves

if TYPE_CHECKING:
    from ecomsim.dialect.context import BoundRelation
    from ecomsim.dml.target import Source
    from ecomsim.sessions.session import Session
    from ecomsim.staging.places import Place
    from ecomsim.statements.resolver import SessionResolver

Positions = Mapping[str, Sequence[int]]
"""By a written column, where the values that it takes stand in the query of its statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The columns of ACCESS_HISTORY for a statement, as JSON values."""

    direct: tuple[Json, ...] = ()
    base: tuple[Json, ...] = ()
    modified: tuple[Json, ...] = ()
    policies: tuple[Json, ...] = ()
    flows: tuple[tuple[int, Flow], ...] = ()  # by the table that is written, where tags may go along

    def __or__(self, other: Access) -> Access:
        """Both: of a statement that consists of several."""
        return Access(
            direct=_together(self.direct, other.direct),
            base=_together(self.base, other.base),
            modified=_together(self.modified, other.modified),
            policies=_together(self.policies, other.policies),
            flows=(*self.flows, *other.flows),
        )


def _together(one: tuple[Json, ...], other: tuple[Json, ...]) -> tuple[Json, ...]:
    return (*one, *(each for each in other if each not in one))


def of_query(tree: exp.Expr, resolver: SessionResolver) -> Access:
    """What a query reads."""
    return _Told(tree, resolver).read()


def of_write(table: Table, source: Source, positions: Positions, *, keeps: int = 0) -> Access:
    """What DML writes to a table, out of a bound query. keeps: how many outputs from the first on are not values that
    it writes but are read all the same (the flags of MERGE).
    """
    told = _Told(source.bound.tree, source.resolver, table)
    return told.write(positions, keeps)


def of_constants(table: Table, columns: Iterable[TableColumn]) -> Access:
    """INSERT of constants into these columns: no value comes from anywhere."""
    written = [{"columnName": column.name, "baseSources": [], "directSources": []} for column in columns]
    return Access(modified=({"columns": written, **identity(table)},))


BETWEEN = -1
"""The mark of the rows that a multi-table INSERT holds between its query and its branches."""


def of_branch(table: Table, source: Source, positions: Positions, rows: Source, between: BoundRelation) -> Access:
    """What one branch of a multi-table INSERT writes; its query reads `between`, the result of `rows`."""
    source.resolver.named[BETWEEN] = None, between
    outer = _Told(rows.bound.tree, rows.resolver)
    told = _Told(source.bound.tree, source.resolver, table)
    told.through(outer)
    return told.write(positions, 0) | outer.read()


def flow_of(item: View | DynamicTable, session: Session) -> Flow:
    """Where the columns of a view or dynamic table come from. Raises what binding its query raises."""
    from ecomsim.dialect.bind import bind_query
    from ecomsim.sqltext.parse import parse_query
    from ecomsim.statements.resolver import SessionResolver

    if not item.query:  # refreshed by DML of its own
        return Flow({}, ())
    resolver = SessionResolver(session, home=item.scope.container)
    context = replace(session.context(), resolver=resolver, database=item.scope.database, schema=item.scope.schema)
    told = _Told(bind_query(parse_query(item.query), context).tree, resolver)
    columns = {column.name: told.trace.at(place) for place, column in enumerate(item.columns)}
    return Flow(columns, tuple(told.trace.objects))


def of_change(table: CatalogObject) -> Access:
    """A statement that changes all of a table, whatever its columns: TRUNCATE, DELETE without a condition."""
    return Access(modified=({"columns": [], **identity(table)},))


def of_copy(origin: Table, copy: Table) -> Access:
    """CREATE TABLE … CLONE: each column comes from the one of its name."""
    read = {"columns": [{"columnName": column.name} for column in origin.columns], **identity(origin)}
    columns = [
        {
            "columnName": column.name,
            **{key: [{"columnName": column.name, **identity(origin)}] for key in ("baseSources", "directSources")},
        }
        for column in copy.columns
    ]
    return Access(direct=(read,), base=(read,), modified=({"columns": columns, **identity(copy)},))


def of_call(procedure: Procedure) -> Access:
    """CALL: the procedure itself; what it runs are statements of their own."""
    called = identity(procedure)
    return Access(direct=(called,), base=(called,))


def of_load(place: Place, table: Table, columns: Iterable[str]) -> Access:
    """COPY INTO table from a stage."""
    staged = stage(place)
    written = {"columns": [{"columnName": name} for name in columns], **identity(table)}
    return Access(direct=(staged,), base=(staged,), modified=(written,))


def of_unload(source: Source, place: Place) -> Access:
    """COPY INTO a stage from a query."""
    return of_query(source.bound.tree, source.resolver) | Access(modified=(stage(place),))


def of_transfer(place: Place, location: str, *, upload: bool) -> Access:
    """PUT and GET: a file outside and a stage."""
    outside, staged = {"location": location}, stage(place)
    read, written = (outside, staged) if upload else (staged, outside)
    return Access(direct=(read,), base=(read,), modified=(written,))


# --- telling -----------------------------------------------------------------------------------------------------


class _Told:
    """A bound query with the columns that it reads, as named and beneath views."""

    def __init__(self, tree: exp.Expr, resolver: SessionResolver, target: Table | None = None) -> None:
        self._resolver = resolver
        self._catalog = resolver.session.catalog
        self._target = target
        self._known: dict[int, Mapping[str, str] | None] = {}
        self.trace = trace(tree, self._names)
        self._inside = {key: inside for key, inside in self.trace.objects.items() if inside is not None}
        self._traced: dict[int, Trace] = {}
        self._passed: dict[Ref, None] = {}  # every column on the way, those of views between included

    def through(self, outer: _Told) -> None:
        """Read what `outer` hands on in the place of the rows between."""
        names = {column.name: place for place, column in enumerate(self._resolver.named[BETWEEN][1].columns)}

        def led(refs: Iterable[Ref]) -> Refs:
            kept = frozenset(ref for ref in refs if ref[0] != BETWEEN)
            return kept.union(*(outer.trace.at(names[name]) for key, name in refs if key == BETWEEN and name))

        found = self.trace
        del found.objects[BETWEEN]
        self._inside = {**outer._inside, **{key: tree for key, tree in self._inside.items() if key != BETWEEN}}
        self._resolver.named.update(outer._resolver.named)
        found.outputs = {name: led(refs) for name, refs in found.outputs.items()}
        found.others = set(led(found.others))

    def read(self) -> Access:
        """A query: what it hands on and what it only looks at."""
        return self._access(NOTHING.union(*self.trace.outputs.values(), self.trace.others), None)

    def write(self, positions: Positions, keeps: int) -> Access:
        """DML: what its values come from and what it only looks at."""
        assert self._target is not None
        used = [self.trace.at(place) for places in positions.values() for place in places]
        flags = [self.trace.at(place) for place in range(keeps)]
        columns = []
        for name, places in positions.items():
            refs = NOTHING.union(*(self.trace.at(place) for place in places))
            both = (("baseSources", self._base(refs)), ("directSources", refs))
            told = {key: self._sources(each, is_base=key == "baseSources") for key, each in both if UNTOLD not in each}
            columns.append({"columnName": name, **told})
        written = {"columns": columns, **identity(self._target)}
        access = self._access(NOTHING.union(*used, *flags, self.trace.others), written)
        sources = {name: NOTHING.union(*map(self.trace.at, taken)) for name, taken in positions.items()}
        flow = Flow(sources, tuple(key for key in self.trace.objects if key != self._target.id))
        return replace(access, flows=((self._target.id, flow),)) if moves(flow, self._catalog) else access

    def _access(self, refs: Refs, written: Json | None) -> Access:
        direct = [key for key in self.trace.objects if key not in self.trace.beneath]
        if written is not None:  # a target of which no column is read is written, no more
            read = {key for key, _ in refs}
            direct = [key for key in direct if key in read or key != written["objectId"]]
        named = self._listed(refs, [*self._functions(refs), *direct])
        base = self._base(refs)
        kept = self._beneath([*direct, *self.trace.beneath])
        base |= self._base(frozenset(ref for each in self._traced.values() for ref in each.others))
        base = frozenset(ref for ref in base if ref[1] is not None or self._is_external(ref[0]))
        beneath = self._listed(base, [*self._functions(base), *kept])
        return Access(
            direct=named,
            base=beneath,
            modified=() if written is None else (written,),
            policies=self._policies(dict.fromkeys((*direct, *self._traced, *kept))),
        )

    def _is_external(self, identifier: int) -> bool:
        """Whether a function has a body that no query shows: SQL is part of the statement."""
        found = self._catalog.by_id(identifier)
        return isinstance(found, Function) and found.language != "SQL"

    # --- ways ----------------------------------------------------------------------------------------------------

    def _names(self, identifier: int) -> Mapping[str, str] | None:
        """The columns of an object by DuckDB's name; None for what has none (a function)."""
        if identifier not in self._known:
            self._known[identifier] = self._found_names(identifier)
        return self._known[identifier]

    def _found_names(self, identifier: int) -> Mapping[str, str] | None:
        item: CatalogObject | None
        found = self._resolver.named.get(identifier)
        if found is not None:
            item, relation = found
            if relation is not None:
                return {
                    place: column.name for place, column in zip(relation.names(), relation.columns, strict=True)
                } | {each.name: each.name for each in relation.pseudo}
        else:
            item = self._catalog.by_id(identifier)
        columns = getattr(item, "columns", None)
        if columns is None or isinstance(item, Routine):
            return None
        return {column.duckdb: column.name for column in columns}

    def _base(self, refs: Refs, within: frozenset[int] = frozenset()) -> Refs:
        """The columns that these come from, beneath every view."""
        found: set[Ref] = set()
        for ref in refs:
            identifier, name = ref
            self._passed[ref] = None
            if identifier in within or identifier not in self._inside:
                found.add(ref)
                continue
            inner = self._trace_of(identifier)
            if name is None:
                handed = NOTHING.union(*inner.outputs.values())
            else:
                places = [place for place, own in (self._names(identifier) or {}).items() if own == name]
                handed = NOTHING.union(*(inner.outputs.get(place, NOTHING) for place in places))
            found |= self._base(handed, within | {identifier})
        return frozenset(found)

    def _beneath(self, identifiers: Iterable[int], within: frozenset[int] = frozenset()) -> list[int]:
        """The objects that these rest on, themselves where they rest on none."""
        found: dict[int, None] = {}
        for identifier in identifiers:
            if identifier in within or identifier not in self._inside:
                found[identifier] = None
                continue
            inner = self._trace_of(identifier)
            for each in self._beneath(inner.objects, within | {identifier}):
                found[each] = None
        return list(found)

    def _trace_of(self, identifier: int) -> Trace:
        known = self._traced.get(identifier)
        if known is None:
            inside = self._inside[identifier]
            known = self._traced[identifier] = trace(
                inside.this if isinstance(inside, exp.Subquery) else inside, self._names
            )
            for key, tree in known.objects.items():
                if tree is not None:
                    self._inside.setdefault(key, tree)
        return known

    # --- words ---------------------------------------------------------------------------------------------------

    def _item(self, identifier: int) -> CatalogObject | None:
        found = self._resolver.named.get(identifier)
        if found is not None:
            return found[0]
        if self._target is not None and self._target.id == identifier:
            return self._target
        item = self._catalog.by_id(identifier)
        return None if item is None or item.kind == "DIRECTORY TABLE" else item

    def _functions(self, refs: Refs) -> list[int]:
        return sorted(key for key, name in refs if name is None and key)

    def _listed(self, refs: Refs, identifiers: Iterable[int]) -> tuple[Json, ...]:
        """Objects in order, each with its columns among `refs` in the order of the object's own."""
        by_object: dict[int, set[str]] = {}
        for key, name in refs:
            if name is not None:
                by_object.setdefault(key, set()).add(name)
        found = []
        for key in dict.fromkeys(identifiers):
            item = self._item(key)
            if item is None:
                continue
            if isinstance(item, Routine):
                found.append(identity(item))
                continue
            own = by_object.get(key, set())
            names = [name for name in dict.fromkeys((self._names(key) or {}).values()) if name in own]
            found.append({"columns": [{"columnName": name} for name in names], **identity(item)})
        return tuple(found)

    def _sources(self, refs: Refs, *, is_base: bool) -> list[Json]:
        found = []
        for key, name in sorted(refs, key=lambda ref: (ref[0], ref[1] or "")):
            item = self._item(key)
            if item is not None and (key not in self.trace.beneath or is_base):
                found.append(identity(item) if name is None else {"columnName": name, **identity(item)})
        return found

    def _policies(self, identifiers: Iterable[int]) -> tuple[Json, ...]:
        """The policies of these objects and of those of their columns that are on the way."""
        from ecomsim.policies import tagged

        found = []
        for key in identifiers:
            item: Any = self._item(key)
            if not isinstance(item, tagged.Protected):
                continue
            item = tagged.masked(item, self._catalog)
            columns = [
                {"columnName": column.name, "policies": [self._policy(column.masking.policy)]}
                for column in item.columns
                if column.masking is not None and (key, column.name) in self._passed
            ]
            rows = [] if item.row_access is None else [self._policy(item.row_access.policy)]
            if columns or rows:
                found.append({"columns": columns, **identity(item), "policies": rows})
        return tuple(found)

    def _policy(self, identifier: int) -> Json:
        policy = self._catalog.by_id(identifier)
        if policy is None:
            return {"policyId": identifier}
        return {
            "policyId": policy.id,
            "policyKind": policy.kind.replace(" ", "_"),
            "policyName": str(policy.name),
        }
