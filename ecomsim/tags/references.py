"""Where tags are set: SYSTEM$GET_TAG, TAG_REFERENCES and the views of ACCOUNT_USAGE.

The functions follow what comes down from above, ACCOUNT_USAGE.TAG_REFERENCES only what is set directly.
Source: the documentation page of each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.account_objects import AccountSettings
from ecomsim.catalog.objects import CatalogObject, TableColumn
from ecomsim.catalog.tags import Tag
from ecomsim.metadata import rows as shared
from ecomsim.metadata.arguments import Arguments
from ecomsim.metadata.grid import Row, names, view_columns
from ecomsim.metadata.usage_view import TYPES, UsageView
from ecomsim.names import parse_name
from ecomsim.sqltext.nodes.tags import BY_SEQUENCE
from ecomsim.statements.result import Result, of_rows
from ecomsim.tags import find
from ecomsim.tags.inherited import COLUMN, Setting, domain, live, settings
from ecomsim.values.types import INTEGER, TEXT, VARIANT, Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

REFERENCES = tuple(
    Column(name, TEXT)
    for name in names(
        "TAG_DATABASE, TAG_SCHEMA, TAG_NAME, TAG_VALUE, APPLY_METHOD, LEVEL, OBJECT_DATABASE, OBJECT_SCHEMA, "
        "OBJECT_NAME, DOMAIN, COLUMN_NAME"
    )
)


# --- functions -------------------------------------------------------------------------------------------------


def tag_references(given: Mapping[str | int, Any], session: Session) -> Result:
    """TAG_REFERENCES('name', 'domain'): every tag of an object or column, with where it comes from."""
    arguments = Arguments("TAG_REFERENCES", given, ("OBJECT_NAME", "OBJECT_DOMAIN"))
    item, column = find.found(str(arguments.required("OBJECT_NAME")), str(arguments.required("OBJECT_DOMAIN")), session)
    return of_rows(REFERENCES, list(_references(item, column, session)))


def tag_references_all_columns(given: Mapping[str | int, Any], session: Session) -> Result:
    """TAG_REFERENCES_ALL_COLUMNS('name', 'TABLE'): every tag of every column of a relation."""
    arguments = Arguments("TAG_REFERENCES_ALL_COLUMNS", given, ("OBJECT_NAME", "OBJECT_DOMAIN"))
    name, kind = str(arguments.required("OBJECT_NAME")), str(arguments.required("OBJECT_DOMAIN"))
    if kind.upper() != "TABLE":
        raise errors.invalid_value(f"TAG_REFERENCES_ALL_COLUMNS takes the domain 'TABLE', not '{kind}'.")
    item, _ = find.found(name, "TABLE", session)
    columns: Sequence[TableColumn] = getattr(item, "columns", ())
    return of_rows(REFERENCES, [row for column in columns for row in _references(item, column, session)])


def _references(item: CatalogObject, column: TableColumn | None, session: Session) -> Iterator[tuple[str | None, ...]]:
    for each in settings(item, session.catalog, column):
        yield (*_tag(each), *_place(item, column, session))


def _tag(setting: Setting) -> tuple[str, ...]:
    name = setting.tag.name
    return (name.database, name.schema, name.last, setting.value, setting.method, setting.level)


def _place(item: CatalogObject, column: TableColumn | None, session: Session) -> tuple[str | None, ...]:
    kind = COLUMN if column is not None else domain(item)
    own = session.account.name if isinstance(item, AccountSettings) else item.name.last
    return (item.name.database or None, item.name.schema or None, own, kind, None if column is None else column.name)


FUNCTIONS: dict[str, Callable[[Mapping[str | int, Any], Session], Result]] = {
    "TAG_REFERENCES": tag_references,
    "TAG_REFERENCES_ALL_COLUMNS": tag_references_all_columns,
}


def _get_tag(session: Session, arguments: Sequence[Any]) -> tuple[Any, SnowflakeType]:
    """SYSTEM$GET_TAG('tag', 'object', 'domain'): the value it has there, NULL without one."""
    if any(each is None for each in arguments):
        return None, TEXT
    tag = _named(str(arguments[0]), session)
    item, column = find.found(str(arguments[1]), str(arguments[2]), session)
    value = next((each.value for each in settings(item, session.catalog, column) if each.tag.id == tag.id), None)
    return value, TEXT


def _allowed_values(session: Session, arguments: Sequence[Any]) -> tuple[Any, SnowflakeType]:
    """SYSTEM$GET_TAG_ALLOWED_VALUES('tag'): a JSON array, NULL where every value is allowed."""
    if arguments[0] is None:
        return None, TEXT
    tag = _named(str(arguments[0]), session)
    return listed(tag), TEXT


def _named(written: str, session: Session) -> Tag:
    try:
        name = parse_name(written)
    except ValueError as cause:
        raise errors.invalid_value(f"Invalid object name '{written}'.") from cause
    tag: Tag = session.find(Tag.kind, name)
    if not checks.visible(session, tag):
        raise errors.does_not_exist("Tag", name)
    return tag


def listed(tag: Tag) -> str | None:
    """The allowed values as a JSON array."""
    if tag.allowed_values is None:
        return None
    return json.dumps(tag.allowed_values, separators=(",", ":"), ensure_ascii=False)


SYSTEM_FUNCTIONS: dict[str, Callable[[Session, Sequence[Any]], tuple[Any, SnowflakeType]]] = {
    "SYSTEM$GET_TAG": _get_tag,
    "SYSTEM$GET_TAG_ALLOWED_VALUES": _allowed_values,
}


# --- ACCOUNT_USAGE ---------------------------------------------------------------------------------------------


def _tags(session: Session) -> Iterator[Row]:
    for tag in [*session.catalog.all(Tag.kind), *session.catalog.dropped(Tag.kind)]:
        if not isinstance(tag, Tag) or not checks.visible(session, tag):
            continue
        ids = shared.container_ids(tag.name, session)
        yield {
            "TAG_ID": tag.id,
            "TAG_NAME": tag.name.last,
            "TAG_SCHEMA_ID": ids["TABLE_SCHEMA_ID"],
            "TAG_SCHEMA": tag.name.schema,
            "TAG_DATABASE_ID": ids["TABLE_CATALOG_ID"],
            "TAG_DATABASE": tag.name.database,
            "TAG_OWNER": tag.owner,
            "TAG_COMMENT": json.dumps(tag.comment) if tag.comment else None,
            "CREATED": tag.created_on,
            "LAST_ALTERED": tag.created_on,
            "DELETED": tag.dropped_on,
            "ALLOWED_VALUES": listed(tag),
            "OWNER_ROLE_TYPE": "ROLE" if tag.dropped_on is None else None,
            "PROPAGATE": tag.propagate,
            "ON_CONFLICT": BY_SEQUENCE if tag.by_sequence else tag.on_conflict,
        }


def _direct(session: Session) -> Iterator[Row]:
    for item in [*session.catalog.objects(), *session.catalog.graveyard]:
        if not isinstance(item, AccountSettings) and not checks.visible(session, item):
            continue
        columns: Iterable[TableColumn] = getattr(item, "columns", None) or ()
        for column in (None, *columns):
            place = item if column is None else column
            for tag, value in live({**dict(place.propagated), **dict(place.tags)}.items(), session.catalog):
                database, schema, name, kind, column_name = _place(item, column, session)
                yield {
                    "TAG_DATABASE": tag.name.database,
                    "TAG_SCHEMA": tag.name.schema,
                    "TAG_ID": tag.id,
                    "TAG_NAME": tag.name.last,
                    "TAG_VALUE": value,
                    "OBJECT_DATABASE": database,
                    "OBJECT_SCHEMA": schema,
                    "OBJECT_ID": item.id,
                    "OBJECT_NAME": name,
                    "OBJECT_DELETED": item.dropped_on,
                    "DOMAIN": kind,
                    "COLUMN_ID": None,
                    "COLUMN_NAME": column_name,
                    "APPLY_METHOD": "MANUAL" if tag.id in dict(place.tags) else "PROPAGATED",
                }


_TYPES = {
    **TYPES,
    **dict.fromkeys(("TAG_ID", "TAG_SCHEMA_ID", "TAG_DATABASE_ID", "OBJECT_ID", "COLUMN_ID"), INTEGER),
    **dict.fromkeys(("TAG_COMMENT", "ALLOWED_VALUES"), VARIANT),
    "OBJECT_DELETED": TYPES["DELETED"],
}


def _view(text: str, source: Callable[[Session], Iterable[Row]]) -> UsageView:
    return UsageView(view_columns(names(text), _TYPES), source)


VIEWS: dict[str, UsageView] = {
    "TAGS": _view(
        "TAG_ID, TAG_NAME, TAG_SCHEMA_ID, TAG_SCHEMA, TAG_DATABASE_ID, TAG_DATABASE, TAG_OWNER, TAG_COMMENT, CREATED, "
        "LAST_ALTERED, DELETED, ALLOWED_VALUES, OWNER_ROLE_TYPE, PROPAGATE, ON_CONFLICT",
        _tags,
    ),
    "TAG_REFERENCES": _view(
        "TAG_DATABASE, TAG_SCHEMA, TAG_ID, TAG_NAME, TAG_VALUE, OBJECT_DATABASE, OBJECT_SCHEMA, OBJECT_ID, "
        "OBJECT_NAME, OBJECT_DELETED, DOMAIN, COLUMN_ID, COLUMN_NAME, APPLY_METHOD",
        _direct,
    ),
}
