"""Rows that must be kept but need not be in memory: large Arrow tables in a file of their own.

A kept table reads as the one given. Its file has no name any more where the system allows that; it goes with the table.
"""

from __future__ import annotations

import contextlib
import itertools
import mmap
import os
import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

LIMIT = 32 * 1024 * 1024
"""Bytes from which a table is worth a file."""

_MARK = b"ecomsim.spill"
"""The key of a kept table's schema metadata that names its mapping."""

_numbers = itertools.count(1)
_mappings: weakref.WeakValueDictionary[bytes, mmap.mmap] = weakref.WeakValueDictionary()


def kept(table: pa.Table | None) -> pa.Table | None:
    """`table`, in a file when it is large: the system may then give its memory to others."""
    if table is None or table.nbytes < LIMIT:
        return table
    return _in_file(table.schema, table.to_batches(), None)


def collected(
    schema: pa.Schema, batches: Iterable[pa.RecordBatch], *, limit: int = LIMIT, folder: Path | None = None
) -> pa.Table:
    """The batches as a table: in memory up to `limit` bytes, else in a file in `folder`, one batch in memory a time."""
    import pyarrow as pa

    few: list[pa.RecordBatch] = []
    size = 0
    rest = iter(batches)
    for batch in rest:
        few.append(batch)
        size += batch.nbytes
        if size > limit:
            return _in_file(schema, itertools.chain(few, rest), folder)
    return pa.Table.from_batches(few, schema)


def is_kept(table: pa.Table) -> bool:
    """Whether the table is in a file."""
    return _MARK in (table.schema.metadata or {})


def let_go(table: pa.Table) -> None:
    """Take a kept table's pages out of memory; whoever reads it again gets them from the file."""
    mapping = _mappings.get((table.schema.metadata or {}).get(_MARK, b""))
    if mapping is not None and hasattr(mmap, "MADV_DONTNEED"):
        mapping.madvise(mmap.MADV_DONTNEED)


def _in_file(schema: pa.Schema, batches: Iterable[pa.RecordBatch], folder: Path | None) -> pa.Table:
    import pyarrow as pa

    number, path = tempfile.mkstemp(prefix="ecomsim-rows-", dir=folder)
    try:
        with os.fdopen(number, "wb") as file, pa.ipc.new_file(file, schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
        found = _mapped(path)
    except BaseException:
        _remove(path)
        raise
    if not _remove(path):  # a mapped file that the system does not let go
        weakref.finalize(found, _remove, path)
    return found


def _mapped(path: str) -> pa.Table:
    import pyarrow as pa

    with open(path, "rb") as file:
        mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    mark = str(next(_numbers)).encode()
    _mappings[mark] = mapping
    table = pa.ipc.open_file(pa.py_buffer(mapping)).read_all()
    return table.replace_schema_metadata({**(table.schema.metadata or {}), _MARK: mark})


def _remove(path: str) -> bool:
    with contextlib.suppress(PermissionError):
        os.unlink(path)
        return True
    return False
