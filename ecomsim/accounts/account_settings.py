"""ALTER ACCOUNT SET | UNSET: what holds for the whole account.

One catalog object keeps it, made when something is set for the first time: the parameters of tasks, which databases,
schemas and tasks may override, and the resource monitor over all warehouses. Source: "ALTER ACCOUNT", spec/tasks.md
T-1.9 and R-15.6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.account_objects import AccountSettings
from ecomsim.names import Name
from ecomsim.sqltext import nodes
from ecomsim.statements.result import Result, status

if TYPE_CHECKING:
    from ecomsim.catalog.store import Catalog
    from ecomsim.sessions.session import Session

NAME = Name("", "", "ACCOUNT")
MONITOR = "RESOURCE_MONITOR"


def of(catalog: Catalog) -> AccountSettings | None:
    """The account's settings; None while nothing was ever set."""
    found = catalog.get(AccountSettings.kind, NAME)
    return found if isinstance(found, AccountSettings) else None


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER ACCOUNT SET | UNSET the resource monitor and the parameters of tasks; only for the administrator."""
    if not checks.free(session):
        raise checks.insufficient("ACCOUNT", Name("", "", session.account.name))
    for action in statement.actions:
        with session.ddl() as change:
            before = of(change.catalog)
            blank = AccountSettings(id=0, name=NAME, created_on=change.now, owner=session.role)
            wanted = _applied(before or blank, action, session)
            if before is None:
                change.add(replace(wanted, id=change.new_id()))
            else:
                change.replace(wanted)
    return status("Statement executed successfully.", "ALTER")


def _applied(settings: AccountSettings, action: nodes.AlterAction, session: Session) -> AccountSettings:
    match action:
        case nodes.SetOptions(options=options):
            return _with(settings, options, session)
        case nodes.UnsetOptions(names=names):
            return _with(settings, dict.fromkeys(names), session)
    raise errors.unsupported(f"ALTER ACCOUNT {type(action).__name__}")


def _with(settings: AccountSettings, given: Mapping[str, Any], session: Session) -> AccountSettings:
    """The settings after SET; None for a value that is UNSET."""
    from ecomsim.tasks import parameters

    rest = {key: value for key, value in given.items() if key != MONITOR}
    for key in rest:
        if key not in parameters.NAMES:
            raise errors.unsupported(f"ALTER ACCOUNT SET with {key}")
    monitor = _monitor(given[MONITOR], session) if MONITOR in given else settings.resource_monitor
    options = parameters.merged(settings.options, rest, session.catalog)
    return replace(settings, options=options, resource_monitor=monitor)


def _monitor(value: Any, session: Session) -> str | None:
    from ecomsim.warehouses import monitors

    found = monitors.named(value, session.catalog)
    if found is not None and found.notify_users:
        raise errors.invalid_value(
            f"Resource monitor '{found.name.last}' has NOTIFY_USERS and cannot be assigned to the account."
        )
    return None if found is None else found.name.last
