"""Vectorized handlers: Python code that takes many rows as one pandas DataFrame.

`@vectorized(input=pandas.DataFrame)` of the module `_snowflake` marks a function or a method `end_partition`; the mark
is the attribute that Snowflake's own decorator sets. Source: Snowflake documentation, "Vectorized Python UDFs".
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ecomsim import errors

_MARK = "_sf_vectorized_input"


def is_marked(handler: Any) -> bool:
    """Whether a function or method takes a DataFrame."""
    return getattr(handler, _MARK, None) is not None


def vectorized(
    input: type | None = None,
    max_batch_size: int | None = None,
    flatten_object_input: bool = False,
) -> Callable[[Any], Any]:
    """The decorator. No batch is larger than a vector of DuckDB, so `max_batch_size` from 2,048 on changes nothing."""
    if flatten_object_input:
        raise errors.unsupported("flatten_object_input of a vectorized function")
    if max_batch_size is not None and max_batch_size < _VECTOR:
        raise errors.unsupported(f"max_batch_size = {max_batch_size} of a vectorized function")

    def mark(handler: Any) -> Any:
        setattr(handler, _MARK, input)
        return handler

    return mark


_VECTOR = 2048


def module() -> types.ModuleType:
    """What `import _snowflake` gives."""
    found = types.ModuleType("_snowflake")
    found.vectorized = vectorized  # type: ignore[attr-defined]
    return found


def values(handler: Callable[[Any], Any], columns: Sequence[Sequence[Any]], count: int) -> list[Any]:
    """The values a function gives for `count` rows whose columns are numbered; None where there is none.

    Raises ValueError when there are more or fewer values than rows.
    """
    import pandas as pd

    found = list(handler(pd.DataFrame(dict(enumerate(columns)))))
    if len(found) != count:
        raise ValueError(f"{len(found)} values for {count} rows")
    return [None if value is None or value is pd.NA or value != value else value for value in found]


def rows(
    method: Callable[[Any], Any], given: Sequence[Sequence[Any]], names: Sequence[str]
) -> Iterable[tuple[Any, ...]]:
    """The rows a method gives for a partition with columns `names`: of a DataFrame, or of columns one by one."""
    import pandas as pd

    found = method(pd.DataFrame(given, columns=list(names)))
    columns = [found.iloc[:, place] for place in range(found.shape[1])] if isinstance(found, pd.DataFrame) else found
    lists = [each.tolist() if hasattr(each, "tolist") else list(each) for each in columns or ()]
    return [tuple(None if pd.isna(cell) is True else cell for cell in row) for row in zip(*lists, strict=True)]
