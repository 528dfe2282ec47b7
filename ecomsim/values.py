"""Frozen values: `dataclass` as the standard library has it, with less to compile.

For a frozen class the library writes and compiles seven functions, which is a quarter of what importing the engine's
350 classes takes. Here only `__init__` is compiled for a class; comparing, hashing, showing and refusing a change are
the same functions for all of them.

Invariant: a class behaves as the library's would; what is not frozen, or asks for more, the library makes itself. A
class and its bases are made by the same of the two.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

_set = object.__setattr__


def _frozen(cls: type, *, slots: bool, kw_only: bool, eq: bool) -> type:
    own = frozenset(vars(cls))
    if cls.__doc__ is None:
        cls.__doc__ = cls.__name__  # or the library writes the signature there, which takes as long as all the rest
    made: type = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(cls)
    fields = dataclasses.fields(made)
    methods: dict[str, Any] = {
        "__init__": _init(made, fields),
        "__repr__": _repr,
        "__setattr__": _refuse_set,
        "__delattr__": _refuse_delete,
    }
    if eq:
        methods["__eq__"] = _equality(tuple(field.name for field in fields if field.compare))
        hashed = (field.name for field in fields if (field.compare if field.hash is None else field.hash))
        methods["__hash__"] = _hashing(tuple(hashed))
    if slots:
        methods |= {"__getstate__": _state, "__setstate__": _restore}
    for name, method in methods.items():
        if name not in own:
            setattr(made, name, method)
    return made


def _init(cls: type, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    """`__init__` with one argument for each field, those that may only be named behind the others."""
    known: dict[str, Any] = {"_set": _set, "_missing": dataclasses.MISSING}
    inside: list[str] = []
    ordered: list[str] = []
    named: list[str] = []
    for field in fields:
        value = field.name
        if field.default_factory is not dataclasses.MISSING:
            known[f"_make_{field.name}"] = field.default_factory
            value = f"_make_{field.name}() if {field.name} is _missing else {field.name}"
            default = "=_missing"
        elif field.default is not dataclasses.MISSING:
            known[f"_default_{field.name}"] = field.default
            default = f"=_default_{field.name}"
        else:
            default = ""
        if field.init:
            (named if field.kw_only else ordered).append(field.name + default)
        elif not default:
            continue  # __post_init__ gives it
        elif field.default_factory is dataclasses.MISSING:
            value = f"_default_{field.name}"
        else:
            value = f"_make_{field.name}()"
        inside.append(f"_set(self, {field.name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        inside.append("self.__post_init__()")
    arguments = ", ".join(["self", *ordered, *(["*", *named] if named else [])])
    exec(f"def __init__({arguments}):\n " + ("\n ".join(inside) or "pass"), known)
    init: Callable[..., None] = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__annotations__ = {field.name: field.type for field in fields if field.init} | {"return": None}
    return init


def _equality(names: tuple[str, ...]) -> Callable[[Any, object], bool]:
    key = _key(names)

    def equal(self: Any, other: object) -> bool:
        return bool(key(self) == key(other)) if other.__class__ is self.__class__ else NotImplemented

    return equal


def _hashing(names: tuple[str, ...]) -> Callable[[Any], int]:
    key = _key(names)

    def hashed(self: Any) -> int:
        return hash(key(self))

    return hashed


def _key(names: tuple[str, ...]) -> Callable[[Any], Any]:
    """What a value is told by: the contents of these fields."""
    return attrgetter(*names) if names else lambda _: ()


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse_set(self: Any, name: str, value: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        _set(self, field.name, value)


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, kw_only=False, eq=True, **more):
        """As `dataclasses.dataclass`."""

        def wrap(cls: type) -> type:
            if frozen and not more:
                return _frozen(cls, slots=slots, kw_only=kw_only, eq=eq)
            return dataclasses.dataclass(cls, frozen=frozen, slots=slots, kw_only=kw_only, eq=eq, **more)

        return wrap if cls is None else wrap(cls)
