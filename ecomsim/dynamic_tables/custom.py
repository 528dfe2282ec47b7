"""Custom incremental tables: the refresh is one MERGE or INSERT that the user wrote.

REFRESH USING (MERGE | INSERT INTO SELF …) runs as it stands: SELF is the table, CHANGES() what happened in a source
since the last refresh, every other name the source at the data timestamp. The content is what the statements made of
it, so there is nothing to compare it with, and a reinitialisation does not exist.
Source: "Custom incrementalization".
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.tokens import Token, TokenType

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable
from ecomsim.dml import insert, merge
from ecomsim.dynamic_tables import apply, support
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.sqltext import nodes
from ecomsim.sqltext.cursor import tokenize
from ecomsim.sqltext.parse import parse
from ecomsim.statements.resolver import Pins, Read
from ecomsim.values.types import Column

if TYPE_CHECKING:
    from ecomsim.dml.insert import InsertPlan
    from ecomsim.dml.merge import MergePlan
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction

SELF = ("SELF",)
Body = nodes.Insert | nodes.Merge


@lru_cache(maxsize=1000)
def parsed(text: str) -> Body:
    """The statement of a REFRESH USING. Raises 001003, and 001420 for anything but one MERGE or INSERT INTO SELF."""
    statement = parse(_with_information(text))
    if not isinstance(statement, (nodes.Insert, nodes.Merge)) or statement.target.parts != SELF:
        raise errors.compilation(
            1420, "0A000", "REFRESH USING takes exactly one MERGE INTO SELF or INSERT INTO SELF statement."
        )
    if isinstance(statement, nodes.Insert) and statement.overwrite:
        raise errors.compilation(1420, "0A000", "INSERT OVERWRITE is not supported in REFRESH USING.")
    for changes in _source(statement).find_all(exp.Changes):
        if changes.args.get("at_before") is not None or changes.args.get("end") is not None:
            raise errors.compilation(
                1420, "0A000", "CHANGES in REFRESH USING must not have AT, BEFORE or END: a refresh sets its bounds."
            )
    return statement


def _with_information(text: str) -> str:
    """The text with CHANGES() written out as CHANGES(INFORMATION => DEFAULT)."""
    tokens = tokenize(text)
    ends = [tokens[index].end for index in range(2, len(tokens)) if _is_bare_changes(tokens[index - 2 : index + 1])]
    for end in reversed(ends):
        text = f"{text[:end]}INFORMATION => DEFAULT{text[end:]}"
    return text


def _is_bare_changes(three: list[Token]) -> bool:
    word, opening, closing = three
    is_word = word.token_type is not TokenType.IDENTIFIER and word.text.upper() == "CHANGES"
    return is_word and opening.token_type is TokenType.L_PAREN and closing.token_type is TokenType.R_PAREN


def _source(statement: Body) -> exp.Expr:
    return statement.source


def bind(table: DynamicTable, session: Session) -> Definition:
    """What the statement reads, once it is known to be valid on the present catalog. `sql` stays empty.

    `followed` are the tables behind CHANGES.
    """
    statement = parsed(table.refresh_using)
    support.check(_source(statement))
    read = Read()
    session.pins = Pins({}, own=table, read=read)
    try:
        _prepared(statement, session)
    finally:
        session.pins = None
    if not read.tables:
        raise errors.compilation(2728, "23001", "Dynamic Tables must have at least one base table.")
    return Definition(
        sql="",
        tree=_source(statement),
        types=(),
        columns=tuple(Column(column.name, column.type) for column in table.columns),
        places=tuple(column.duckdb for column in table.columns),
        tables=frozenset(read.tables),
        views=frozenset(read.views),
        functions=frozenset(read.functions),
        parameters=frozenset(),
        followed=frozenset(read.followed),
    )


def _prepared(statement: Body, session: Session) -> InsertPlan | MergePlan:
    if isinstance(statement, nodes.Insert):
        return insert.prepare_query(statement, session)
    return merge.prepare(statement, session)


def write(
    session: Session,
    transaction: Transaction,
    table: DynamicTable,
    versions: Mapping[int, int],
    since: Mapping[int, int] | None,
) -> apply.Written:
    """Run the statement in the refresh's transaction. `since`: the versions of the last refresh, None before one.

    Raises what the statement raises, and 091930 when a followed source was replaced.
    """
    session.pins = Pins(versions, own=table, since=since)
    session.transaction = transaction  # the statement joins it instead of committing by itself
    try:
        result = _prepared(parsed(table.refresh_using), session).run(session, {})
    finally:
        session.pins = session.transaction = None
    counts = dict(zip((column.name.rsplit(" ", 1)[-1] for column in result.columns), result.rows()[0], strict=True))
    updated = counts.get("updated", 0)
    return apply.Written(counts.get("inserted", 0) + updated, counts.get("deleted", 0) + updated)


def fill(session: Session, transaction: Transaction, table: DynamicTable, versions: Mapping[int, int]) -> int:
    """The first content of a table that the same transaction creates, as version 1; returns how many rows."""
    transaction.written[table.id], transaction.next_rows[table.id] = 1, 0
    session.active = transaction
    try:
        written = write(session, transaction, table, versions, None)
    finally:
        session.active = None
    transaction.changed.discard(table.id)  # the creation itself records version 1
    return written.inserted
