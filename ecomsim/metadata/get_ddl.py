"""GET_DDL: the statement that would create an object again.

Running the text in the object's database and schema gives the same object. For a schema or database the texts of its
objects follow in an order in which every object comes after what it is made from.
Source: spec/metadata.md section 7, spec/dynamic-tables.md DT-5.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.account_objects import DatabaseRole
from ecomsim.catalog.objects import (
    CatalogObject,
    Database,
    DynamicTable,
    ExternalTable,
    FileFormat,
    Function,
    Routine,
    Schema,
    Stage,
    Stream,
    Streamlit,
    Table,
    Task,
    View,
)
from ecomsim.catalog.policies import Policy
from ecomsim.catalog.tags import Tag
from ecomsim.metadata import facts
from ecomsim.metadata.ddl_text import PROTECTED, WRITERS, properties, query_text
from ecomsim.names import Name, ObjectName, quote_if_needed
from ecomsim.policies import attach
from ecomsim.policies import show as policies
from ecomsim.sqltext.parse import parse_query
from ecomsim.tags import show as tags
from ecomsim.tasks import parameters

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

RELATIONS = ("TABLE", "VIEW", "DYNAMIC TABLE")

SYNONYMS = {"DYNAMIC_TABLE": "DYNAMIC TABLE", "FILE_FORMAT": "FILE FORMAT", "EXTERNAL_TABLE": "EXTERNAL TABLE"}


def get_ddl(kind: str, name: ObjectName, session: Session, *, fully_qualified: bool = False) -> str:
    """The text of GET_DDL(kind, name [, fully_qualified]); TABLE and VIEW name any relation that is not a stream.

    Raises 002003 for an object that is not there, 001008 for a kind that is none.
    """
    wanted = SYNONYMS.get(kind, kind)
    if wanted == "EXTERNAL TABLE":
        return _write(session.find(wanted, name), fully_qualified, session)
    if wanted == "POLICY":
        return _write(policies.find_any(name, session), fully_qualified, session)
    if wanted in RELATIONS:
        item: Any = facts.relation(session.resolve(name, "GET_DDL"), session)
        if item is None or item.kind not in (*RELATIONS, "EXTERNAL TABLE"):
            raise errors.does_not_exist(wanted.capitalize(), name)
    elif wanted in WRITERS or wanted in ("SCHEMA", "DATABASE", "FILE FORMAT", "STAGE", "STREAMLIT", "TAG"):
        item = session.find(wanted, name)
    else:
        raise errors.invalid_value(f"Invalid object type: '{kind}'")
    if isinstance(item, Database):
        return _database(item, session, fully_qualified)
    if isinstance(item, Schema):
        return _schema(item, session, fully_qualified)
    return _write(item, fully_qualified, session)


def _write(item: CatalogObject, fully_qualified: bool, session: Session) -> str:
    if isinstance(item, Routine):
        from ecomsim.routines import listing

        return listing.ddl(item, fully_qualified=fully_qualified)
    if isinstance(item, Streamlit):
        from ecomsim.streamlits import show as streamlits

        return streamlits.ddl(item, str(item.name) if fully_qualified else quote_if_needed(item.name.last))
    if isinstance(item, (FileFormat, Stage, ExternalTable)):
        from ecomsim.staging import listing as staging

        name = str(item.name) if fully_qualified else quote_if_needed(item.name.last)
        if isinstance(item, FileFormat):
            return staging.format_ddl(item, name)
        clause = tags.clause(item.tags, session.catalog)
        if isinstance(item, ExternalTable):
            return staging.external_ddl(item, name, clause)
        return staging.stage_ddl(item, name, clause)
    written = str(item.name) if fully_qualified else quote_if_needed(item.name.last)
    if isinstance(item, Policy):
        return policies.ddl(item, written)
    if isinstance(item, Tag):
        return tags.ddl(item, written)
    if item.kind in PROTECTED:
        return PROTECTED[item.kind](item, written, policies.clauses(item, session.catalog))
    writer = WRITERS.get(item.kind)
    if writer is None:
        raise errors.unsupported(f"GET_DDL('{item.kind}')")
    return writer(item, written, tags.clause(item.tags, session.catalog))


# --- containers ------------------------------------------------------------------------------------------------


def _container(kind: str, item: Any, name: str, session: Session) -> str:
    """The CREATE of a database or schema, with the tags that are there before it."""
    transient = "TRANSIENT " if item.transient else ""
    tail = properties(
        {
            "DATA_RETENTION_TIME_IN_DAYS": item.data_retention_time_in_days,
            "MAX_DATA_EXTENSION_TIME_IN_DAYS": item.options.get("MAX_DATA_EXTENSION_TIME_IN_DAYS"),
            **{key: item.options.get(key) for key in sorted(parameters.NAMES)},
            "COMMENT": item.comment or None,
        }
    )
    outside = tuple(each for each in item.tags if not _stands_in(each[0], item, session))
    clause = tags.clause(outside, session.catalog)
    return " ".join(filter(None, (f"create or replace {transient}{kind} {name}", tail, clause))) + ";"


def _stands_in(tag: int, container: CatalogObject, session: Session) -> bool:
    """Whether a tag is made together with the database or schema that has it."""
    found = session.catalog.by_id(tag)
    if found is None:
        return False
    own = found.name.container if isinstance(container, Schema) else Name("", "", found.name.database)
    return own == container.name


def _own_tags(kind: str, item: CatalogObject, name: str, session: Session) -> list[str]:
    """The statement that sets a container's tags that stand in itself, for after they are made."""
    inside = tuple(each for each in item.tags if _stands_in(each[0], item, session))
    written = tags.assignments(inside, session.catalog)
    return [f"alter {kind} {name} set tag {written};"] if written else []


