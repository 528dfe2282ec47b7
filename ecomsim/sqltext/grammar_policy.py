"""Masking and row access policies: CREATE, ALTER, and the clauses that attach them to columns and relations.

Policies of other kinds protect data too: a clause that names one is refused, never passed over.
Source: Snowflake documentation, "CREATE MASKING POLICY", "CREATE ROW ACCESS POLICY", "ALTER TABLE", "ALTER VIEW".
"""

from __future__ import annotations

from collections.abc import Iterable

from ecomsim import errors
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.datatypes import read_type
from ecomsim.sqltext.nodes import (
    AddRowAccess,
    AlterAction,
    ColumnDefinition,
    CreatePolicy,
    DropRowAccess,
    IfExists,
    PolicyKind,
    PolicyUse,
    RenameTo,
    SetBody,
    SetMasking,
    SetOptions,
    Statement,
    UnsetOptions,
)
from ecomsim.sqltext.options import read_properties
from ecomsim.sqltext.queries import take_expression

_OTHERS = (("AGGREGATION", "POLICY"), ("JOIN", "POLICY"), ("STORAGE", "LIFECYCLE"))
_EXEMPT = "EXEMPT_OTHER_POLICIES"


# --- the policies themselves -----------------------------------------------------------------------------------


def policy(cursor: Cursor, if_exists: IfExists, kind: PolicyKind) -> Statement:
    """What follows CREATE … MASKING POLICY | ROW ACCESS POLICY."""
    if cursor.at("IF", "NOT", "EXISTS"):
        if if_exists != "error":
            raise errors.compilation(1003, "42000", "options IF NOT EXISTS and OR REPLACE are incompatible.")
        cursor.expect("IF", "NOT", "EXISTS")
        if_exists = "ignore"
    if if_exists == "alter":
        raise errors.unsupported(f"CREATE OR ALTER {kind}")
    name = cursor.name()
    cursor.expect("AS", "(")
    arguments = []
    while True:
        arguments.append((cursor.identifier(), read_type(cursor)))
        if not cursor.take(","):
            break
    cursor.expect(")", "RETURNS")
    returns = read_type(cursor)
    cursor.expect("->")
    _, body = take_expression(cursor, "COMMENT", _EXEMPT)
    known = {"COMMENT", _EXEMPT} if kind == "MASKING POLICY" else {"COMMENT"}
    options = read_properties(cursor, kind=kind.replace(" ", "_"), known=known)
    cursor.finish()
    return CreatePolicy(
        text=cursor.text,
        kind=kind,
        name=name,
        if_exists=if_exists,
        arguments=tuple(arguments),
        returns=returns,
        body=body,
        comment=options.get("COMMENT"),
        exempt_other_policies=bool(options.get(_EXEMPT, False)),
    )


def alter_policy(cursor: Cursor) -> tuple[AlterAction, ...]:
    """RENAME TO name, SET BODY -> expression, SET COMMENT = text, UNSET COMMENT."""
    if cursor.take("RENAME", "TO"):
        return (RenameTo(name=cursor.name()),)
    if cursor.take("SET", "BODY"):
        cursor.expect("->")
        return (SetBody(body=take_expression(cursor)[1]),)
    if cursor.take("SET"):
        options = read_properties(cursor, kind="POLICY", known={"COMMENT"})
        return (SetOptions(options=options),) if options else cursor.fail()
    cursor.expect("UNSET", "COMMENT")
    return (UnsetOptions(names=("COMMENT",)),)


# --- where they are attached -----------------------------------------------------------------------------------


def masking_clause(cursor: Cursor) -> PolicyUse | None:
    """[WITH] MASKING POLICY name [USING (columns)] at a column; other policies of columns are refused."""
    if cursor.at("PROJECTION", "POLICY") or cursor.at("WITH", "PROJECTION", "POLICY"):
        raise errors.unsupported("column PROJECTION POLICY")
    if not (cursor.take("MASKING", "POLICY") or cursor.take("WITH", "MASKING", "POLICY")):
        return None
    return _masking_use(cursor)


def _masking_use(cursor: Cursor) -> PolicyUse:
    name = cursor.name()
    return PolicyUse(name=name, columns=cursor.names_in_parentheses() if cursor.take("USING") else ())


def row_access_clause(cursor: Cursor) -> PolicyUse | None:
    """[WITH] ROW ACCESS POLICY name ON (columns) of a relation; other policies are refused."""
    refuse_other_policies(cursor)
    words = ("ROW", "ACCESS", "POLICY")
    if not (cursor.take(*words) or cursor.take("WITH", *words)):
        return None
    name = cursor.name()
    cursor.expect("ON")
    return PolicyUse(name=name, columns=cursor.names_in_parentheses())


def refuse_other_policies(cursor: Cursor) -> None:
    """Policies protect data: dropping one silently would show what Snowflake hides."""
    for words in _OTHERS:
        if cursor.at(*words) or cursor.at("WITH", *words):
            raise errors.unsupported(" ".join(words))


def refuse_policies(cursor: Cursor) -> None:
    """Refuse every policy of a relation, where none can be attached."""
    if cursor.at("ROW", "ACCESS", "POLICY") or cursor.at("WITH", "ROW", "ACCESS", "POLICY"):
        raise errors.unsupported("ROW ACCESS POLICY")
    refuse_other_policies(cursor)


def refuse_masking(columns: Iterable[ColumnDefinition], what: str) -> None:
    """Refuse masking policies and tags in the column list of a kind of relation that cannot be created with them."""
    for column in columns:
        if column.masking is not None:
            raise errors.unsupported(f"MASKING POLICY in CREATE {what}")
        if column.tags:
            raise errors.unsupported(f"TAG of a column in CREATE {what}")


def alter_column(cursor: Cursor, column: str) -> SetMasking | None:
    """SET MASKING POLICY name [USING (columns)] [FORCE] and UNSET MASKING POLICY; None for anything else."""
    for words in (("SET", "PROJECTION"), ("UNSET", "PROJECTION")):
        if cursor.at(*words):
            raise errors.unsupported(f"ALTER COLUMN … {' '.join(words)}")
    if cursor.take("SET", "MASKING", "POLICY"):
        used = _masking_use(cursor)
        return SetMasking(column=column, policy=used, force=cursor.take("FORCE"))
    if cursor.take("UNSET", "MASKING", "POLICY"):
        return SetMasking(column=column, policy=None)
    return None


def alter_rows(cursor: Cursor) -> tuple[AlterAction, ...] | None:
    """ADD | DROP ROW ACCESS POLICY, DROP … , ADD …, DROP ALL ROW ACCESS POLICIES; None for anything else."""
    if cursor.at_any("ADD", "DROP", "SET", "UNSET"):
        for words in _OTHERS:
            if cursor.at(cursor.word(), *words):
                raise errors.unsupported(" ".join(words))
    if cursor.take("DROP", "ALL", "ROW", "ACCESS", "POLICIES"):
        return (DropRowAccess(name=None),)
    if not (cursor.at("ADD", "ROW", "ACCESS", "POLICY") or cursor.at("DROP", "ROW", "ACCESS", "POLICY")):
        return None
    actions: list[AlterAction] = []
    while True:
        if cursor.take("DROP", "ROW", "ACCESS", "POLICY"):
            actions.append(DropRowAccess(name=cursor.name()))
        else:
            cursor.expect("ADD")
            used = row_access_clause(cursor)
            actions.append(AddRowAccess(policy=used) if used is not None else cursor.fail())
        if not cursor.take(","):
            return tuple(actions)
