"""Catalog objects to text and back: JSON with the class name beside the fields.

Only fields that differ from their default are written, so a new field with a default needs no migration.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from ecomsim.catalog import account_objects, objects, policies, tags
from ecomsim.names import Name
from ecomsim.values.types import SnowflakeType

_CLASSES: dict[str, type] = {
    cls.__name__: cls
    for cls in (
        objects.Database,
        objects.Schema,
        objects.Table,
        objects.View,
        objects.Sequence,
        objects.Stream,
        objects.DynamicTable,
        objects.Task,
        objects.Alert,
        objects.Pipe,
        account_objects.NotificationIntegration,
        account_objects.Warehouse,
        account_objects.ResourceMonitor,
        account_objects.AccountSettings,
        objects.Procedure,
        objects.Function,
        objects.FileFormat,
        objects.Stage,
        objects.DirectoryTable,
        objects.ExternalTable,
        objects.Streamlit,
        account_objects.Role,
        account_objects.DatabaseRole,
        account_objects.User,
        *(objects.TableColumn, objects.Key, objects.Parameter, objects.AppVersion, objects.Attached),
        *(policies.MaskingPolicy, policies.RowAccessPolicy, tags.Tag),
        *(account_objects.Grant, account_objects.Membership, account_objects.AccessToken),
        *(Name, SnowflakeType),
    )
}


def dumps(value: Any) -> str:
    return json.dumps(_encode(value), separators=(",", ":"), ensure_ascii=False)


def loads(text: str) -> Any:
    """The value that `dumps` wrote. Raises KeyError for a class this version does not know."""
    return _immutable(_READER.decode(text))


def _encode(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        written: dict[str, Any] = {"$": type(value).__name__}
        for field in dataclasses.fields(value):
            content = getattr(value, field.name)
            if content != _default(field):
                written[field.name] = _encode(content)
        return written
    if isinstance(value, datetime):
        return {"$": "datetime", "v": value.isoformat()}
    if isinstance(value, Mapping):
        return {"$": "map", "v": [[_encode(key), _encode(item)] for key, item in value.items()]}
    if isinstance(value, (tuple, list)):
        return [_encode(item) for item in value]
    return value


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not dataclasses.MISSING else dataclasses.MISSING


def _decode(written: dict[str, Any]) -> Any:
    """One JSON object, its inner objects decoded before it."""
    kind = written.pop("$")
    if kind == "datetime":
        return datetime.fromisoformat(written["v"])
    if kind == "map":
        return {_immutable(key): _immutable(item) for key, item in written["v"]}
    for name, value in written.items():
        if type(value) is list:
            written[name] = _immutable(value)
    if kind == "SnowflakeType":  # few, in every column, and immutable: one object for each
        return _type(tuple(written.items()))
    return _CLASSES[kind](**written)


@lru_cache(maxsize=1024)
def _type(fields: tuple[tuple[str, Any], ...]) -> SnowflakeType:
    return SnowflakeType(**dict(fields))


def _immutable(value: Any) -> Any:
    return tuple(map(_immutable, value)) if type(value) is list else value


_READER = json.JSONDecoder(object_hook=_decode)  # one for all: json.loads would make one for each object