def _schema(item: Schema, session: Session, fully_qualified: bool) -> str:
    name = str(item.name) if fully_qualified else quote_if_needed(item.name.last)
    parts = [_container("SCHEMA", item, name, session)]
    parts += [_write(each, fully_qualified, session) for each in in_order(_printed(item, session))]
    parts += _own_tags("SCHEMA", item, name, session)
    return "\n\n".join(parts)


def _printed(item: Schema, session: Session) -> list[CatalogObject]:
    """What a schema holds; a directory table comes with its stage."""
    return [each for each in session.catalog.inside(item.name) if each.kind != "DIRECTORY TABLE"]


def _database(item: Database, session: Session, fully_qualified: bool) -> str:
    """Schemas come after those they need. Without full names each one's CREATE makes it the current one for the objects
    that follow; where schemas need each other and full names are asked for, all schemas come before all objects.
    """
    name = quote_if_needed(item.name.last)
    parts = [_container("DATABASE", item, name, session)]
    parts += [_database_role(each) for each in session.catalog.all(DatabaseRole.kind, item.name.last)]
    schemas, is_cycle = _in_order_of_need(item, session)
    if is_cycle and fully_qualified:
        parts += [_container("SCHEMA", each, str(each.name), session) for each in schemas]
        contents = in_order(each for schema in schemas for each in _printed(schema, session))
        parts += [_write(each, fully_qualified, session) for each in contents]
        parts += [line for each in schemas for line in _own_tags("SCHEMA", each, str(each.name), session)]
    else:
        parts += [_schema(each, session, fully_qualified) for each in schemas]
    parts += _own_tags("DATABASE", item, name, session)
    return "\n\n".join(parts)


def _in_order_of_need(item: Database, session: Session) -> tuple[list[Schema], bool]:
    """The schemas by name, each after those whose objects its own need; and whether some need each other."""
    schemas = {each.name: each for each in _schemas(item, session)}
    needs = {name: _needs(each, session) & schemas.keys() - {name} for name, each in schemas.items()}
    done: list[Schema] = []
    while needs:
        free = next((name for name in needs if not needs[name] & needs.keys()), None)
        if free is None:
            return [*done, *(schemas[name] for name in needs)], True
        del needs[free]
        done.append(schemas[free])
    return done, False


def _needs(schema: Schema, session: Session) -> set[Name]:
    """The schemas of what the objects of a schema name: relations, policies and tags."""
    found: set[Name] = set()
    for item in _printed(schema, session):
        columns = getattr(item, "columns", None) or ()
        attached = [use.policy for use, _ in attach.uses(item)]
        tagged = [tag for each in (item, *columns) for tag, _ in getattr(each, "tags", ())]
        others = (session.catalog.by_id(identifier) for identifier in (*attached, *tagged))
        found.update(other.name.container for other in others if other is not None)
        found.update(name.container for name in depends_on(item))
    return found


