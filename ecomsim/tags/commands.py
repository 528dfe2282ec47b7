"""CREATE, ALTER and DROP of tags.

A tag can be dropped while it is set, and is set nowhere then; not while masking policies are set on it. UNDROP brings
it back with its values. Source: Snowflake documentation, "CREATE TAG", "ALTER TAG", "DROP TAG", "UNDROP TAG",
"Tag-based masking policies".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import CatalogObject
from ecomsim.catalog.policies import MaskingPolicy
from ecomsim.catalog.store import Catalog
from ecomsim.catalog.tags import Tag
from ecomsim.names import Name
from ecomsim.policies import tagged
from ecomsim.sqltext import nodes
from ecomsim.sqltext.nodes.tags import BY_SEQUENCE
from ecomsim.statements.result import Result, status
from ecomsim.tags.tagging import LONGEST

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

MOST_TAGS = 10_000
MOST_VALUES = 5_000


def create(statement: nodes.CreateTag, session: Session) -> Result:
    """CREATE [OR REPLACE | OR ALTER] TAG [IF NOT EXISTS]; a replaced tag is set nowhere."""
    name = session.resolve(statement.name, "CREATE TAG")
    session.require_container(name)
    done = status(f"Tag {name.last} successfully created.", "CREATE")
    existing = session.catalog.get(Tag.kind, name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE")
    if existing is not None and statement.if_exists == "error":
        raise errors.already_exists(name.last)
    allowed = None if statement.allowed_values is None else _checked(statement.allowed_values)
    spread = _propagation(statement.propagation, allowed, session)
    if isinstance(existing, Tag) and statement.if_exists == "alter":
        with session.ddl() as change:
            change.replace(replace(existing, allowed_values=allowed, comment=statement.comment or ""))
        return done
    if existing is None and len(session.catalog.all(Tag.kind)) >= MOST_TAGS:
        raise errors.invalid_value(f"An account can have at most {MOST_TAGS} tags.")
    with session.ddl() as change:
        if isinstance(existing, Tag):
            _check_free(existing)
            change.drop(existing)
        change.add(
            Tag(
                id=change.new_id(),
                name=name,
                created_on=change.now,
                comment=statement.comment or "",
                allowed_values=allowed,
                **spread,
            )
        )
    return done


def _propagation(given: nodes.Propagation | None, allowed: tuple[str, ...] | None, session: Session) -> dict[str, Any]:
    """The fields of PROPAGATE and ON_CONFLICT; it takes APPLY TAG on the account. Raises 391892 for a sequence of no
    values.
    """
    if given is None:
        return {}
    if not checks.free(session) and "APPLY TAG" not in checks.held_on_account(session):
        raise checks.insufficient("ACCOUNT", Name("", "", session.account.name))
    if given.by_sequence and not allowed:
        raise errors.compilation(391892, "42601", f"invalid on_conflict strategy: {BY_SEQUENCE}")
    return {"propagate": given.propagate, "on_conflict": given.on_conflict, "by_sequence": given.by_sequence}


def _checked(values: Sequence[str]) -> tuple[str, ...]:
    """Each value once, in the order they were given first."""
    found = tuple(dict.fromkeys(values))
    if len(found) > MOST_VALUES:
        raise errors.invalid_value(f"A tag can have at most {MOST_VALUES} allowed values.")
    for value in found:
        if len(value) > LONGEST:
            raise errors.invalid_value(f"Tag value exceeds the maximum length of {LONGEST} characters.")
    return found


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER TAG name RENAME TO, ADD | DROP | SET | UNSET ALLOWED_VALUES, SET | UNSET MASKING POLICY and COMMENT."""
    done = status("Statement executed successfully.", "ALTER")
    tag = session.catalog.get(Tag.kind, session.resolve(statement.name, "ALTER"))
    if not isinstance(tag, Tag):
        if statement.if_exists:
            return done
        raise errors.does_not_exist("Tag", statement.name)
    with session.ddl() as change:
        before = change.catalog
        for action in statement.actions:
            if isinstance(action, nodes.TagPolicies):
                _check_may_mask(tag, action, session)
                tag = _with_policies(tag, action, session)
                change.put(tag)  # who may apply masking policies need not own the tag
            else:
                tag = _altered(tag, action, session)
                change.catalog.require_container(tag.name)
                change.replace(tag)
        tagged.note_changed_masks(before, change)
    return done


