"""What the definition of a table may say of its retention and its clustering key, and how ALTER changes the latter.

Source: "CREATE TABLE", DATA_RETENTION_TIME_IN_DAYS and CLUSTER BY.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from ecomsim import errors
from ecomsim.catalog.objects import Table, TableColumn, View
from ecomsim.dialect.bind import bind_expression
from ecomsim.dialect.scope import ScopeColumn
from ecomsim.sqltext import nodes
from ecomsim.sqltext.parse import parse_expression
from ecomsim.values.types import DECFLOAT

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

Clustered = TypeVar("Clustered", Table, View)


def check_retention(days: Any, durability: str) -> None:
    """001008 for more days than a table of that durability may have."""
    limit = 90 if durability == "PERMANENT" else 1
    if days is not None and not 0 <= int(days) <= limit:
        raise errors.invalid_value(f"Exceeds maximum allowable retention time ({limit} day(s)).")


def check_clustering(expressions: Sequence[str], columns: Sequence[TableColumn], session: Session) -> None:
    """A clustering key is made of expressions over the table's columns. Raises what is wrong with one."""
    known = [ScopeColumn(name=each.name, type=each.type, duckdb=("t", each.name)) for each in columns]
    for text in expressions:
        if bind_expression(parse_expression(text), known, session.context()).type == DECFLOAT:
            raise errors.unsupported("CLUSTER BY of DECFLOAT")


def clustered(item: Clustered, action: nodes.ClusterBy | nodes.Verb, session: Session) -> Clustered:
    """The table or materialized view after CLUSTER BY, DROP CLUSTERING KEY, SUSPEND RECLUSTER or RESUME RECLUSTER."""
    if isinstance(action, nodes.ClusterBy):
        check_clustering(action.expressions, item.columns, session)
        return replace(item, cluster_by=action.expressions)
    if action.verb == "DROP CLUSTERING KEY":
        return replace(item, cluster_by=())
    return replace(item, options={**item.options, "AUTOMATIC_CLUSTERING": action.verb == "RESUME RECLUSTER"})
