"""Rows of the small Snowpark session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


class Row(tuple):
    """One row: by position, by name, or as an attribute."""

    _names: tuple[str, ...]

    def __new__(cls, values: Iterable[Any] = (), names: Sequence[str] = ()) -> Row:
        row = super().__new__(cls, values)
        row._names = tuple(names)
        return row

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            if key not in self._names:
                raise KeyError(key)
            return super().__getitem__(self._names.index(key))
        return super().__getitem__(key)

    def __getattr__(self, name: str) -> Any:
        for candidate in (name, name.upper()):
            if candidate in self._names:
                return self[candidate]
        raise AttributeError(f"Row has no column {name}")

    def as_dict(self) -> dict[str, Any]:
        return dict(zip(self._names, self, strict=True))

    asDict = as_dict  # noqa: N815 - the name Snowpark gives it