def _altered(tag: Tag, action: Any, session: Session) -> Tag:
    match action:
        case nodes.RenameTo(name=written):
            return replace(tag, name=session.resolve(written, "RENAME"))
        case nodes.SetOptions(options=options):
            return replace(tag, comment=str(options["COMMENT"]))
        case nodes.UnsetOptions(names=("PROPAGATE",)):
            return replace(tag, propagate=None)
        case nodes.UnsetOptions(names=("ON_CONFLICT",)):
            return replace(tag, on_conflict=None, by_sequence=False)
        case nodes.UnsetOptions():
            return replace(tag, comment="")
        case nodes.Propagation():
            return replace(tag, **_propagation(action, tag.allowed_values, session))
        case nodes.AllowedValues(verb="SET", values=values):
            return replace(tag, allowed_values=_checked(values))
        case nodes.AllowedValues(verb="ADD", values=values):
            return replace(tag, allowed_values=_checked((*(tag.allowed_values or ()), *values)))
        case nodes.AllowedValues(verb="DROP", values=values):
            return replace(tag, allowed_values=_without(tag, values, session.catalog))
        case nodes.AllowedValues(verb="UNSET"):
            return replace(tag, allowed_values=None)
    raise errors.unsupported(f"ALTER TAG {type(action).__name__}")


def _without(tag: Tag, values: Sequence[str], catalog: Catalog) -> tuple[str, ...]:
    """The allowed values without some. Raises for one that the tag does not have, or that is set somewhere."""
    known = tag.allowed_values or ()
    for value in values:
        if value not in known:
            raise errors.invalid_value(f"'{value}' is not an allowed value of tag '{tag.name}'.")
    for item in catalog.objects():
        for own in _sets_of(item):
            if (tag.id, own.get(tag.id)) in {(tag.id, value) for value in values}:
                raise errors.invalid_value(
                    f"Allowed value '{own[tag.id]}' of tag '{tag.name}' is set on '{item.name}' and cannot be dropped."
                )
    return tuple(value for value in known if value not in values)


def _sets_of(item: CatalogObject) -> list[dict[int, str]]:
    """What is set on an object and on each of its columns, as mappings from tag to value."""
    return [dict(item.tags), *(dict(column.tags) for column in getattr(item, "columns", None) or ())]


def _check_may_mask(tag: Tag, action: nodes.TagPolicies, session: Session) -> None:
    """APPLY MASKING POLICY on the account; else the role owns the tag and holds APPLY on the policies."""
    if checks.free(session) or "APPLY MASKING POLICY" in checks.held_on_account(session):
        return
    checks.own(session, tag)
    for name in action.policies:
        checks.use(session, session.find(MaskingPolicy.kind, name), "APPLY")


def _with_policies(tag: Tag, action: nodes.TagPolicies, session: Session) -> Tag:
    """A tag has one masking policy for each data type; FORCE replaces the one that is there."""
    policies: list[MaskingPolicy] = [session.find(MaskingPolicy.kind, name) for name in action.policies]
    if action.verb == "UNSET":
        gone = {policy.id for policy in policies}
        return replace(tag, masking=tuple(each for each in tag.masking if each not in gone))
    kept: dict[str, int] = {}
    for identifier in tag.masking:
        found = session.catalog.by_id(identifier)
        if isinstance(found, MaskingPolicy):
            kept[found.arguments[0].type.name] = identifier
    for policy in policies:
        kind = policy.arguments[0].type.name
        if kept.get(kind, policy.id) != policy.id and not action.force:
            raise errors.compilation(
                3560, "42601", f"Tag '{tag.name}' already has a masking policy for data type {kind}."
            )
        kept[kind] = policy.id
    return replace(tag, masking=tuple(kept.values()))


def drop(statement: nodes.Drop, session: Session) -> Result:
    """DROP TAG [IF EXISTS] name. Raises while a masking policy is set on it."""
    full = session.resolve(statement.name, "DROP")
    tag = session.catalog.get(Tag.kind, full)
    if not isinstance(tag, Tag):
        if statement.if_exists:
            return status(f"Drop statement executed successfully ({full.last} already dropped).", "DROP")
        session.require_container(full)
        raise errors.does_not_exist("Tag", statement.name)
    checks.own(session, tag)
    _check_free(tag)
    with session.ddl() as change:
        change.drop(tag)
    return status(f"{full.last} successfully dropped.", "DROP")


def _check_free(tag: Tag) -> None:
    if tag.masking:
        raise errors.compilation(
            3561, "42601", f"Tag {tag.name.last} cannot be dropped/replaced as masking policies are set on it."
        )
