"""Table functions in Python: one instance of the handler class for each partition.

`process` is called for each row in its order and gives rows that belong to it; `end_partition` gives rows that belong
to the partition. A vectorized `end_partition` takes the whole partition as a DataFrame whose columns are the arguments.
Source: Snowflake documentation, "Writing a UDTF in Python", "Vectorized Python UDTFs".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ecomsim import errors
from ecomsim.catalog.objects import Function
from ecomsim.routines import python_values, vectorized
from ecomsim.routines.external import Batch, Row

Arguments = Callable[[Sequence[Row]], list[list[Any]]]
Guard = Callable[[Callable[..., Any], Sequence[Any]], Any]


def batch(handler: Callable[..., Any], function: Function, read: Arguments, guarded: Guard) -> Batch:
    """The handler as a function of partitions; `guarded` runs code of the user's and raises 100357 for what it raises.

    Raises for a vectorized `process`, which gives rows for a part of a partition.
    """
    if vectorized.is_marked(getattr(handler, "process", None)):
        raise errors.unsupported("a vectorized process method of a table function")
    writers = [python_values.writer(each.type) for each in function.columns or ()]
    names = [each.name for each in function.arguments]

    def written(number: int | None, row: Any) -> list[str | None]:
        if not isinstance(row, (tuple, list)) or len(row) != len(writers):
            raise TypeError(f"a row of {function.routine} must be a tuple of {len(writers)} values, not {row!r}")
        cells = [None if cell is None else write(cell) for write, cell in zip(writers, row, strict=True)]
        return [None if number is None else str(number), *cells]

    def partition(rows: Sequence[Row]) -> str:
        given = read(rows)
        return json.dumps([written(number, row) for number, row in _rows(handler(), given, names)])

    def run(partitions: Sequence[Sequence[Row]]) -> list[str | None]:
        return [guarded(partition, [rows]) for rows in partitions]

    return run


def _rows(instance: Any, given: list[list[Any]], names: Sequence[str]) -> Iterator[tuple[int | None, Any]]:
    """The rows of one partition, each with the number of its input row."""
    if hasattr(instance, "process"):
        for number, arguments in enumerate(given, start=1):
            yield from ((number, row) for row in instance.process(*arguments) or ())
    end = getattr(instance, "end_partition", None)
    if end is not None and vectorized.is_marked(end):
        yield from ((None, row) for row in vectorized.rows(end, given, names))
    elif end is not None:
        yield from ((None, row) for row in end() or ())
