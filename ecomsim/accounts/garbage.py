"""Garbage collected seldom, where much is made that stays.

While an account opens, Python's collector would go through its whole catalog again and again; while a clock is advanced
it would go through all plans a thousand times for each simulated day; both times it finds little.

Invariant: the process's thresholds are what they were once the last block has ended, in whatever order blocks end.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 50_000
"""New objects from which on garbage is collected inside of a block; Python's own measure is 700."""

_lock = threading.Lock()
_blocks = 0
_own = gc.get_threshold()


@contextmanager
def seldom() -> Iterator[None]:
    """Collect garbage seldom in this block, for the whole process. Where collecting is switched off it stays so."""
    global _blocks, _own
    with _lock:
        _blocks += 1
        if _blocks == 1:
            _own = gc.get_threshold()
            if _own[0]:
                gc.set_threshold(max(OBJECTS, _own[0]), *_own[1:])
    try:
        yield
    finally:
        with _lock:
            _blocks -= 1
            if _blocks == 0:
                gc.set_threshold(*_own)
