"""Parameters of tasks, which may also be set on the schema, the database or the account: the nearest level wins.

Source: "CREATE TASK", "Parameters" (object parameters of tasks), spec/tasks.md T-1.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecomsim.accounts import account_settings
from ecomsim.catalog.objects import CatalogObject, Task
from ecomsim.catalog.store import Catalog
from ecomsim.names import Name
from ecomsim.storage import retention
from ecomsim.tasks import validation

NAMES = frozenset({*validation.RANGES, validation.INITIAL_SIZE, validation.MIN_SIZE, validation.MAX_SIZE})


def merged(options: Mapping[str, Any], given: Mapping[str, Any], catalog: Catalog) -> dict[str, Any]:
    """The options of an account, a database or a schema after SET; None unsets. Raises what CREATE TASK would."""
    wanted = {key: value for key, value in given.items() if value is not None}
    checked = validation.check_properties(wanted, catalog)
    validation.check_values(checked)
    kept = {key: value for key, value in options.items() if key not in given}
    return {**kept, **checked}


def value(task: Task, key: str, catalog: Catalog) -> Any:
    """What holds for the task."""
    if key in task.options:
        return task.options[key]
    found = inherited(task.name, key, catalog)
    return validation.DEFAULTS.get(key) if found is None else found[0]


def inherited(name: Name, key: str, catalog: Catalog) -> tuple[Any, str] | None:
    """What the containers of an object say, and the level that says it (SCHEMA, DATABASE, ACCOUNT); None: nothing."""
    for container in containers(name, catalog):
        if container is not None and key in container.options:
            return container.options[key], container.kind
    return None


def containers(name: Name, catalog: Catalog) -> tuple[CatalogObject | None, ...]:
    """What an object stands in, from the nearest to the account."""
    return (*retention.containers(name, catalog), account_settings.of(catalog))
