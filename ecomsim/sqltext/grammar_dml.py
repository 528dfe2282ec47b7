"""INSERT, UPDATE, DELETE, MERGE, TRUNCATE: the frame is read word by word, expressions and queries through sqlglot.

Shapes: `source` of an UPDATE is an exp.From, `joins` what is joined to it (comma joins too); `using` of a DELETE holds
table expressions and, where ON or a join kind was written, exp.Join; DEFAULT in VALUES is exp.Var, in SET a column
named DEFAULT; a multi-table branch without VALUES has the whole source query as its `source`.
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim.names import ObjectName
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.nodes import (
    Delete,
    Insert,
    Merge,
    MergeClause,
    MultiInsert,
    Statement,
    Truncate,
    Update,
)
from ecomsim.sqltext.queries import from_of, take_expression, take_parenthesised, take_query

Assignments = tuple[tuple[str, exp.Expr], ...]


def insert(cursor: Cursor) -> Statement:
    """INSERT [OVERWRITE] {INTO target [(columns)] {query | VALUES …} | ALL … | FIRST …}."""
    cursor.expect("INSERT")
    overwrite = cursor.take("OVERWRITE")
    if cursor.at_any("ALL", "FIRST"):
        return _multi_insert(cursor, overwrite)
    cursor.expect("INTO")
    target = cursor.name()
    columns = None
    if cursor.at("(") and not _opens_query(cursor):
        columns = cursor.names_in_parentheses()
    source, _ = take_query(cursor)
    cursor.finish()
    return Insert(text=cursor.text, target=target, columns=columns, source=source, overwrite=overwrite)


def _opens_query(cursor: Cursor) -> bool:
    """Whether the bracket here opens a query rather than a list of columns."""
    distance = 0
    while (token := cursor.ahead(distance)) is not None and token.text == "(":
        distance += 1
    return cursor.word(distance) in ("SELECT", "WITH", "VALUES")


def _multi_insert(cursor: Cursor, overwrite: bool) -> Statement:
    first = cursor.take_any("ALL", "FIRST") == "FIRST"
    drafts: list[tuple[exp.Expr | None, list[_Draft]]] = []
    otherwise: list[_Draft] = []
    if cursor.at("WHEN"):
        while cursor.take("WHEN"):
            condition, _ = take_expression(cursor, "THEN")
            cursor.expect("THEN")
            drafts.append((condition, _drafts(cursor)))
        if cursor.take("ELSE"):
            otherwise = _drafts(cursor)
    elif first:
        cursor.fail()
    else:
        drafts.append((None, _drafts(cursor)))
    source, _ = take_query(cursor)
    cursor.finish()
    return MultiInsert(
        text=cursor.text,
        first=first,
        branches=tuple((when, tuple(draft.insert(source) for draft in group)) for when, group in drafts),
        otherwise=tuple(draft.insert(source) for draft in otherwise),
        source=source,
        overwrite=overwrite,
    )


class _Draft:
    """INTO target [(columns)] [VALUES (…)] before the source query is known."""

    __slots__ = ("columns", "target", "values")

    def __init__(self, cursor: Cursor) -> None:
        self.target: ObjectName = cursor.name()
        self.columns = cursor.names_in_parentheses() if cursor.at("(") and not _opens_query(cursor) else None
        self.values: list[exp.Expr] | None = None
        if cursor.take("VALUES"):
            self.values, _ = take_parenthesised(cursor)

    def insert(self, source: exp.Expr) -> Insert:
        values = source if self.values is None else exp.Values(expressions=[exp.Tuple(expressions=self.values)])
        return Insert(target=self.target, columns=self.columns, source=values)


def _drafts(cursor: Cursor) -> list[_Draft]:
    if not cursor.at("INTO"):
        cursor.fail()
    found = []
    while cursor.take("INTO"):
        found.append(_Draft(cursor))
    return found


def update(cursor: Cursor) -> Statement:
    """UPDATE target [alias] SET column = expression, … [FROM …] [WHERE …]."""
    cursor.expect("UPDATE")
    target = cursor.name()
    alias = _alias(cursor, "SET")
    cursor.expect("SET")
    assignments = _assignments(cursor, "FROM", "WHERE")
    source, joins = None, ()
    if cursor.take("FROM"):
        select = _table_expressions(cursor, "WHERE")
        source, joins = select.args["from_"], tuple(select.args.get("joins") or ())
    where = _where(cursor)
    cursor.finish()
    return Update(
        text=cursor.text,
        target=target,
        alias=alias,
        assignments=assignments,
        source=source,
        joins=joins,
        where=where,
    )


def delete(cursor: Cursor) -> Statement:
    """DELETE FROM target [alias] [USING …] [WHERE …]."""
    cursor.expect("DELETE", "FROM")
    target = cursor.name()
    alias = _alias(cursor, "USING", "WHERE")
    using: tuple[exp.Expr, ...] = ()
    if cursor.take("USING"):
        select = _table_expressions(cursor, "WHERE")
        joins = select.args.get("joins") or ()
        using = (select.args["from_"].this, *(join.this if _is_comma(join) else join for join in joins))
    where = _where(cursor)
    cursor.finish()
    return Delete(text=cursor.text, target=target, alias=alias, using=using, where=where)


def _is_comma(join: exp.Join) -> bool:
    return not any(value for key, value in join.args.items() if key != "this")


def merge(cursor: Cursor) -> Statement:
    """MERGE INTO target [alias] USING source ON condition WHEN …."""
    cursor.expect("MERGE", "INTO")
    target = cursor.name()
    alias = _alias(cursor, "USING")
    cursor.expect("USING")
    begin = cursor.current
    select = _table_expressions(cursor, "ON")
    if select.args.get("joins"):
        cursor.fail(begin)
    cursor.expect("ON")
    on, _ = take_expression(cursor, "WHEN")
    clauses = []
    while cursor.take("WHEN"):
        clauses.append(_merge_clause(cursor))
    if not clauses:
        cursor.fail()
    cursor.finish()
    source = select.args["from_"].this
    return Merge(text=cursor.text, target=target, alias=alias, source=source, on=on, clauses=tuple(clauses))


def _merge_clause(cursor: Cursor) -> MergeClause:
    matched = not cursor.take("NOT")
    cursor.expect("MATCHED")
    condition = None
    if cursor.take("AND"):
        condition, _ = take_expression(cursor, "THEN")
    cursor.expect("THEN")
    if matched and cursor.take("DELETE"):
        return MergeClause(matched=True, condition=condition, action="delete")
    if matched:
        cursor.expect("UPDATE")
        if cursor.take("ALL", "BY", "NAME"):
            return MergeClause(matched=True, condition=condition, action="update", by_name=True)
        cursor.expect("SET")
        assignments = _assignments(cursor, "WHEN")
        return MergeClause(matched=True, condition=condition, action="update", assignments=assignments)
    cursor.expect("INSERT")
    if cursor.take("ALL", "BY", "NAME"):
        return MergeClause(matched=False, condition=condition, action="insert", by_name=True)
    columns = cursor.names_in_parentheses() if cursor.at("(") else None
    cursor.expect("VALUES")
    values, _ = take_parenthesised(cursor)
    return MergeClause(matched=False, condition=condition, action="insert", columns=columns, values=tuple(values))


def truncate(cursor: Cursor) -> Statement:
    """TRUNCATE [TABLE] [IF EXISTS] name."""
    cursor.expect("TRUNCATE")
    cursor.take("TABLE")
    if_exists = cursor.take("IF", "EXISTS")
    name = cursor.name()
    cursor.finish()
    return Truncate(text=cursor.text, name=name, if_exists=if_exists)


def _alias(cursor: Cursor, *following: str) -> str | None:
    """[AS] alias, unless one of the words `following` stands here."""
    if cursor.take("AS"):
        return cursor.identifier()
    if cursor.at_end or cursor.at_any(*following):
        return None
    return cursor.identifier()


def _assignments(cursor: Cursor, *stops: str) -> Assignments:
    """column = expression, …; the column may be written with its table or alias, which says nothing."""
    found = []
    while True:
        column = cursor.name(4).last
        cursor.expect("=")
        value, _ = take_expression(cursor, ",", *stops)
        found.append((column, value))
        if not cursor.take(","):
            return tuple(found)


def _table_expressions(cursor: Cursor, *stops: str) -> exp.Select:
    first = cursor.index
    cursor.skip_until(*stops)
    return from_of(cursor.text, cursor.raw, *cursor.raw_slice(first))


def _where(cursor: Cursor) -> exp.Expr | None:
    if not cursor.take("WHERE"):
        return None
    condition, _ = take_expression(cursor)
    return condition
