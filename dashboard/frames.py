"""Reading frames row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows with their columns as attributes, `Index` among them. What a column holds is known by its question
    alone, hence Any.
    """
    yield from frame.itertuples()
