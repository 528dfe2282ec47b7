"""What the binder may know: names, parameters, variables and binds, and a resolver for everything in the catalog.

The dialect touches no connection and reads no clock: two bindings of one text in equal contexts give equal plans.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlglot import exp

from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes import TimePoint
from ecomsim.values.types import Column, SnowflakeType


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundRelation:
    """What a name in FROM becomes.

    tree: a DuckDB-ready exp.Table or exp.Subquery without alias, the caller's own copy; columns: its visible columns
    in order; physical: their DuckDB names, when these are not the Snowflake names; cacheable: False when the tree holds
    data of this moment (metadata views, RESULT_SCAN); pseudo: further columns of the tree that only their names show,
    neither * nor $n.
    """

    tree: exp.Expr
    columns: tuple[Column, ...]
    cacheable: bool = True
    physical: tuple[str, ...] | None = None
    pseudo: tuple[Column, ...] = ()

    def names(self) -> tuple[str, ...]:
        """The columns' DuckDB names."""
        return self.physical if self.physical is not None else tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """CHANGES(INFORMATION => information) AT|BEFORE(start) [END(end)]; information: DEFAULT or APPEND_ONLY.

    Without `start` it is the interval of a refresh: only the DML of a dynamic table has one.
    """

    information: str
    start: TimePoint | None
    end: TimePoint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Udf:
    """A user-defined function: `body` is an expression over its parameters, or a query when `is_table`.

    Without a body, `handler` is the id by which the engine calls code in another language. `defaults` holds the raw
    expressions of optional parameters; `strict`: a NULL argument gives NULL; cacheable: False for a temporary function;
    id: of its routine in the catalog; owner: the role with whose rights the body reads.
    """

    name: ObjectName
    parameters: tuple[Column, ...]
    returns: SnowflakeType
    body: exp.Expr | None
    is_table: bool = False
    columns: tuple[Column, ...] = ()
    defaults: tuple[exp.Expr | None, ...] = ()
    strict: bool = False
    handler: int | None = None
    cacheable: bool = True
    id: int = 0
    owner: str = ""


class Resolver(Protocol):
    """Where names become relations, sequences, functions and values of this moment."""

    def relation(
        self, name: ObjectName, *, at: TimePoint | None = None, changes: Changes | None = None
    ) -> BoundRelation:
        """Raises does_not_exist("Object", …)."""

    def sequence(self, name: ObjectName) -> str:
        """The DuckDB sequence to call nextval() on, as that function wants it named."""

    def table_function(self, name: ObjectName, arguments: Mapping[str | int, Any]) -> BoundRelation:
        """TABLE(f(…)) with constant arguments: RESULT_SCAN, INFORMATION_SCHEMA.*."""

    def function(self, name: ObjectName, types: Sequence[SnowflakeType], keys: Sequence[str | None] = ()) -> Udf | None:
        """The user-defined function that takes `types`, or None when there is none of that name.

        `keys`: the names of arguments given as name => value, None for those by position.
        """

    def acting(self, udf: Udf) -> AbstractContextManager[None]:
        """The block binds the body of a function: what that names is met with the rights of the function's owner."""

    def is_table_function(self, name: ObjectName) -> bool:
        """Whether `name` is a user-defined function that RETURNS TABLE."""

    def stage(self, reference: str, form: str | None, pattern: str | None, query: exp.Expr) -> BoundRelation:
        """The files at @stage/path as rows; `query` is the whole statement, which says how many columns it names."""

    def directory(self, reference: str) -> BoundRelation:
        """The directory table of a stage."""

    def evaluate(self, node: exp.Expr) -> Any:
        """The Python value of a raw Snowflake expression without columns, now: an argument that must be constant."""

    def first_column(self, query: exp.Expr) -> list[Any]:
        """The first column that a raw Snowflake query gives now: PIVOT … IN (ANY)."""

    def system_function(self, name: str, arguments: Sequence[Any]) -> tuple[Any, SnowflakeType]:
        """SYSTEM$…, GET_DDL, CURRENT_TRANSACTION, LAST_QUERY_ID …: a value of this moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The session as the dialect sees it.

    parameters: session parameters by upper-case name; variables: SET name to (value, type); binds: "1", "2" … or
    names to (value, type), of which only the types go into a plan (values are passed at run time as $b_<name>);
    secondary_roles: those that count, asked_secondary_roles: as USE SECONDARY ROLES lists them.
    """

    database: str | None
    schema: str | None
    resolver: Resolver
    parameters: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, tuple[Any, SnowflakeType]] = field(default_factory=dict)
    binds: Mapping[str, tuple[Any, SnowflakeType]] = field(default_factory=dict)
    user: str = "ECOMSIM"
    role: str = "ACCOUNTADMIN"
    secondary_roles: tuple[str, ...] = ()
    asked_secondary_roles: tuple[str, ...] = ()
    warehouse: str | None = None
    session_id: int = 0
    account: str = "ECOMSIM"

    def parameter(self, name: str) -> Any:
        """A session parameter, or Snowflake's default for it."""
        return self.parameters.get(name, PARAMETER_DEFAULTS.get(name))


PARAMETER_DEFAULTS: dict[str, Any] = {
    "TIMEZONE": "America/Los_Angeles",
    "DEFAULT_NULL_ORDERING": "LAST",
    "WEEK_START": 0,
    "WEEK_OF_YEAR_POLICY": 0,
    "TIMESTAMP_TYPE_MAPPING": "TIMESTAMP_NTZ",
    "DATE_INPUT_FORMAT": "AUTO",
    "TIME_INPUT_FORMAT": "AUTO",
    "TIMESTAMP_INPUT_FORMAT": "AUTO",
    "DATE_OUTPUT_FORMAT": "YYYY-MM-DD",
    "TIME_OUTPUT_FORMAT": "HH24:MI:SS",
    "TIMESTAMP_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
    "TIMESTAMP_NTZ_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3",
    "TIMESTAMP_LTZ_OUTPUT_FORMAT": "",
    "TIMESTAMP_TZ_OUTPUT_FORMAT": "",
    "BINARY_INPUT_FORMAT": "HEX",
    "BINARY_OUTPUT_FORMAT": "HEX",
    "QUOTED_IDENTIFIERS_IGNORE_CASE": False,
    "ERROR_ON_NONDETERMINISTIC_MERGE": True,
    "TWO_DIGIT_CENTURY_START": 1970,
}
