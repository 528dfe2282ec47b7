"""Functions in other languages inside queries: one DuckDB function that finds a handler by the routine's id.

`ecomsim_handler(id, [argument, …])` takes texts and gives a text. `ecomsim_partition(id, [[argument, …], …])` takes the
texts of a partition's rows and gives the rows of a table function as JSON. A handler is compiled once per routine, and
a replaced routine has a new id. Handlers run in the engine's process.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import Function, Routine
from ecomsim.errors import SnowflakeError

if TYPE_CHECKING:
    import duckdb

    from ecomsim.accounts.account import Account

NAMES = {"ecomsim_handler": "VARCHAR[]", "ecomsim_partition": "VARCHAR[][]"}
"""The entries, each with the DuckDB type of what it takes."""

Row = Sequence[str | None]
Batch = Callable[[Sequence[Any]], list[str | None]]
"""Many rows (of a table function: many partitions, which are lists of rows) to one text for each.

The text of a partition is a JSON array of arrays of texts: the number of the input row (from 1, null: of the partition
as a whole), then a cell for each column.
"""


class Handlers:
    """The compiled handlers of an account."""

    def __init__(self, account: Account) -> None:
        self._account = weakref.ref(account)
        self._temporary: dict[int, Routine] = {}
        self._compiled: dict[int, Batch] = {}

    def install(self, duck: duckdb.DuckDBPyConnection) -> None:
        """Register the entries; volatile, so that no call is dropped or folded."""
        from duckdb.func import FunctionNullHandling, PythonUDFType

        for name, takes in NAMES.items():
            duck.create_function(
                name,
                self.run,
                ["BIGINT", takes],
                "VARCHAR",
                type=PythonUDFType.ARROW,
                null_handling=FunctionNullHandling.SPECIAL,
                side_effects=True,
            )

    def keep(self, routine: Routine) -> None:
        """Remember a temporary routine, which no catalog holds."""
        self._temporary[routine.id] = routine

    def run(self, ids: Any, rows: Any) -> Any:
        """The vectorised entry, Arrow arrays. A Snowflake error travels inside the message of a ValueError.

        DuckDB evaluates the annotations when it is registered, before anything needs Arrow.
        """
        import pyarrow as pa

        numbers, arguments = ids.to_pylist(), rows.to_pylist()
        answers: list[str | None] = [None] * len(numbers)
        try:
            for number in dict.fromkeys(numbers):
                places = [place for place, each in enumerate(numbers) if each == number]
                found = self._handler(number)([arguments[place] for place in places])
                for place, answer in zip(places, found, strict=True):
                    answers[place] = answer
        except SnowflakeError as error:
            raise ValueError(f"[[{error.errno}|{error.sqlstate}|{error.raw_msg}]]") from error
        return pa.array(answers, type=pa.string())

    def _handler(self, number: int) -> Batch:
        compiled = self._compiled.get(number)
        if compiled is None:
            account = self._account()
            found: Any = self._temporary.get(number) or (account.catalog.by_id(number) if account else None)
            if not isinstance(found, Function) or account is None:
                raise errors.internal(f"function {number} is gone")
            from ecomsim.routines import languages

            compiled = self._compiled[number] = languages.batch(found, account)
        return compiled
