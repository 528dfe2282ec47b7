"""A virtual account at 2026-01-01 09:00 UTC with a warehouse, a schema and a table LOG, as spec/tasks.md section 19."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ecomsim.accounts.account import Account
from tests import lab


class Lab(lab.Lab):
    """Short forms for the cases."""

    tables = ("CREATE TABLE log (x VARCHAR)",)

    def to(self, time: str) -> None:
        """Advance to a time of 2026-01-01, or to a full timestamp."""
        full = time if "-" in time else f"2026-01-01 {time}"
        self.account.advance_to(datetime.fromisoformat(full).replace(tzinfo=UTC))

    def history(self, name: str | None = None) -> list[str]:
        """'STATE hh:mm' of finished runs, oldest first."""
        where = f"TASK_NAME => '{name}', " if name else ""
        rows = self.run(
            "SELECT name, state, scheduled_time FROM TABLE(information_schema.task_history("
            f"{where}RESULT_LIMIT => 10000)) WHERE state <> 'SCHEDULED'"
        )
        shown = "{1} {2:%H:%M}" if name else "{0} {1} {2:%H:%M}"
        return [shown.format(*row) for row in reversed(rows)]

    def fact(self, name: str, columns: str) -> tuple[Any, ...]:
        """Columns of a task's newest run."""
        return self.run(
            f"SELECT {columns} FROM TABLE(information_schema.task_history(TASK_NAME => '{name}')) "
            "WHERE state <> 'SCHEDULED'"
        )[0]

    def logged(self) -> list[str | None]:
        return [row[0] for row in self.run("SELECT x FROM log")]

    def shown(self, name: str) -> dict[str, Any]:
        """The task's row of SHOW TASKS."""
        return self.records(f"SHOW TASKS LIKE '{name}' IN SCHEMA db.s")[0]


@pytest.fixture(name="lab")
def _lab() -> Iterator[Lab]:
    with Account.open(clock="virtual", start=datetime(2026, 1, 1, 9, 0, tzinfo=UTC)) as account:
        yield Lab(account)
