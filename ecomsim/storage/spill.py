"""Rows that must be kept but need not be in memory: large Arrow tables in a file of their own.

A kept table reads as the one given. Its file has no name any more where the system allows that; it goes with the table.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import weakref

import pyarrow as pa

LIMIT = 32 * 1024 * 1024
"""Bytes from which a table is worth a file."""


def kept(table: pa.Table | None) -> pa.Table | None:
    """`table`, in a file when it is large: the system may then give its memory to others."""
    if table is None or table.nbytes < LIMIT:
        return table
    number, path = tempfile.mkstemp(prefix="ecomsim-rows-")
    try:
        with os.fdopen(number, "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        found = pa.ipc.open_file(pa.memory_map(path)).read_all()
    except BaseException:
        _remove(path)
        raise
    if not _remove(path):  # a mapped file that the system does not let go
        weakref.finalize(found, _remove, path)
    return found


def _remove(path: str) -> bool:
    with contextlib.suppress(PermissionError):
        os.unlink(path)
        return True
    return False
