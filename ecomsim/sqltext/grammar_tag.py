"""Tags: CREATE TAG, ALTER TAG, and the clauses that set tags on objects and columns.

A column may carry several tags and a statement may name several columns: after a comma stands another tag when a name
with `=` follows, else another column. Source: Snowflake documentation, "CREATE TAG", "ALTER TAG", "ALTER TABLE".
"""

from __future__ import annotations

from ecomsim import errors
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.grammar_table import not_exists
from ecomsim.sqltext.nodes import (
    AllowedValues,
    AlterAction,
    CreateTag,
    IfExists,
    Propagation,
    RenameTo,
    SetOptions,
    SetTags,
    Statement,
    TagPolicies,
    UnsetOptions,
    UnsetTags,
)
from ecomsim.sqltext.nodes.tags import BY_SEQUENCE, PROPAGATE
from ecomsim.sqltext.options import tag_uses

UNTAGGABLE = frozenset({"SEQUENCE", "FILE FORMAT", "RESOURCE MONITOR", "STREAMLIT", "TAG"})
"""Kinds that are no target of a tag. Source: "Introduction to object tagging", supported objects."""


def create_tag(cursor: Cursor, if_exists: IfExists) -> Statement:
    """What follows CREATE … TAG: allowed values, then the comment."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name()
    allowed = _values(cursor) if cursor.take("ALLOWED_VALUES") else None
    propagation = _propagation(cursor)
    comment = None
    if cursor.take("COMMENT"):
        cursor.expect("=")
        comment = cursor.string()
        propagation = propagation or _propagation(cursor)
    cursor.finish()
    if propagation is not None and if_exists == "alter":
        raise errors.unsupported("PROPAGATE in CREATE OR ALTER TAG")
    return CreateTag(
        text=cursor.text,
        name=name,
        if_exists=if_exists,
        allowed_values=allowed,
        propagation=propagation,
        comment=comment,
    )


def _values(cursor: Cursor) -> tuple[str, ...]:
    found = [cursor.string()]
    while cursor.take(","):
        found.append(cursor.string())
    return tuple(found)


def _propagation(cursor: Cursor) -> Propagation | None:
    """PROPAGATE = word [ON_CONFLICT = { 'string' | ALLOWED_VALUES_SEQUENCE }]; None where it is not written."""
    if cursor.at("MULTI_VALUE"):
        raise errors.unsupported("MULTI_VALUE of a tag")
    if not cursor.take("PROPAGATE"):
        return None
    cursor.expect("=")
    word = cursor.take_any(*PROPAGATE)
    if not word:
        cursor.fail()
    if not cursor.take("ON_CONFLICT"):
        return Propagation(propagate=word)
    cursor.expect("=")
    if cursor.at("MERGE"):
        raise errors.unsupported("ON_CONFLICT = MERGE of a tag")
    if cursor.take(BY_SEQUENCE):
        return Propagation(propagate=word, by_sequence=True)
    return Propagation(propagate=word, on_conflict=cursor.string())


def alter_tag(cursor: Cursor) -> tuple[AlterAction, ...]:
    """RENAME TO; ADD | DROP | SET | UNSET ALLOWED_VALUES; SET | UNSET MASKING POLICY, COMMENT."""
    if cursor.take("RENAME", "TO"):
        return (RenameTo(name=cursor.name()),)
    for verb in ("ADD", "DROP"):
        if cursor.take(verb, "ALLOWED_VALUES"):
            return (AllowedValues(verb=verb, values=_values(cursor)),)
    for verb in ("SET", "UNSET"):
        if cursor.take(verb, "MASKING", "POLICY"):
            return (_policies(cursor, verb),)
    if cursor.take("UNSET"):
        if cursor.take("ALLOWED_VALUES"):
            return (AllowedValues(verb="UNSET"),)
        word = cursor.take_any("PROPAGATE", "ON_CONFLICT")
        if word:
            return (UnsetOptions(names=(word,)),)
        cursor.expect("COMMENT")
        return (UnsetOptions(names=("COMMENT",)),)
    cursor.expect("SET")
    actions: list[AlterAction] = []
    if cursor.take("ALLOWED_VALUES"):
        actions.append(AllowedValues(verb="SET", values=_values(cursor)))
    propagation = _propagation(cursor)
    if propagation is not None:
        actions.append(propagation)
    if cursor.take("COMMENT"):
        cursor.expect("=")
        actions.append(SetOptions(options={"COMMENT": cursor.string()}))
    return tuple(actions) if actions else cursor.fail()


def _policies(cursor: Cursor, verb: str) -> TagPolicies:
    found = [cursor.name()]
    while cursor.take(","):
        cursor.expect("MASKING", "POLICY")
        found.append(cursor.name())
    force = verb == "SET" and cursor.take("FORCE")
    return TagPolicies(verb="SET" if verb == "SET" else "UNSET", policies=tuple(found), force=force)


# --- tags of objects and columns -------------------------------------------------------------------------------


def actions(cursor: Cursor, kind: str) -> tuple[AlterAction, ...] | None:
    """SET TAG … | UNSET TAG … of an object; None for anything else."""
    if not (cursor.at("SET", "TAG") or cursor.at("UNSET", "TAG")):
        return None
    if kind in UNTAGGABLE:
        raise errors.unsupported(f"tags of a {kind.lower()}")
    return (_change(cursor, None),)


def column_actions(cursor: Cursor) -> tuple[AlterAction, ...] | None:
    """{ALTER | MODIFY} [COLUMN] a SET TAG …, [COLUMN] b SET TAG …, and UNSET TAG; None when it does not begin so."""
    first = cursor.index
    found: list[AlterAction] = []
    if cursor.take_any("ALTER", "MODIFY"):
        wrapped = cursor.take("(")
        while True:
            cursor.take("COLUMN")
            if cursor.at_end or cursor.at("("):
                break
            column = cursor.identifier(reserved=True)
            if not (cursor.at("SET", "TAG") or cursor.at("UNSET", "TAG")):
                break
            found.append(_change(cursor, column))
            if cursor.take(","):
                continue
            if wrapped:
                cursor.expect(")")
            return tuple(found)
    if found:
        raise errors.unsupported("tags of columns in one statement with other changes")
    cursor.index = first
    return None


def _change(cursor: Cursor, column: str | None) -> SetTags | UnsetTags:
    if cursor.take("SET"):
        cursor.expect("TAG")
        return SetTags(tags=tag_uses(cursor), column=column)
    cursor.expect("UNSET", "TAG")
    names = [cursor.name()]
    while cursor.at(",") and (column is None or not _is_column(cursor)):
        cursor.expect(",")
        names.append(cursor.name())
    return UnsetTags(names=tuple(names), column=column)


def _is_column(cursor: Cursor) -> bool:
    """Whether after a comma of UNSET TAG a column stands rather than another tag."""
    return cursor.word(1) == "COLUMN" or cursor.word(2) in ("SET", "UNSET")
