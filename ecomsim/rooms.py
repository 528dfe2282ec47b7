"""Rooms that are entered late: functions by name, their module imported when one of them is first called.

The engine knows many kinds of statements and a process uses few. A table that lists them all would import all that
runs them, a third of a second before the first answer; with rooms it imports what is used.

Invariant: what is asked of a room is a function of its module; the tests open every room.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


class Door:
    """A function of a room; calling it imports the room."""

    __slots__ = ("module", "name")

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self.function()(*arguments, **options)

    def function(self) -> Callable[..., Any]:
        """The function itself. Raises AttributeError when the module has none of that name."""
        found: Callable[..., Any] = getattr(import_module(self.module), self.name)
        return found


class Room:
    """A module by its full name; its attributes are doors."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Door:
        return Door(self._module, name)
