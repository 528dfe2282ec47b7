"""The resolver: what a name in a statement stands for, for one session at one moment.

It gives the dialect a DuckDB tree for every relation (a table's physical relation, a view's bound query, a stream's
change query, a table at a version) and remembers which streams and tables were read, so that DML can consume streams.
Versions appear in the trees as placeholders that the session fills in when the plan runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import DynamicTable, ExternalTable, Function, Relation, Stream, Table, View
from ecomsim.dialect.context import BoundRelation, Changes, Udf
from ecomsim.dialect.trace import MARK
from ecomsim.errors import SnowflakeError
from ecomsim.names import Name, ObjectName, distinct_names
from ecomsim.policies import protect
from ecomsim.sessions.kept_results import told_apart
from ecomsim.statements import trees
from ecomsim.storage import layout, reads, travel
from ecomsim.streams import changes_clause, streams
from ecomsim.values.types import Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.sqltext.nodes import TimePoint
    from ecomsim.statements.result import Result


@dataclass(frozen=True, slots=True)
class Read:
    """Ids of what a statement reads: tables, views, functions, and the tables of its CHANGES in a REFRESH USING."""

    tables: set[int] = field(default_factory=set)
    views: set[int] = field(default_factory=set)
    functions: set[int] = field(default_factory=set)
    followed: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Pins:
    """Fixed versions to read: table id to version. A table that is not pinned is an error, not a fresh read.

    For the DML of a dynamic table also what SELF is, the versions from which CHANGES() counts (None: the beginning,
    so that every row is an INSERT), and where to note what was read.
    """

    versions: Mapping[int, int]
    own: DynamicTable | None = None
    since: Mapping[int, int] | None = None
    read: Read | None = None


@dataclass(frozen=True, slots=True)
class Arrivals:
    """While an alert on new data looks, its table or view means the rows that were inserted between these versions of
    the tables beneath it: table id to (after, up to).
    """

    source_id: int
    versions: Mapping[int, tuple[int, int]]


@contextmanager
def expanding(view: View) -> Iterator[None]:
    """Say of what a view's query names, and its owner cannot have, that it is the view which is broken."""
    try:
        yield
    except SnowflakeError as failure:
        if failure.errno not in (2003, 2037, 3001):
            raise
        text = f"Failure during expansion of view '{view.name.last}': {failure.raw_msg}"
        raise errors.compilation(2037, "42601", text) from failure


BATCH_RELATION = "$binds"
"""The name under which the rows of executemany stand in FROM."""


