"""ADAPTIVE: incremental, but a change of most of a source rebuilds the table.

A query of projections and filters follows any change row by row; every other one starts anew when more than half of
the rows of some source changed since the last refresh. Source: spec/dynamic-tables.md 8.6.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim.catalog.objects import DynamicTable, Table
from ecomsim.duck import first_row
from ecomsim.dynamic_tables.decide import Decision
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.storage import layout

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.dynamic_tables.state import State

SHARE = 0.5
_WORK = (exp.Join, exp.Group, exp.Distinct, exp.SetOperation, exp.Window, exp.Lateral)


def decision(account: Account, state: State, found: Definition, versions: Mapping[int, int]) -> Decision | None:
    """The reinitialisation that the volume of changes asks for, None when it is small."""
    if not any(found.tree.find(kind) is not None for kind in _WORK):
        return None
    for key, version in sorted(versions.items()):
        before = state.sources.get(key, 0)
        if not account.timelines.changed_between(key, before, version):
            continue
        changed, rows = volume(account, key, before, version)
        if changed > SHARE * rows:
            source = account.catalog.by_id(key)
            name = source.name if isinstance(source, (Table, DynamicTable)) else key
            return Decision("REINITIALIZE", f"{changed} changed rows in {name}, which has {rows}")
    return None


def volume(account: Account, key: int, before: int, version: int) -> tuple[int, int]:
    """How many rows of a source changed in (before, version], and how many it has."""
    current, past = layout.current(key), layout.history(key)
    with account.internal() as duck:
        row = first_row(
            duck.execute(
                f"SELECT (SELECT count(DISTINCT {layout.ROW}) FROM (SELECT {layout.ROW} FROM {current} "
                f"WHERE {layout.FROM} > {before} AND {layout.FROM} <= {version} UNION ALL SELECT {layout.ROW} "
                f"FROM {past} WHERE {layout.TO} > {before} AND {layout.TO} <= {version}) AS touched), "
                f"(SELECT count(*) FROM {current} WHERE {layout.FROM} <= {version})"
            )
        )
    return (int(row[0]), int(row[1])) if row is not None else (0, 0)
