"""CREATE and ALTER EXTERNAL TABLE.

Columns other than VALUE are virtual: `name type AS (expression)`. Partitions that users add by hand, Delta Lake and
integrations of other clouds are refused by name. Source: Snowflake documentation, "CREATE EXTERNAL TABLE", "ALTER
EXTERNAL TABLE".
"""

from __future__ import annotations

from typing import Any

from ecomsim import errors
from ecomsim.sqltext import grammar_stage
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.grammar_columns import table_elements
from ecomsim.sqltext.grammar_policy import refuse_masking, refuse_policies
from ecomsim.sqltext.grammar_table import not_exists
from ecomsim.sqltext.nodes import AlterAction, CreateExternalTable, IfExists, SetOptions, Statement, UnsetOptions, Verb
from ecomsim.sqltext.options import read_properties, tag_clause, take_names

_PROPERTIES = (
    *("REFRESH_ON_CREATE", "AUTO_REFRESH", "PATTERN", "FILE_FORMAT", "COMMENT", "AWS_SNS_TOPIC", "INTEGRATION"),
    *("PARTITION_TYPE", "TABLE_FORMAT"),
)


def external_table(cursor: Cursor, if_exists: IfExists) -> Statement:
    """What follows CREATE EXTERNAL TABLE."""
    if_exists = not_exists(cursor, if_exists)
    found: dict[str, Any] = {"name": cursor.name()}
    if cursor.at("USING", "TEMPLATE"):
        raise errors.unsupported("CREATE EXTERNAL TABLE … USING TEMPLATE")
    if cursor.at("("):
        found["columns"], found["constraints"] = table_elements(cursor)
        refuse_masking(found["columns"], "EXTERNAL TABLE")

    def clause(cursor: Cursor, options: dict[str, Any]) -> bool:
        if cursor.take("PARTITION", "BY"):
            found["partition_by"] = cursor.names_in_parentheses()
        elif cursor.at("LOCATION") or cursor.at("WITH", "LOCATION"):
            cursor.take("WITH")
            cursor.expect("LOCATION", "=")
            found["location"] = grammar_stage.place(cursor)
        elif cursor.take("COPY", "GRANTS"):
            found["copy_grants"] = True
        else:
            refuse_policies(cursor)
            return tag_clause(cursor, options)
        return True

    options = read_properties(
        cursor, kind="EXTERNAL TABLE", known=_PROPERTIES, clause=clause, readers=grammar_stage.READERS
    )
    cursor.finish()
    if "location" not in found:
        raise errors.compilation(1003, "42601", "Missing option(s): LOCATION")
    return CreateExternalTable(text=cursor.text, if_exists=if_exists, options=options, **found)


def alter_external_table(cursor: Cursor) -> tuple[AlterAction, ...]:
    """REFRESH ['path'], ADD FILES (…), REMOVE FILES (…), SET …, UNSET …."""
    if cursor.take("REFRESH"):
        path = cursor.string() if cursor.at_string else ""
        return (Verb(verb="REFRESH"), SetOptions(options={"SUBPATH": path}))
    for verb in ("ADD", "REMOVE"):
        if cursor.take(verb, "FILES"):
            return (Verb(verb=f"{verb} FILES"), SetOptions(options={"FILES": _names(cursor)}))
    if cursor.at("ADD", "PARTITION") or cursor.at("DROP", "PARTITION"):
        raise errors.unsupported("partitions that are added by hand (PARTITION_TYPE = USER_SPECIFIED)")
    if cursor.take("SET"):
        options = read_properties(cursor, kind="EXTERNAL TABLE", known=("AUTO_REFRESH", "COMMENT"), clause=tag_clause)
        return (SetOptions(options=options),)
    cursor.expect("UNSET")
    return (UnsetOptions(names=take_names(cursor)),)


def _names(cursor: Cursor) -> tuple[str, ...]:
    cursor.expect("(")
    names = [cursor.string()]
    while cursor.take(","):
        names.append(cursor.string())
    cursor.expect(")")
    return tuple(names)
