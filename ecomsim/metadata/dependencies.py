"""What views and functions in SQL refer to: found in the text of their definitions, as of today's catalog.

Nothing is recorded when an object is created, so a reference to something that has been dropped or replaced shows what
its name means now, and is missing when it means nothing. Source: "OBJECT_DEPENDENCIES view", "Object Dependencies",
"GET_OBJECT_REFERENCES".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import CatalogObject, Function, Routine, View
from ecomsim.dialect.functions import FUNCTIONS as BUILT_IN
from ecomsim.metadata import grid
from ecomsim.metadata.arguments import Arguments
from ecomsim.metadata.grid import Row, names
from ecomsim.names import Name, ObjectName
from ecomsim.routines import functions, lookup, signature
from ecomsim.sqltext.parse import parse_query
from ecomsim.statements.result import Result

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

COLUMNS = (
    "REFERENCED_DATABASE, REFERENCED_SCHEMA, REFERENCED_OBJECT_NAME, REFERENCED_OBJECT_ID, REFERENCED_OBJECT_DOMAIN, "
    "REFERENCING_DATABASE, REFERENCING_SCHEMA, REFERENCING_OBJECT_NAME, REFERENCING_OBJECT_ID, "
    "REFERENCING_OBJECT_DOMAIN, DEPENDENCY_TYPE"
)


def of_account(session: Session) -> Iterator[Row]:
    """OBJECT_DEPENDENCIES: a row for each object that a view or a function in SQL names, in their order by id.

    A materialized view depends on name and id. Streams, dynamic tables and policies are not listed.
    """
    referring = (*session.catalog.all(View.kind), *session.catalog.all(Function.kind))
    for item in sorted(referring, key=lambda each: each.id):
        if not checks.visible(session, item):
            continue
        by_both = isinstance(item, View) and item.materialized
        for found in references(item, session):
            yield {
                **_named("REFERENCED", found),
                **_named("REFERENCING", item),
                "DEPENDENCY_TYPE": "BY_NAME_AND_ID" if by_both else "BY_NAME",
            }


def _named(role: str, item: CatalogObject) -> Row:
    return {
        f"{role}_DATABASE": item.name.database,
        f"{role}_SCHEMA": item.name.schema,
        f"{role}_OBJECT_NAME": item.routine if isinstance(item, Routine) else item.name.last,
        f"{role}_OBJECT_ID": item.id,
        f"{role}_OBJECT_DOMAIN": _domain(item),
    }


def _domain(item: CatalogObject) -> str:
    if isinstance(item, View) and item.materialized:
        return "MATERIALIZED VIEW"
    return item.kind


def references(item: CatalogObject, session: Session) -> list[CatalogObject]:
    """The relations and functions that the definition of a view or of a function in SQL names itself, each once."""
    if isinstance(item, View):
        tree: exp.Expr | None = parse_query(item.query)
        home = Name(item.scope.database, "", item.scope.schema)
    elif isinstance(item, Function):
        tree, home = functions.udf(item).body, item.written.container
    else:
        tree = None
    if tree is None:  # a handler or a block
        return []
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    found: dict[int, CatalogObject] = {}
    for node in tree.walk():
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            if len(node.parts) > 1 or node.name not in own:
                relation = session.catalog.relation(_full([part.name for part in node.parts], home))
                if relation is not None:
                    found.setdefault(relation.id, relation)
        elif isinstance(node, exp.Anonymous):
            for routine in _called(node, home, session):
                found.setdefault(routine.id, routine)
    return list(found.values())


def _full(parts: Sequence[str], home: Name) -> Name:
    """The name of a relation as written in a schema; `db..t` stands in PUBLIC."""
    database, schema, last = [*(home.database, home.last)[: 3 - len(parts)], *parts]
    return Name(database, schema or "PUBLIC", last)


def _called(call: exp.Anonymous, home: Name, session: Session) -> list[Routine]:
    """The functions that a call may mean: overloads that take these arguments, whatever their types."""
    parts = tuple(part.name for part in call.parent.parts) if isinstance(call.parent, exp.Dot) else (call.name,)
    if len(parts) == 1 and call.name in BUILT_IN:
        return []
    keys = [each.this.name.upper() if isinstance(each, exp.Kwarg) else None for each in call.expressions]
    found = lookup.overloads(Function.kind, ObjectName(parts), session, home)
    return [each for each in found if signature.positions(each, keys) is not None]


# --- GET_OBJECT_REFERENCES -------------------------------------------------------------------------------------

_REFERENCES = grid.view_columns(
    names(
        "DATABASE_NAME, SCHEMA_NAME, VIEW_NAME, REFERENCED_DATABASE_NAME, REFERENCED_SCHEMA_NAME, "
        "REFERENCED_OBJECT_NAME, REFERENCED_OBJECT_TYPE"
    ),
    {},
)


def get_object_references(given: Mapping[str | int, Any], session: Session) -> Result:
    """GET_OBJECT_REFERENCES(DATABASE_NAME => d, SCHEMA_NAME => s, OBJECT_NAME => view): what a view refers to.

    Raises 002003 for a view that is not there.
    """
    read = Arguments("GET_OBJECT_REFERENCES", given, ("DATABASE_NAME", "SCHEMA_NAME", "OBJECT_NAME"))
    name = Name(*(str(read.required(each)) for each in ("DATABASE_NAME", "SCHEMA_NAME", "OBJECT_NAME")))
    name = Name(name.database.upper(), name.schema.upper(), name.last.upper())
    view = session.lookup(View.kind, name)
    if not isinstance(view, View) or not checks.visible(session, view):
        session.require_container(name)
        raise errors.does_not_exist("View", name)
    rows = [
        {
            "DATABASE_NAME": name.database,
            "SCHEMA_NAME": name.schema,
            "VIEW_NAME": name.last,
            "REFERENCED_DATABASE_NAME": item.name.database,
            "REFERENCED_SCHEMA_NAME": item.name.schema,
            "REFERENCED_OBJECT_NAME": item.routine if isinstance(item, Routine) else item.name.last,
            "REFERENCED_OBJECT_TYPE": _domain(item),
        }
        for item in references(view, session)
    ]
    return grid.result(_REFERENCES, rows, statement_type="SELECT")


FUNCTIONS = {"GET_OBJECT_REFERENCES": get_object_references}
