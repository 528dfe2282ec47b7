"""CREATE PIPE and what ALTER PIPE does.

The COPY INTO statement keeps its source text: SHOW prints it, and a load parses it as any other text.
Source: "CREATE PIPE", "ALTER PIPE".
"""

from __future__ import annotations

from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.grammar_alter_shared import Actions, set_or_unset
from ecomsim.sqltext.grammar_table import not_exists
from ecomsim.sqltext.nodes import CreatePipe, IfExists, RefreshPipe, Statement
from ecomsim.sqltext.options import read_properties

PROPERTIES = frozenset({"AUTO_INGEST", "ERROR_INTEGRATION", "AWS_SNS_TOPIC", "INTEGRATION", "COMMENT"})
CHANGEABLE = frozenset({"PIPE_EXECUTION_PAUSED", "ERROR_INTEGRATION", "LOG_EVENT_LEVEL", "COMMENT"})


def pipe(cursor: Cursor, if_exists: IfExists) -> Statement:
    """What follows CREATE … PIPE."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name()
    options = read_properties(cursor, kind="PIPE", known=PROPERTIES, stops=("AS",))
    cursor.expect("AS")
    if cursor.at_end:
        cursor.fail()
    return CreatePipe(text=cursor.text, name=name, if_exists=if_exists, options=options, definition=cursor.rest())


def actions(cursor: Cursor) -> Actions:
    """SET …, UNSET … and REFRESH of ALTER PIPE."""
    if cursor.take("REFRESH"):
        given = read_properties(cursor, kind="PIPE", known=("PREFIX", "MODIFIED_AFTER"))
        after = given.get("MODIFIED_AFTER")
        return (RefreshPipe(prefix=str(given.get("PREFIX", "")), modified_after=None if after is None else str(after)),)
    return set_or_unset(cursor, "PIPE", CHANGEABLE)
