"""ALTER TABLE, VIEW and DYNAMIC TABLE below the name: columns, constraints and clustering."""

from __future__ import annotations

from ecomsim import errors
from ecomsim.sqltext import grammar_policy
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.datatypes import read_type
from ecomsim.sqltext.grammar_columns import (
    at_constraint,
    column_definition,
    constraint,
    constraint_properties,
    default_value,
)
from ecomsim.sqltext.grammar_table import cluster_by
from ecomsim.sqltext.nodes import (
    AddColumns,
    AddConstraint,
    AlterAction,
    AlterColumn,
    AlterConstraint,
    ClusterBy,
    DropColumns,
    DropConstraint,
    RenameConstraint,
    Verb,
)

Actions = tuple[AlterAction, ...]


def add(cursor: Cursor) -> Actions:
    if at_constraint(cursor):
        return (AddConstraint(constraint=constraint(cursor)),)
    found: list[AddColumns] = []
    while True:
        cursor.take("COLUMN")
        if_not_exists = cursor.take("IF", "NOT", "EXISTS")
        column, constraints = column_definition(cursor)
        if column.type is None and column.expression is None:
            cursor.fail()
        found.append(AddColumns(columns=(column,), constraints=tuple(constraints), if_not_exists=if_not_exists))
        if not cursor.take(","):
            break
    if len({each.if_not_exists for each in found}) > 1:
        return tuple(found)
    columns = tuple(column for each in found for column in each.columns)
    keys = tuple(constraint for each in found for constraint in each.constraints)
    return (AddColumns(columns=columns, constraints=keys, if_not_exists=found[0].if_not_exists),)


def drop(cursor: Cursor) -> Actions:
    if at_constraint(cursor):
        action = _key(cursor)
        cursor.take_any("CASCADE", "RESTRICT")
        return (action,)
    cursor.take("COLUMN")
    if_exists = cursor.take("IF", "EXISTS")
    names = [cursor.identifier()]
    while cursor.take(","):
        cursor.take("COLUMN")
        names.append(cursor.identifier())
    cursor.take_any("CASCADE", "RESTRICT")
    return (DropColumns(names=tuple(names), if_exists=if_exists),)


def _key(cursor: Cursor) -> DropConstraint:
    """CONSTRAINT name, or the kind of a key with its columns."""
    if cursor.take("CONSTRAINT"):
        return DropConstraint(name=cursor.identifier())
    kind = "UNIQUE" if cursor.take("UNIQUE") else ""
    if not kind:
        kind = (cursor.take_any("PRIMARY", "FOREIGN") or cursor.fail()) + " KEY"
        cursor.expect("KEY")
    return DropConstraint(kind=kind, columns=cursor.names_in_parentheses() if cursor.at("(") else ())


def rename_constraint(cursor: Cursor) -> Actions:
    """RENAME CONSTRAINT a TO b."""
    name = cursor.identifier()
    cursor.expect("TO")
    return (RenameConstraint(name=name, to=cursor.identifier()),)


def alter_constraint(cursor: Cursor) -> Actions:
    """ALTER CONSTRAINT a | PRIMARY KEY | UNIQUE (…) | FOREIGN KEY (…), and its properties."""
    key = _key(cursor)
    found = constraint_properties(cursor)
    if not found:
        cursor.fail()
    return (AlterConstraint(key=key, properties=found),)


def alter_columns(cursor: Cursor) -> Actions:
    wrapped = cursor.take("(")
    found: list[AlterAction] = []
    while True:
        cursor.take("COLUMN")
        found.append(_alter_column(cursor))
        if not cursor.take(","):
            break
    if wrapped:
        cursor.expect(")")
    return tuple(found)


def _alter_column(cursor: Cursor) -> AlterAction:
    name = cursor.identifier()
    masking = grammar_policy.alter_column(cursor, name)
    if masking is not None:
        return masking
    if cursor.take("DROP", "NOT", "NULL"):
        return AlterColumn(name=name, change="drop not null")
    if cursor.take("DROP", "DEFAULT"):
        return AlterColumn(name=name, change="drop default")
    if cursor.take("SET", "DEFAULT"):
        default, text = default_value(cursor)
        return AlterColumn(name=name, change="set default", default=default, default_text=text)
    if cursor.take("SET", "NOT", "NULL") or cursor.take("NOT", "NULL"):
        return AlterColumn(name=name, change="set not null")
    if cursor.take("UNSET", "COMMENT"):
        return AlterColumn(name=name, change="comment", comment="")
    if cursor.take("COMMENT"):
        return AlterColumn(name=name, change="comment", comment=cursor.string())
    if not cursor.take("SET", "DATA", "TYPE"):
        cursor.take("TYPE")
    return AlterColumn(name=name, change="type", type=read_type(cursor))


def clustering(cursor: Cursor) -> Actions | None:
    """CLUSTER BY (…), SUSPEND | RESUME RECLUSTER, DROP CLUSTERING KEY."""
    if cursor.at("CLUSTER", "BY"):
        return (ClusterBy(expressions=cluster_by(cursor)),)
    for words in (("SUSPEND", "RECLUSTER"), ("RESUME", "RECLUSTER"), ("DROP", "CLUSTERING", "KEY")):
        if cursor.take(*words):
            return (Verb(verb=" ".join(words)),)
    if cursor.at("RECLUSTER"):
        raise errors.unsupported("ALTER TABLE … RECLUSTER")
    if cursor.at("ADD", "SEARCH", "OPTIMIZATION") or cursor.at("DROP", "SEARCH", "OPTIMIZATION"):
        raise errors.unsupported("search optimization")
    return None
