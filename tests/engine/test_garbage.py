"""Garbage collection steps back while a clock is advanced, and the process is left as it was."""

from __future__ import annotations

import gc
from contextlib import ExitStack

from ecomsim.accounts import garbage


def test_blocks_may_end_in_any_order() -> None:
    before = gc.get_threshold()
    first, second = ExitStack(), ExitStack()
    first.enter_context(garbage.seldom())
    second.enter_context(garbage.seldom())
    first.close()
    assert gc.get_threshold() == (garbage.OBJECTS, *before[1:])
    second.close()
    assert gc.get_threshold() == before


def test_collecting_that_is_switched_off_stays_off() -> None:
    before = gc.get_threshold()
    gc.set_threshold(0)
    try:
        with garbage.seldom():
            assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)