def _database_role(item: CatalogObject) -> str:
    tail = properties({"COMMENT": item.comment or None})
    return f"create or replace DATABASE ROLE {item.name} {tail}".rstrip() + ";"


def _schemas(item: Database, session: Session) -> list[Schema]:
    return [each for each in session.catalog.all(Schema.kind, item.name.last) if isinstance(each, Schema)]


RANKS = {
    "TAG": 0,
    "SEQUENCE": 0,
    "FILE FORMAT": 1,
    "STAGE": 2,
    "MASKING POLICY": 3,
    "ROW ACCESS POLICY": 3,
    "TABLE": 3,
    "EXTERNAL TABLE": 3,
    "FUNCTION": 4,
    "VIEW": 5,
    "DYNAMIC TABLE": 5,
    "STREAM": 6,
    "PROCEDURE": 7,
    "TASK": 8,
    "ALERT": 9,
    "PIPE": 9,
    "STREAMLIT": 9,
}


def in_order(items: Iterable[CatalogObject]) -> list[CatalogObject]:
    """Objects so that each follows those it names; otherwise by kind and name. Two kinds may share a name."""
    waiting = sorted(items, key=lambda each: (RANKS.get(each.kind, 99), each.name))
    named: dict[Name, list[CatalogObject]] = {}
    for item in waiting:
        called = replace(item.name, last=item.routine) if isinstance(item, Function) else item.name
        named.setdefault(called, []).append(item)
    protecting = {item.id: item for item in waiting if isinstance(item, Policy)}
    done: list[CatalogObject] = []
    placed: set[int] = set()

    def place(item: CatalogObject) -> None:
        if item.id in placed:
            return
        placed.add(item.id)
        for attached, _ in attach.uses(item):
            if attached.policy in protecting:
                place(protecting[attached.policy])
        for name in sorted(depends_on(item)):
            for other in named.get(name, ()):
                place(other)
        done.append(item)

    for item in waiting:
        place(item)
    return done


def depends_on(item: CatalogObject) -> set[Name]:
    """The full names of the objects that must be there before `item` can be created; of functions without signature,
    built-in ones as if they were the schema's own.
    """
    if isinstance(item, (View, DynamicTable)):
        return _named_in(item.query, item.scope)
    if isinstance(item, Function):
        return _named_in_body(item)
    if isinstance(item, Stream):
        return {item.source}
    if isinstance(item, Policy):
        return _named_in(f"SELECT {item.body}", item.name)
    if isinstance(item, Task):
        return {*item.predecessors, *((item.finalize,) if item.finalize is not None else ())}
    if isinstance(item, Table):
        return {found[0] for key in item.keys if (found := facts.reference(item, key)) is not None}
    return set()


def _named_in_body(function: Function) -> set[Name]:
    """What the query or expression of a function in SQL names; a block asks for it when it runs."""
    words = function.body.split(None, 1)
    if function.language != "SQL" or not words or words[0].upper() in ("BEGIN", "DECLARE"):
        return set()
    is_query = words[0].upper() in ("SELECT", "WITH")
    return _named_in(function.body if is_query else f"SELECT {function.body}", function.name)


def _named_in(query: str, home: Name) -> set[Name]:
    """Relations and functions that a query of an object at `home` names."""
    found = set()
    tree = parse_query(query_text(query))
    for table in tree.find_all(exp.Table):
        if table.name:
            found.add(Name(table.catalog or home.database, table.db or home.schema, table.name))
    for call in tree.find_all(exp.Anonymous):
        database, schema = [home.database, home.schema, *_before(call)][-2:]
        found.add(Name(database, schema, call.name))
    return found


def _before(call: exp.Anonymous) -> list[str]:
    """The database and schema in front of a function's name, as far as they are written."""
    dot = call.parent
    if not isinstance(dot, exp.Dot) or dot.expression is not call:
        return []
    return [part.name for part in dot.this.find_all(exp.Identifier)][-2:]
