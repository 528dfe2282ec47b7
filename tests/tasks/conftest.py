"""A virtual account at 2026-01-01 09:00 UTC with a warehouse, a schema and a table LOG, as spec/tasks.md section 19."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ecomsim.account import Account
from ecomsim.errors import SnowflakeError


class Lab:
    """Short forms for the cases."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.session = account.session(parameters={"TIMEZONE": "UTC"})
        for statement in (
            "CREATE DATABASE db",
            "CREATE SCHEMA db.s",
            "USE SCHEMA db.s",
            "CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE AUTO_SUSPEND = 60",
            "CREATE TABLE log (x VARCHAR)",
        ):
            self.run(statement)

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        return self.session.execute(sql).rows()

    def script(self, *statements: str) -> None:
        for statement in statements:
            self.run(statement)

    def says(self, sql: str) -> str:
        """The one text a statement answers."""
        return str(self.run(sql)[0][0])

    def error(self, sql: str) -> SnowflakeError:
        with pytest.raises(SnowflakeError) as caught:
            self.run(sql)
        return caught.value

    def refusal(self, sql: str) -> str:
        return self.error(sql).raw_msg

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
        result = self.session.execute(f"SHOW TASKS LIKE '{name}' IN SCHEMA db.s")
        names = [column.name.lower() for column in result.columns]
        return dict(zip(names, result.rows()[0], strict=True))


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Account.open(clock="virtual", start=datetime(2026, 1, 1, 9, 0, tzinfo=UTC)) as account:
        yield Lab(account)
