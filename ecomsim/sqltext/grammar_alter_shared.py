"""Actions of ALTER that most kinds share: SET and UNSET of properties, RENAME TO, SWAP WITH."""

from __future__ import annotations

from collections.abc import Collection

from ecomsim import errors
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.grammar_account import trigger_clause
from ecomsim.sqltext.nodes import AlterAction, RenameTo, SetOptions, SwapWith, UnsetOptions
from ecomsim.sqltext.options import Clause, read_properties, take_names

Actions = tuple[AlterAction, ...]


def set_or_unset(cursor: Cursor, kind: str, known: Collection[str] | None, clause: Clause | None = None) -> Actions:
    """SET key = value …; UNSET key, …."""
    if cursor.take("SET"):
        triggers: list[tuple[int, str]] = []
        reader = trigger_clause(triggers) if kind == "RESOURCE_MONITOR" else clause
        options = read_properties(cursor, kind=kind, known=known, clause=reader)
        if not options and not triggers:
            cursor.fail()
        return (SetOptions(options=options, triggers=tuple(triggers)),)
    cursor.expect("UNSET")
    first = cursor.index
    names = take_names(cursor)
    if known is not None:
        for name in names:
            if name not in known:
                if len(names) == 1:
                    cursor.fail(cursor.tokens[first])
                raise errors.compilation(1008, "42601", f"invalid property '{name}' for '{kind}'")
    return (UnsetOptions(names=names),)


def rename(cursor: Cursor, parts: int = 3) -> Actions:
    cursor.expect("RENAME", "TO")
    return (RenameTo(name=cursor.name(parts)),)


def swap(cursor: Cursor, parts: int = 3) -> Actions:
    cursor.expect("SWAP", "WITH")
    return (SwapWith(name=cursor.name(parts)),)
