"""Table functions of INFORMATION_SCHEMA: one registry over the rooms that have them.

Source: spec/metadata.md section 5, spec/tasks.md section 12, spec/dynamic-tables.md section 18.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.metadata import query_history
from ecomsim.statements.result import Result

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

TableFunction = Callable[[Mapping[str | int, Any], "Session"], Result]

FUNCTIONS: dict[str, TableFunction] = {
    "QUERY_HISTORY": query_history.all_queries,
    "QUERY_HISTORY_BY_SESSION": query_history.by_session,
    "QUERY_HISTORY_BY_USER": query_history.by_user,
    "QUERY_HISTORY_BY_WAREHOUSE": query_history.by_warehouse,
}
"""The functions of this room."""

ABSENT = frozenset(
    {
        "AUTOMATIC_CLUSTERING_HISTORY",
        "DATABASE_STORAGE_USAGE_HISTORY",
        "DATA_TRANSFER_HISTORY",
        "MATERIALIZED_VIEW_REFRESH_HISTORY",
        "QUERY_ACCELERATION_HISTORY",
        "REPLICATION_USAGE_HISTORY",
        "REST_EVENT_HISTORY",
        "SEARCH_OPTIMIZATION_HISTORY",
        "STAGE_STORAGE_USAGE_HISTORY",
    }
)
"""Functions of Snowflake's that the engine has not."""


@cache
def registry() -> dict[str, TableFunction]:
    """Every function by name."""
    from ecomsim.alerts import table_functions as alerts
    from ecomsim.dynamic_tables import explain_functions as explained
    from ecomsim.dynamic_tables import table_functions as dynamic_tables
    from ecomsim.metadata import dependencies, login_history
    from ecomsim.pipes import table_functions as pipes
    from ecomsim.policies import show as policies
    from ecomsim.staging import external_tables, infer, past_loads
    from ecomsim.staging import history as loads
    from ecomsim.tags import references
    from ecomsim.tasks import graph_functions, serverless
    from ecomsim.tasks import table_functions as tasks
    from ecomsim.warehouses import table_functions as warehouses

    return {
        **FUNCTIONS,
        **tasks.FUNCTIONS,
        **graph_functions.FUNCTIONS,
        **serverless.FUNCTIONS,
        **dynamic_tables.FUNCTIONS,
        **explained.FUNCTIONS,
        **warehouses.FUNCTIONS,
        **alerts.FUNCTIONS,
        **pipes.FUNCTIONS,
        **loads.FUNCTIONS,
        **infer.FUNCTIONS,
        **past_loads.FUNCTIONS,
        **external_tables.FUNCTIONS,
        **policies.FUNCTIONS,
        **login_history.FUNCTIONS,
        **dependencies.FUNCTIONS,
        **references.FUNCTIONS,
    }


def is_known(name: str) -> bool:
    """Whether INFORMATION_SCHEMA has a function of this name, in Snowflake or here."""
    return name in ABSENT or name in registry()


def call(name: str, arguments: Mapping[str | int, Any], session: Session) -> Result:
    """Run TABLE(INFORMATION_SCHEMA.name(…)) with constant arguments, keyed by name or position from 0.

    Raises 002141 for a function nobody has, unsupported for one that only Snowflake has.
    """
    function = registry().get(name)
    if function is not None:
        return function(arguments, session)
    if name in ABSENT:
        raise errors.unsupported(f"table function INFORMATION_SCHEMA.{name}")
    raise errors.compilation(2141, "42601", f"Unknown user-defined table function {name}")
