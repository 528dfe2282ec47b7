"""The accounts a server hosts: the one it was started with, and private ones that logins ask for.

A private account (session parameter ECOMSIM_ACCOUNT) lives in memory, is shared by the logins that name it, and is
gone with the last of them.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ecomsim import errors
from ecomsim.accounts.account import Account
from ecomsim.accounts.open_accounts import Shared, accounts
from ecomsim.server.settings import Settings


@dataclass(slots=True, eq=False)
class Hosted:
    """An account and how many logins use it; key '' is the server's own."""

    key: str
    shared: Shared
    logins: int = 0

    @property
    def account(self) -> Account:
        return self.shared.account


class Hosting:
    """The accounts of one server."""

    def __init__(self, settings: Settings, spill_folder: Path) -> None:
        self._settings = settings
        self._spill_folder = spill_folder
        self._lock = threading.Lock()
        self._private: dict[str, Hosted] = {}
        self.main = Hosted("", accounts.acquire(settings.database, settings.clock, settings.start))
        self._furnish(self.main.account)
        if settings.clock == "wall":
            self.main.account.start_scheduler()

    def acquire(self, key: str, clock: str | None = None, start: str | None = None) -> Hosted:
        """The account for one login more. `clock` and `start` shape a private account that does not exist yet.

        Raises 001008 for a clock or start that cannot be, or that belong to no private account.
        """
        if not key:
            if clock or start:
                raise errors.invalid_value("ECOMSIM_CLOCK and ECOMSIM_START belong to an account of ECOMSIM_ACCOUNT.")
            self.main.logins += 1
            return self.main
        with self._lock:
            hosted = self._private.get(key)
            if hosted is None:
                hosted = self._private[key] = Hosted(key, self._open(clock, start))
            hosted.logins += 1
            return hosted

    def _open(self, clock: str | None, start: str | None) -> Shared:
        name = (clock or self._settings.clock).lower()
        if name not in ("wall", "virtual"):
            raise errors.invalid_value(f"ECOMSIM_CLOCK is 'wall' or 'virtual', not '{clock}'.")
        shared = accounts.acquire(":memory:", "wall" if name == "wall" else "virtual", _instant(start))
        self._furnish(shared.account)
        if name == "wall":
            shared.account.start_scheduler()
        return shared

    def _furnish(self, account: Account) -> None:
        account.runs_python = self._settings.runs_python
        account.spill_folder = self._spill_folder

    def release(self, hosted: Hosted) -> None:
        """One login less; the last one closes a private account."""
        with self._lock:
            hosted.logins -= 1
            if hosted.logins or hosted is self.main:
                return
            self._private.pop(hosted.key, None)
        accounts.release(hosted.shared)

    def close(self) -> None:
        """Close every account."""
        with self._lock:
            private, self._private = list(self._private.values()), {}
        for hosted in private:
            accounts.release(hosted.shared)
        accounts.release(self.main.shared)


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as cause:
        raise errors.invalid_value(f"ECOMSIM_START is a time like 2026-01-05 08:00:00, not '{text}'.") from cause
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