class SessionResolver:
    """One statement's look-ups. `streams` and `tables` collect the ids of what was read."""

    def __init__(
        self,
        session: Session,
        *,
        pins: Pins | None = None,
        home: Name | None = None,
        parent: SessionResolver | None = None,
    ) -> None:
        self.session = session
        self.pins = pins
        self.home = home  # the schema in which a view's names are resolved; None: the session's
        self.streams: set[int] = parent.streams if parent else set()
        # by stream and table: what was bound for a stream, and the text of its columns without rows
        self.stream_rows: dict[tuple[int, int], tuple[exp.Expr, str]] = parent.stream_rows if parent else {}
        self.read: Read = parent.read if parent else (pins.read if pins else None) or Read()
        self.tables: set[int] = self.read.tables
        # by id what the names of relations were found to mean
        self.named: dict[int, tuple[Relation | None, BoundRelation]] = parent.named if parent else {}
        self.extra: dict[str, BoundRelation] = parent.extra if parent else {}
        self.depth: int = parent.depth + 1 if parent else 0
        self.invoker: str = parent.invoker if parent else session.role  # what INVOKER_ROLE is
        self.guarded: frozenset[int] = parent.guarded if parent else frozenset()  # whose policies are being bound
        self.created: Udf | None = None  # the function that is being created, before anyone else can call it
        self.pending: Function | None = parent.pending if parent else None

    # --- relations ---------------------------------------------------------------------------------------------

    def relation(
        self, name: ObjectName, *, at: TimePoint | None = None, changes: Changes | None = None
    ) -> BoundRelation:
        """What `name` in FROM becomes. Raises 002003 "Object … does not exist"."""
        if name.last in self.extra and len(name.parts) == 1:
            return self.extra[name.last]
        if name.last.startswith("$") and len(name.parts) == 1 and name.last[1:].isdigit():
            return self._flow_step(int(name.last[1:]), name)
        metadata = self._metadata(name)
        if metadata is not None:
            return metadata
        if self.pins is not None and self.pins.own is not None and name.parts == ("SELF",):
            return self._self(self.pins.own, at, changes)
        found = self._find(name)
        if not self._is_own(found.name):
            checks.use(self.session, found, "SELECT", label="Object")
        bound = self._bound(found, at, changes)
        self.named[found.id] = found, bound
        if not isinstance(bound.tree, exp.Table):
            bound.tree.meta[MARK] = found.id
        return bound

    def _bound(self, found: Relation, at: TimePoint | None, changes: Changes | None) -> BoundRelation:
        arrivals = self.session.arrivals
        if arrivals is not None and found.id == arrivals.source_id and at is None and changes is None:
            assert isinstance(found, (Table, DynamicTable, View))
            return protect.of(changes_clause.arrived(found, arrivals, self), found, self)
        if isinstance(found, View):
            return protect.protected(self._view(found, at, changes), found, self)
        if isinstance(found, ExternalTable):
            return self._external(found, at, changes)
        if isinstance(found, Stream):
            if at is not None or changes is not None:
                raise errors.unsupported("AT | BEFORE | CHANGES on a stream")
            self.streams.add(found.id)
            return streams.bound(found, self)
        self.tables.add(found.id)
        if isinstance(found, DynamicTable) and self.pins is None:  # a refresh brings its inputs up to date first
            self._check_initialised(found)
        if changes is not None:
            return protect.visible(changes_clause.bound_changes(found, changes, self), found, self)
        if self.pins is not None and self.pins.own is not None and found.id == self.pins.own.id:
            raise errors.compilation(
                1420, "0A000", f"A REFRESH USING statement names its own table SELF, not '{found.name.last}'."
            )
        if at is not None:
            return protect.visible(self._at(found, at), found, self)
        if self.pins is not None:
            return protect.visible(self._pinned(found), found, self)
        if isinstance(found, DynamicTable) and found.immutable_where is not None:
            from ecomsim.dynamic_tables import frozen

            return protect.visible(frozen.marked(found, self.session), found, self)
        return protect.visible(trees.relation(trees.table(found.id), found.columns), found, self)

    def _self(self, own: DynamicTable, at: TimePoint | None, changes: Changes | None) -> BoundRelation:
        """SELF in a REFRESH USING: the rows the dynamic table holds."""
        if at is not None or changes is not None:
            raise errors.compilation(1420, "0A000", "CHANGES and time travel are not supported on SELF.")
        return trees.relation(trees.table(own.id), own.columns)

    def _external(self, table: ExternalTable, at: TimePoint | None, changes: Changes | None) -> BoundRelation:
        """The rows of an external table's files, which have no history."""
        from ecomsim.staging import external_rows

        if at is not None or changes is not None:
            raise errors.unsupported("AT | BEFORE | CHANGES on an external table")
        self.tables.add(table.files)
        return external_rows.bound(table, self)

    def _flow_step(self, steps_back: int, name: ObjectName) -> BoundRelation:
        """`$1` in FROM: the result of the step before, in s1 ->> s2; `$2` the one before that."""
        results = self.session.flow
        if not 1 <= steps_back <= len(results):
            raise errors.does_not_exist("Object", name)
        return self.materialised(results[-steps_back])

    def _is_own(self, name: Name) -> bool:
        """Whether the name is that of a temporary table or view of this session."""
        return name in self.session.temporary or name in self.session.temporary_views

    def _find(self, name: ObjectName) -> Relation:
        for candidate in self._candidates(name):
            if candidate in self.session.temporary:
                return self.session.temporary[candidate]
            if candidate in self.session.temporary_views:
                return self.session.temporary_views[candidate]
            found = self.session.catalog.relation(candidate)
            if found is not None:
                return found
        if len(name.parts) > 1:
            self.session.require_container(self.session.resolve(name))
        raise errors.does_not_exist("Object", name)

    def _candidates(self, name: ObjectName) -> list[Name]:
        """Full names in the order in which they are looked up: the current schema, then PUBLIC."""
        database = self.home.database if self.home else self.session.database
        schema = self.home.last if self.home else self.session.schema
        if len(name.parts) == 3:
            return [Name(name.parts[0], name.parts[1] or "PUBLIC", name.parts[2])]
        if len(name.parts) == 2:
            if database is None:
                return [self.session.resolve(name, "SELECT")]
            return [Name(database, name.parts[0], name.parts[1])]
        if database is None:
            return []
        schemas = [schema] if self.home else [schema, "PUBLIC"]
        return [Name(database, each, name.last) for each in schemas if each is not None]

    def _at(self, table: Table | DynamicTable, point: TimePoint) -> BoundRelation:
        """A table at a point in time."""
        code = travel.code(point)
        version = (
            f"$ecom_at_{table.id}_{code}" if code is not None else str(travel.version_at(table, point, self.session))
        )
        sql = reads.at_version(table.id, table.columns, version)
        return trees.relation(trees.subquery(sql), table.columns, cacheable=code is not None)

    def _pinned(self, table: Table | DynamicTable) -> BoundRelation:
        assert self.pins is not None
        sql = reads.at_version(table.id, table.columns, f"$ecom_pin_{table.id}")
        return trees.relation(trees.subquery(sql), table.columns)

    def _check_initialised(self, table: DynamicTable) -> None:
        from ecomsim.dynamic_tables import state

        if not state.is_initialized(table.id, self.session.account):
            raise errors.compilation(
                2741,
                "55000",
                f"Dynamic Table '{table.name}' is not initialized. Please run a manual refresh or wait for a "
                "scheduled refresh before querying.",
            )

    def _view(self, view: View, at: TimePoint | None, changes: Changes | None) -> BoundRelation:
        """A view's query, bound in the view's own schema."""
        from ecomsim.dialect.bind import bind_query
        from ecomsim.sqltext.parse import parse_query

        self.read.views.add(view.id)
        if view.options.get("SUSPENDED"):
            raise errors.suspended_view(view.name.last)
        if changes is not None:
            return changes_clause.bound_view_changes(view, changes, self)
        if self.depth > 64:
            raise errors.compilation(2026, "42601", f"View definition for '{view.name}' is recursive.")
        inner = self.inside(view)
        target: Any = travel.ViewAt(inner, at) if at is not None else inner
        context = replace(
            self.session.context(), resolver=target, database=view.scope.database, schema=view.scope.schema
        )
        with expanding(view), checks.acting(self.session, view.owner):
            bound = bind_query(parse_query(view.query), context)
        if len(view.columns) != len(bound.columns):
            raise errors.compilation(
                2057,
                "42601",
                f"View definition for '{view.name}' declared {len(view.columns)} column(s), but view query produces "
                f"{len(bound.columns)} column(s).",
            )
        shown = tuple(Column(own.name, each.type) for own, each in zip(view.columns, bound.columns, strict=True))
        tree = exp.Subquery(this=bound.tree)
        return BoundRelation(tree=tree, columns=shown, physical=bound.physical, cacheable=bound.cacheable)

    def inside(self, view: View) -> SessionResolver:
        """The resolver of the names in a view's query."""
        inner = SessionResolver(self.session, pins=self.pins, home=view.scope.container, parent=self)
        inner.invoker = view.owner
        return inner

    # --- metadata and functions --------------------------------------------------------------------------------

    def _metadata(self, name: ObjectName) -> BoundRelation | None:
        parts = name.parts
        if len(parts) >= 2 and parts[-2] == "INFORMATION_SCHEMA":
            from ecomsim.metadata import information_schema

            database = parts[0] if len(parts) == 3 else self.session.database
            if database is None:
                self.session.resolve(name, "SELECT")
            self.session.require_container(Name(str(database), "", "INFORMATION_SCHEMA"))
            result = information_schema.relation(str(database), parts[-1], self.session)
        elif parts[:2] == ("SNOWFLAKE", "ACCOUNT_USAGE") and len(parts) == 3:
            from ecomsim.metadata import account_usage

            result = account_usage.relation(parts[-1], self.session)
        else:
            return None
        if result is None:
            raise errors.does_not_exist("Object", name)
        return self.materialised(result)

    def materialised(self, result: Result) -> BoundRelation:
        """A result as a relation: its Arrow data registered for the length of the statement."""
        name, places = self.session.temporary_name(), tuple(distinct_names(column.name for column in result.columns))
        self.session.register(name, result.data.rename_columns(list(places)))
        self.session.brought_in.append(name)
        tree = exp.Table(this=exp.to_identifier(name, quoted=True))
        return BoundRelation(tree=tree, columns=result.columns, physical=places, cacheable=False)

    def table_function(self, name: ObjectName, arguments: Mapping[str | int, Any]) -> BoundRelation:
        """TABLE(f(…)): RESULT_SCAN and the functions of INFORMATION_SCHEMA."""
        if name.last == "RESULT_SCAN":
            query_id = arguments.get(0, arguments.get("QUERY_ID"))
            result = self.session.result_of(str(query_id))
            if result is None:
                raise errors.fail(709, "02000", f"Statement {query_id} not found")
            return self.materialised(replace(result, columns=told_apart(result.columns)))
        if len(name.parts) == 1 or name.parts[-2] == "INFORMATION_SCHEMA":
            from ecomsim.metadata import table_functions

            if table_functions.is_known(name.last):
                return self.materialised(table_functions.call(name.last, arguments, self.session))
        from ecomsim.routines import call

        answer = call.as_table(name, arguments, self.session)
        if answer is None:
            raise errors.compilation(2141, "42601", f"Unknown user-defined table function {name}")
        return self.materialised(answer)

    def sequence(self, name: ObjectName) -> str:
        found = self.session.find("SEQUENCE", name)
        checks.use(self.session, found, "USAGE")
        return layout.sequence(found.id)

    def function(self, name: ObjectName, types: Sequence[SnowflakeType], keys: Sequence[str | None] = ()) -> Udf | None:
        from ecomsim.routines import functions

        if name.last == functions.CREATED:
            return self.created
        found = functions.find(name, types, keys or [None] * len(types), self.session, self.home, self.pending)
        if found is not None:
            self.read.functions.add(found.id)
        return found

    @contextmanager
    def acting(self, udf: Udf) -> Iterator[None]:
        outer, self.invoker = self.invoker, udf.owner
        try:
            with checks.acting(self.session, udf.owner):
                yield
        finally:
            self.invoker = outer

    def is_table_function(self, name: ObjectName) -> bool:
        from ecomsim.routines import functions, lookup

        if name.last == functions.CREATED:
            return True
        found = lookup.overloads("FUNCTION", name, self.session, self.home)
        return any(each.columns is not None for each in found)

    def stage(self, reference: str, form: str | None, pattern: str | None, query: exp.Expr) -> BoundRelation:
        from ecomsim.staging import relation

        return relation.query(reference, form, pattern, query, self.session, self.session.context())

    def directory(self, reference: str) -> BoundRelation:
        """The files of a stage as of its last refresh."""
        from ecomsim.staging import directories, places

        place = places.resolve(reference, self.session)
        if place.stage is None:
            raise errors.unsupported("DIRECTORY of a table or user stage")
        table = directories.table_of(place.stage, self.session)
        self.tables.add(table.id)
        return trees.relation(trees.table(table.id), table.columns)

    def evaluate(self, node: exp.Expr) -> Any:
        """The value of an expression without columns, now."""
        return self.session.evaluate(node)[0]

    def first_column(self, query: exp.Expr) -> list[Any]:
        """The first column of a query's rows, now."""
        from ecomsim.statements import execution

        return execution.first_column(self.session, query)

    def system_function(self, name: str, arguments: Sequence[Any]) -> tuple[Any, SnowflakeType]:
        from ecomsim.statements import system_functions

        return system_functions.call(name, arguments, self.session, invoker=self.invoker)
