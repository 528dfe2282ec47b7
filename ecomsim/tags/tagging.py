"""Setting tags on objects and columns, and taking them away: who may, which values, and how many.

Invariant: a tag is set once on an object; setting it again replaces its value. Values are those of the tag's list, when
it has one, and at most 256 characters; an object has at most 50 tags, and so have the columns of a relation together.
Source: Snowflake documentation, "Introduction to object tagging", "Work with object tags", "Tag quotas".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from ecomsim import errors
from ecomsim.access import checks, named
from ecomsim.accounts import account_settings
from ecomsim.catalog.account_objects import AccountSettings
from ecomsim.catalog.objects import CatalogObject, DynamicTable, Table, TableColumn, View
from ecomsim.catalog.tags import Tag
from ecomsim.ddl.change import Change
from ecomsim.names import ObjectName
from ecomsim.policies import tagged
from ecomsim.routines import lookup
from ecomsim.sqltext import nodes
from ecomsim.statements.result import Result, status
from ecomsim.tags.inherited import RELATIONS

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

Tags = tuple[tuple[int, str], ...]
Item = TypeVar("Item", Table, View, DynamicTable)

MOST = 50
LONGEST = 256
ACTIONS = (nodes.SetTags, nodes.UnsetTags)


# --- CREATE … WITH TAG -------------------------------------------------------------------------------------------


def given(uses: Sequence[nodes.TagUse], session: Session, taken_over: Tags = ()) -> Tags:
    """The tags that [WITH] TAG (…) of a CREATE sets on the new object, which its creator owns, beside those that it
    takes over from what it is made like.
    """
    found = taken_over
    for use in uses:
        found = _with(found, _tag(use.name, session, None), use.value)
    _check_number({identifier for identifier, _ in found}, "object")
    return found


def with_columns(item: Item, definitions: Iterable[nodes.ColumnDefinition], session: Session) -> Item:
    """A relation with the tags that the definitions of some of its columns name."""
    written = {each.name: given(each.tags, session) for each in definitions if each.tags}
    if not written:
        return item
    columns = tuple(
        replace(column, tags=written[column.name]) if column.name in written else column for column in item.columns
    )
    _check_columns(columns)
    return replace(item, columns=columns)


def kept(item: Item, before: Item) -> Item:
    """A relation made anew in the place of `before` by CREATE OR ALTER: tags stay, by the names of columns."""
    own = {column.name: column for column in before.columns}
    columns = tuple(
        replace(column, tags=own[column.name].tags, propagated=own[column.name].propagated)
        if column.name in own
        else replace(column, tags=())
        for column in item.columns
    )
    return replace(item, tags=before.tags, propagated=before.propagated, columns=columns)


# --- ALTER … SET TAG | UNSET TAG -----------------------------------------------------------------------------------


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER kind [IF EXISTS] name SET TAG … | UNSET TAG …, of the object or of its columns."""
    unset = any(isinstance(action, nodes.UnsetTags) for action in statement.actions)
    done = status("Statement executed successfully.", "ALTER_UNSET_TAG" if unset else "ALTER_SET_TAG")
    item = _target(statement, session)
    if item is None:
        return done
    changed = item
    for action in statement.actions:
        assert isinstance(action, (nodes.SetTags, nodes.UnsetTags))
        changed = _applied(changed, action, session)
    with session.ddl() as change:
        before = change.catalog
        if changed.id:
            change.put(changed)
        else:
            _first(changed, change)
        tagged.note_changed_masks(before, change)
    return done


def _first(item: CatalogObject, change: Change) -> None:
    """The account, a role of the system or the session's own user becomes an object with its first tag."""
    change.put(replace(item, id=change.new_id(), created_on=change.now, owner=item.owner or change.session.role))


def _target(statement: nodes.Alter, session: Session) -> CatalogObject | None:
    """What ALTER names; None when it is not there and need not be. Raises 002003."""
    kind = statement.kind
    found: CatalogObject | None
    if kind == AccountSettings.kind:
        return account_settings.of(session.catalog) or AccountSettings(
            id=0, name=account_settings.NAME, created_on=session.now, owner=session.role
        )
    if statement.argument_types is not None:
        found = lookup.exactly(kind, statement.name, statement.argument_types, session)
    elif kind in ("ROLE", "DATABASE ROLE", "USER"):
        principal: Any = kind
        name = statement.name if statement.name.last else ObjectName((session.user,))
        found = named.find(principal, name, session, "ALTER")
    else:
        full = session.full_name(kind, statement.name, "ALTER")
        found = session.lookup(kind, full)
        if found is None and kind == "TABLE":  # ALTER TABLE sets the tags of every relation
            other = session.temporary_views.get(full) or session.catalog.relation(full)
            found = other if other is not None and other.kind in RELATIONS else None
    if found is None:
        if statement.if_exists:
            return None
        if statement.argument_types is not None:
            raise lookup.absent(kind, statement.name, statement.argument_types)
        raise errors.does_not_exist(kind.capitalize(), statement.name)
    if getattr(found, "session_id", None) is not None or _is_temporary(found, session):
        raise errors.unsupported(f"tags of a temporary {kind.lower()}")
    return found


