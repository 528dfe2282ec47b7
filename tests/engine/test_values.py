"""Frozen values behave as the standard library's dataclasses do: the same class made by both, side by side."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any

import pytest

from ecomsim import values
from ecomsim.catalog.objects import TableColumn
from ecomsim.types import INTEGER


def made(dataclass: Callable[..., Any], **options: Any) -> tuple[type, type]:
    """A base and a class upon it."""

    @dataclass(frozen=True, **options)
    class Base:
        name: str
        weight: int = field(default=3, compare=False)

    @dataclass(frozen=True, **options)
    class Thing(Base):
        parts: tuple[int, ...] = ()
        notes: list[str] = field(default_factory=list, repr=False, hash=False)
        doubled: int = field(init=False, default=0)

        def __post_init__(self) -> None:
            object.__setattr__(self, "doubled", self.weight * 2)

    return Base, Thing


OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"slots": True},
    {"slots": True, "kw_only": True},
    {"slots": True, "eq": False},
    {"kw_only": True},
)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_as_the_library_does(options: dict[str, Any]) -> None:
    (ours_base, ours), (theirs_base, theirs) = made(values.dataclass, **options), made(dataclasses.dataclass, **options)
    for one, other in ((ours_base, theirs_base), (ours, theirs)):
        assert [(f.name, f.kw_only, f.compare) for f in fields(one)] == [
            (f.name, f.kw_only, f.compare) for f in fields(other)
        ]
        shape = [[(name, at.kind) for name, at in inspect.signature(each).parameters.items()] for each in (one, other)]
        assert shape[0] == shape[1]
        assert hasattr(one(name="a"), "__dict__") == hasattr(other(name="a"), "__dict__")
    pairs = [[cls(name="a"), cls(name="a", weight=4), cls(name="b", parts=(1,), notes=["n"])] for cls in (ours, theirs)]
    for mine, their in zip(*pairs, strict=True):
        assert repr(mine) == repr(their)
        assert (mine.doubled, mine.notes) == (their.doubled, their.notes)
        assert (mine == pairs[0][0]) == (their == pairs[1][0])
        assert (hash(mine) == hash(pairs[0][0])) == (hash(their) == hash(pairs[1][0]))
    assert ours(name="a") != ours_base(name="a")
    assert ours(name="a").notes is not ours(name="a").notes


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_nothing_changes_a_value(options: dict[str, Any]) -> None:
    _, thing = made(values.dataclass, **options)
    value = thing(name="a")
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'name'"):
        value.name = "b"
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'name'"):
        del value.name
    assert replace(value, name="b").name == "b"
    assert value.name == "a"


@pytest.mark.parametrize("wrong", [{}, {"name": "a", "unknown": 1}])
def test_arguments_are_checked(wrong: dict[str, Any]) -> None:
    _, thing = made(values.dataclass, slots=True, kw_only=True)
    with pytest.raises(TypeError):
        thing(**wrong)


def test_what_the_class_defines_itself_stays() -> None:
    @values.dataclass(frozen=True, slots=True)
    class Named:
        name: str

        def __repr__(self) -> str:
            return f"<{self.name}>"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Named) and self.name.upper() == other.name.upper()

        def __hash__(self) -> int:
            return hash(self.name.upper())

    assert repr(Named("a")) == "<a>"
    assert {Named("a"), Named("A")} == {Named("a")}


def test_values_are_copied_and_pickled() -> None:
    column = TableColumn(name="A", type=INTEGER)
    assert copy.copy(column) == column
    assert copy.deepcopy(column) == column
    assert pickle.loads(pickle.dumps(column)) == column
