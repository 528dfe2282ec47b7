"""Placeholders: what stands for a moment in a plan, so that one plan serves every moment.

A plan names the versions, times and binds it reads; here each name gets its value when the plan runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import DynamicTable, Table
from ecomsim.statements.plans import Binds
from ecomsim.storage import travel
from ecomsim.streams import streams

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

_NAME = re.compile(r"\$(ecom_[a-z]+(?:_\d+)?)")


def needed(sql: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values whose placeholders stand in a text: DuckDB refuses others."""
    return {name: values[name] for name in set(_NAME.findall(sql)) if name in values}


def values(session: Session, parameters: Iterable[str], binds: Binds) -> dict[str, Any]:
    """Values for the placeholders of a plan.

    ecom_now: the statement's time; ecom_pin_<table>: the version a refresh reads; ecom_at_<table>_<point>: the version
    at a point in time; ecom_since_…: the same where changes begin; ecom_row_…: the first row id unused at that version;
    ecom_from/to_<stream>_<table>: a stream's interval; ecom_first/last_…: the row ids born in it; b_<name>: the user's
    binds.
    """
    found: dict[str, Any] = {}
    for name in parameters:
        if name == "ecom_now":
            found[name] = session.now
        elif name.startswith("b_"):
            found[name] = binds[name[2:]][0]
        elif name.startswith("ecom_pin_"):
            found[name] = session.pinned[int(name[9:])]
        elif name.startswith(("ecom_at_", "ecom_since_", "ecom_row_")):
            found[name] = _at_point(session, name)
        else:
            found[name] = _stream_bound(session, name)
    return found


def _at_point(session: Session, name: str) -> int:
    _, which, table_id, code = name.split("_")
    table = _table(session, int(table_id))
    version = travel.coded_version(table, code, session)
    if which == "since":
        streams.check_tracked_since(table, version, session)
    if which == "row":
        found = session.account.timelines.find(table.id, version)
        return found.next_row if found else 0
    return version


def _table(session: Session, table_id: int) -> Table | DynamicTable:
    own = (each for each in session.temporary.values() if each.id == table_id)
    table = session.catalog.by_id(table_id) or next(own)
    assert isinstance(table, (Table, DynamicTable))
    return table


def _stream_bound(session: Session, name: str) -> int:
    _, which, stream_text, table_text = name.split("_")
    stream_id, table_id = int(stream_text), int(table_text)
    stream = session.catalog.by_id(stream_id)
    start = session.account.offsets[stream_id].versions[table_id]
    if which == "from":
        return start
    end = max(streams.end_versions(stream, session)[table_id], start)  # type: ignore[arg-type]
    if which == "to":
        return end
    return streams.births_between(table_id, start, end, session)[0 if which == "first" else 1]
