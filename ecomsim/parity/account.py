"""Parity cases on a real Snowflake account: each in a database of its own, which is made for it and dropped after it.

A case calls its database DB1; here that is a name nobody else has, and the text is translated both ways. Nothing else
in the account is changed: a case that would make, change or drop an object of the account itself is refused, as is one
that asks for a function of the emulator. Nobody moves Snowflake's clock: a case that moves it waits instead, when the
whole wait is within the limit the caller gave.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from ecomsim.backends import snowflake
from ecomsim.parity.backends import Place
from ecomsim.parity.cases import Case, Step
from ecomsim.parity.runner import fixture_steps
from ecomsim.statements.system_functions import interval

PREFIX = "ECOMSIM_PARITY_"
"""How every database begins that is made and dropped here."""

_ON_ACCOUNT = re.compile(
    r"\s*(?:CREATE|ALTER|DROP|UNDROP|GRANT|REVOKE)\b(?P<rest>[^;(]*)"
    r"|.*\bSYSTEM\$(?:SEND_EMAIL|SEND_SNOWFLAKE_NOTIFICATION)\b",
    re.IGNORECASE | re.DOTALL,
)
_ACCOUNT_OBJECT = re.compile(
    r"\b(?:DATABASE|WAREHOUSE|USER|ROLE|SHARE|ACCOUNT|RESOURCE\s+MONITOR|INTEGRATION|NETWORK\s+POLICY)\b(?!\s*=)",
    re.IGNORECASE,
)
_EMULATOR = re.compile(r"ECOMSIM", re.IGNORECASE)
_DATABASE = re.compile(r"\bDB1\b", re.IGNORECASE)


class Account:
    """`options` are the connector's (connection_name, …); longest_wait: how long one case may wait in all."""

    def __init__(self, *, longest_wait: timedelta = timedelta(0), **options: Any) -> None:
        self._options = options
        self._longest_wait = longest_wait
        self._run = secrets.token_hex(4).upper()
        self._numbers = count(1)
        self._keeper: Any = None

    def __enter__(self) -> Account:
        self._keeper = self._connect()
        return self

    def __exit__(self, *_: object) -> None:
        self._keeper.close()

    def version(self) -> str:
        cursor = self._keeper.cursor().execute("SELECT CURRENT_VERSION()")
        return f"Snowflake {cursor.fetchone()[0]}"

    def place_name(self) -> str:
        """Which account it is, in a few words."""
        return snowflake.place(self._keeper)

    def refuses(self, case: Case) -> str | None:
        steps = (*fixture_steps(case), *case.steps)
        for step in steps:
            if _EMULATOR.search(step.sql):
                return "asks for what only the emulator has"
            if touches_account(step.sql):
                return "changes the account itself, not only its own database"
        wait = waiting(steps)
        if wait is None:
            return "needs virtual time: it goes to a fixed date"
        if wait > self._longest_wait:
            return f"needs virtual time: {wait} of waiting, the limit is {self._longest_wait}"
        return None

    @contextmanager
    def place(self, case: Case) -> Iterator[Place]:
        database = f"{PREFIX}{self._run}_{next(self._numbers):04d}"
        run = self._keeper.cursor().execute
        run(f"CREATE DATABASE {database} COMMENT = 'Parity case {case.name}; may be dropped'")
        try:
            run(f"CREATE SCHEMA {database}.S1")
            yield Place(
                lambda: Translated(self._connect(database=database, schema="S1"), database),
                lambda text: time.sleep(interval(text).total_seconds()),
            )
        finally:
            run(f"DROP DATABASE IF EXISTS {database}")

    def _connect(self, **where: str) -> Any:
        return snowflake.connect(
            **{**self._options, **where},
            session_parameters={"TIMEZONE": "America/Los_Angeles", **self._options.get("session_parameters", {})},
        )


def touches_account(sql: str) -> bool:
    """Whether a statement makes, changes, drops or grants something outside of databases, or another database."""
    found = _ON_ACCOUNT.match(sql)
    if found is None:
        return False
    rest = found.group("rest")
    if rest is None:
        return True
    head = re.split(r"\b(?:AS|SET|COMMENT|WITH|BEGIN)\b", rest, maxsplit=1, flags=re.IGNORECASE)[0]
    if re.match(r"\s*SESSION\b", head, re.IGNORECASE):
        return False
    return _ACCOUNT_OBJECT.search(head) is not None


def waiting(steps: tuple[Step, ...]) -> timedelta | None:
    """How long the steps let time pass in all; None when they go to a date."""
    total = timedelta(0)
    for step in steps:
        if step.advance is None:
            continue
        if step.advance.startswith("to "):
            return None
        total += interval(step.advance)
    return total


# --- DB1 under another name ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Translated:
    """A connection on which the case's database is called DB1."""

    connection: Any
    database: str

    def cursor(self) -> TranslatedCursor:
        return TranslatedCursor(self.connection.cursor(), self.database)

    def close(self) -> None:
        self.connection.close()


class TranslatedCursor:
    """What a case needs of a cursor, with the database's name translated in statements, answers and errors."""

    def __init__(self, cursor: Any, database: str) -> None:
        self._cursor = cursor
        self._database = database

    def execute(self, sql: str) -> None:
        with self._own_names():
            self._cursor.execute(_DATABASE.sub(self._database, sql))

    def fetchall(self) -> list[tuple[Any, ...]]:
        with self._own_names():
            return [tuple(self._back(value) for value in row) for row in self._cursor.fetchall()]

    @property
    def description(self) -> Any:
        return self._cursor.description

    def close(self) -> None:
        self._cursor.close()

    def _back(self, value: Any) -> Any:
        return value.replace(self._database, "DB1") if isinstance(value, str) else value

    @contextmanager
    def _own_names(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            for name in ("msg", "raw_msg"):
                if isinstance(getattr(error, name, None), str):
                    setattr(error, name, self._back(getattr(error, name)))
            raise
