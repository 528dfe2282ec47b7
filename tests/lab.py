"""What the rooms' test labs have in common: a session at UTC, its set-up, and short forms to run and to fail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError

WAREHOUSE = "CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE AUTO_SUSPEND = 60"


class Lab:
    """Short forms for the cases. `tables`: what is created in DB.S, beside the suspended warehouse WH."""

    tables: ClassVar[Sequence[str]] = ()

    def __init__(self, account: Account) -> None:
        self.account = account
        self.session = account.session(parameters={"TIMEZONE": "UTC"})
        self.script("CREATE DATABASE db", "CREATE SCHEMA db.s", "USE SCHEMA db.s", WAREHOUSE, *self.tables)

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

    def records(self, sql: str) -> list[dict[str, Any]]:
        """Rows by column name, as the result spells it."""
        result = self.session.execute(sql)
        names = [column.name for column in result.columns]
        return [dict(zip(names, row, strict=True)) for row in result.rows()]
