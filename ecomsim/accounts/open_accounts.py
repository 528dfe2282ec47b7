"""The accounts this process has open: one for each database file, shared by its connections.

DuckDB lets one process hold a file, and an account is the one owner of it there; the last connection to go closes it.
"""

from __future__ import annotations

import importlib
import os.path
import threading
from typing import TYPE_CHECKING, Literal

from ecomsim.accounts import garbage
from ecomsim.errors import InterfaceError, OperationalError

if TYPE_CHECKING:
    from datetime import datetime

    from ecomsim.accounts.account import Account

ClockName = Literal["wall", "virtual"]

MEANWHILE = (
    "ecomsim.client.connection",
    "ecomsim.accounts.account",
    "ecomsim.sessions.session",
    "ecomsim.agenda.scheduler",
    "ecomsim.statements.handlers",
    "ecomsim.dynamic_tables.state",
    "ecomsim.routines.external",
    "ecomsim.staging.history",
    "ecomsim.histories.logins",
    "sqlglot.dialects.duckdb",
)
"""What opening and the first statement need; everything else comes with these."""


class Shared:
    """An open account and how many connections it has."""

    def __init__(self, key: str, account: Account) -> None:
        self.key, self.account = key, account
        self.connections = 1


class Accounts:
    """The accounts this process has open, by file."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._open: dict[str, Shared] = {}

    def acquire(
        self, database: str, clock: ClockName | None, start: datetime | None, memory_limit: str | None = None
    ) -> Shared:
        """The account of `database`, opened now when nobody has it open. Raises InterfaceError when it is open already
        and what is asked for can only be said by the one that opens it.
        """
        with self._lock:
            key = _key(database)
            shared = self._open.get(key)
            if shared is None:
                shared = Shared(key, _open_account(database, clock or "wall", start, memory_limit))
                if database != ":memory:":
                    self._open[key] = shared
                return shared
            is_virtual = shared.account.clock.is_virtual
            if clock is not None and (clock == "virtual") != is_virtual:
                raise InterfaceError(
                    f"{database} is open in this process on the {'virtual' if is_virtual else 'wall'} clock; "
                    "an account has one clock. Leave clock out, or close the other connections first.",
                    errno=251007,
                    sqlstate="22023",
                )
            if start is not None:
                raise InterfaceError(
                    f"{database} is open in this process already; start is for the connection that opens it.",
                    errno=251007,
                    sqlstate="22023",
                )
            if memory_limit is not None:
                raise InterfaceError(
                    f"{database} is open in this process already; memory_limit is for the connection that opens it.",
                    errno=251007,
                    sqlstate="22023",
                )
            shared.connections += 1
            return shared

    def release(self, shared: Shared) -> None:
        """One connection less; the last one closes the account."""
        with self._lock:
            shared.connections -= 1
            if shared.connections:
                return
            self._open.pop(shared.key, None)
            shared.account.close()


accounts = Accounts()
"""The one registry of this process."""


def _key(database: str) -> str:
    return database if database.startswith(":memory:") else os.path.realpath(os.path.expanduser(database))


def _open_account(database: str, clock: ClockName, start: datetime | None, memory_limit: str | None) -> Account:
    """DuckDB reads the file while Python imports the engine: for a file with many objects each takes as long."""
    from ecomsim.accounts.database_file import Opening

    path = ":memory:" if database.startswith(":memory:") else os.path.expanduser(database)
    if os.path.isdir(path):
        raise OperationalError(f"{path} is a folder; name a database file in it.", errno=250001, sqlstate="08001")
    with garbage.seldom():
        opening = Opening(path, memory_limit)
        try:
            for module in MEANWHILE:
                importlib.import_module(module)
            from ecomsim.accounts.account import Account
        except BaseException:
            opening.give_up()
            raise
        return Account.open(path, clock=clock, start=start, opening=opening)