def _is_temporary(item: CatalogObject, session: Session) -> bool:
    return isinstance(item, View) and session.temporary_views.get(item.name) is item


def _applied(item: CatalogObject, action: nodes.SetTags | nodes.UnsetTags, session: Session) -> CatalogObject:
    if action.column is None:
        after = _changed(item.tags, action, item, session)
        _check_number({identifier for identifier, _ in after}, "object")
        return replace(item, tags=after)
    columns: tuple[TableColumn, ...] = getattr(item, "columns", ())
    if action.column not in {column.name for column in columns}:
        raise errors.invalid_identifier(action.column)
    columns = tuple(
        replace(column, tags=_changed(column.tags, action, item, session)) if column.name == action.column else column
        for column in columns
    )
    _check_columns(columns)
    return replace(item, columns=columns)  # type: ignore[call-arg]


def _changed(tags: Tags, action: nodes.SetTags | nodes.UnsetTags, item: CatalogObject, session: Session) -> Tags:
    if isinstance(action, nodes.SetTags):
        for use in action.tags:
            tags = _with(tags, _tag(use.name, session, item), use.value)
        return tags
    gone = {_tag(name, session, item).id for name in action.names}
    return tuple(each for each in tags if each[0] not in gone)


# --- what fits ---------------------------------------------------------------------------------------------------


def _tag(name: ObjectName, session: Session, item: CatalogObject | None) -> Tag:
    """The tag of this name, which the role may set on `item`; None: on an object that it is about to create.

    APPLY TAG on the account is enough; without it the role owns the object and holds APPLY on the tag.
    """
    tag: Tag = session.find(Tag.kind, name, "ALTER")
    if checks.free(session) or "APPLY TAG" in checks.held_on_account(session):
        return tag
    checks.use(session, tag, "APPLY")
    if isinstance(item, AccountSettings):
        raise checks.insufficient("ACCOUNT", item.name)
    if item is not None:
        checks.own(session, item)
    return tag


def _with(tags: Tags, tag: Tag, value: str) -> Tags:
    if len(value) > LONGEST:
        raise errors.invalid_value(f"Tag value exceeds the maximum length of {LONGEST} characters.")
    if tag.allowed_values is not None and value not in tag.allowed_values:
        raise errors.invalid_value(f"Tag value '{value}' is not one of the allowed values of tag '{tag.name}'.")
    return (*(each for each in tags if each[0] != tag.id), (tag.id, value))


def _check_columns(columns: Iterable[TableColumn]) -> None:
    _check_number({identifier for column in columns for identifier, _ in column.tags}, "columns of an object")


def _check_number(tags: Collection[int], what: str) -> None:
    if len(tags) > MOST:
        raise errors.compilation(
            391802, "0A000", f"The {what} can have at most {MOST} tags; this statement would make it {len(tags)}."
        )


def retained(table: Table, before: Table) -> Table:
    """A table with the tags, also of its columns, of the one that it replaces: of two values the older one stays."""
    old = {column.name: dict(column.tags) for column in before.columns}
    columns = tuple(
        replace(column, tags=tuple({**dict(column.tags), **old.get(column.name, {})}.items()))
        for column in table.columns
    )
    _check_columns(columns)
    tags = {**dict(table.tags), **dict(before.tags)}
    _check_number(tags, "object")
    return replace(table, columns=columns, tags=tuple(tags.items()))


def repointed(item: Any, ids: dict[int, int]) -> Any:
    """An object with other tags in place of those in `ids`: those that were cloned together with it."""

    def moved(tags: Tags) -> Tags:
        return tuple((ids.get(identifier, identifier), value) for identifier, value in tags)

    def taken(place: Any) -> Any:
        return replace(place, tags=moved(place.tags), propagated=moved(place.propagated))

    columns = getattr(item, "columns", None)
    if columns is None:
        return taken(item)
    return replace(taken(item), columns=tuple(map(taken, columns)))
