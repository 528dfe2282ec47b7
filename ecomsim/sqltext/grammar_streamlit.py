"""CREATE and ALTER STREAMLIT. Source: the commands' pages of the Snowflake documentation."""

from __future__ import annotations

from typing import Any

from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.grammar_stage import place
from ecomsim.sqltext.grammar_table import not_exists
from ecomsim.sqltext.nodes import (
    AddVersion,
    AlterAction,
    CreateStreamlit,
    EndLiveVersion,
    IfExists,
    RenameTo,
    Statement,
    Verb,
)
from ecomsim.sqltext.options import read_properties, tag_clause

PROPERTIES = frozenset(
    {
        *("MAIN_FILE", "QUERY_WAREHOUSE", "TITLE", "COMMENT", "IMPORTS", "ROOT_LOCATION"),
        *("EXTERNAL_ACCESS_INTEGRATIONS", "SECRETS", "RUNTIME_NAME", "COMPUTE_POOL"),
    }
)
_RESERVED = ("FROM", "LAST", "FIRST", "LIVE", "DEFAULT", "VERSION", "COMMENT", "NAME")


def streamlit(cursor: Cursor, if_exists: IfExists) -> Statement:
    """What follows CREATE … STREAMLIT."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name()
    options = read_properties(cursor, kind="STREAMLIT", known=PROPERTIES, clause=_clause)
    cursor.finish()
    return CreateStreamlit(text=cursor.text, name=name, if_exists=if_exists, options=options)


def _clause(cursor: Cursor, options: dict[str, Any]) -> bool:
    if "FROM" not in options and cursor.take("FROM"):
        options["FROM"] = place(cursor)
        return True
    return tag_clause(cursor, options)


def version_actions(cursor: Cursor) -> tuple[AlterAction, ...] | None:
    """What ALTER STREAMLIT does to versions, and RENAME TO; None for SET and UNSET."""
    if cursor.take("RENAME", "TO"):
        return (RenameTo(name=cursor.name()),)
    if cursor.take("ADD", "LIVE", "VERSION"):
        alias = _alias(cursor)
        cursor.expect("FROM", "LAST")
        return (AddVersion(live=True, alias=alias, comment=_comment(cursor)),)
    if cursor.take("ADD", "VERSION"):
        if_not_exists = cursor.take("IF", "NOT", "EXISTS")
        alias = _alias(cursor)
        cursor.expect("FROM")
        source = place(cursor)
        comment = _comment(cursor)
        return (AddVersion(live=False, alias=alias, source=source, comment=comment, if_not_exists=if_not_exists),)
    if cursor.take("COMMIT"):
        return (EndLiveVersion(verb="COMMIT", comment=_comment(cursor)),)
    if cursor.take("ABORT"):
        return (EndLiveVersion(verb="ABORT"),)
    verb = cursor.take_any("PULL", "PUSH")
    return (Verb(verb=verb),) if verb else None


def _alias(cursor: Cursor) -> str | None:
    """The name of a version, when one is written; words of the clauses are none."""
    if cursor.at("FROM"):
        return None
    if cursor.at_any(*_RESERVED):
        cursor.fail()
    return cursor.identifier()


def _comment(cursor: Cursor) -> str | None:
    if not cursor.take("COMMENT"):
        return None
    cursor.expect("=")
    return cursor.string()
