"""How ACCESS_HISTORY names objects: kind, id and full name, and what else tells a routine or a stage from others.

Source: Snowflake documentation, "ACCESS_HISTORY view", JSON fields; "Access History".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import CatalogObject, Routine, Stage, View

if TYPE_CHECKING:
    from ecomsim.staging.places import Place

Json = dict[str, Any]

_IN_CAPITALS = frozenset({"FUNCTION", "PROCEDURE", "TAG", "MASKING POLICY", "ROW ACCESS POLICY"})


def domain(item: CatalogObject) -> str:
    """The kind of an object as ACCESS_HISTORY spells it."""
    if isinstance(item, View) and item.materialized:
        return "Materialized view"
    return item.kind.replace(" ", "_") if item.kind in _IN_CAPITALS else item.kind.capitalize()


def identity(item: CatalogObject) -> Json:
    """What tells an object from others; of a routine also its arguments and what it returns."""
    if isinstance(item, Routine):
        arguments = ", ".join(f"{each.name} {each.type.short}" for each in item.arguments)
        return {
            "argumentSignature": f"({arguments})",
            "dataType": "TABLE" if item.columns is not None else str(item.returns),
            "objectDomain": domain(item),
            "objectId": item.id,
            "objectName": ".".join((item.name.database, item.name.schema, item.routine)),
        }
    return {"objectDomain": domain(item), "objectId": item.id, "objectName": str(item.name)}


def stage(place: Place) -> Json:
    """A stage: a named one, a table's (`@%t`) or a user's (`@~`)."""
    found = place.stage
    if isinstance(found, Stage):
        kind = "Internal Named" if found.url is None else "External Named"
        return {**identity(found), "stageKind": kind}
    kind, _, identifier = place.folder.name.partition("_")
    name = place.label.split("/")[0].lstrip("@").replace("%", "")
    own = {"objectId": int(identifier)} if kind == "table" and identifier.isdigit() else {}
    return {"objectDomain": "Stage", **own, "objectName": name, "stageKind": "Table" if own else "User"}
