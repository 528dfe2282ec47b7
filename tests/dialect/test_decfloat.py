"""DECFLOAT as it is stored: pairs that sort as their numbers do, texts and wire forms that read back."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from ecomsim.values import decfloat, decfloat_math

TEXTS = [
    "0",
    "1",
    "-1",
    "1.5",
    "-1.5",
    "9" * 38,
    "1e37",
    "1e38",
    "-1e-38",
    "1e16384",
    "1e16385",
    "-4.2e-5432",
    "1e-16383",
]


def numbers() -> list[Decimal]:
    chance = random.Random(7)
    found = [decfloat.fitted(text) for text in TEXTS]
    for _ in range(300):
        digits = chance.randint(1, 10 ** chance.randint(1, 38) - 1)
        exponent = chance.choice([chance.randint(-50, 50), chance.randint(-16383, 16384)])
        found.append(decfloat.fitted(f"{chance.choice(['', '-'])}{digits}e{exponent}"))
    return found


def test_pairs_sort_as_their_numbers() -> None:
    found = numbers()
    by_number = sorted(found)
    by_pair = sorted(found, key=lambda value: tuple(decfloat.pair(value).values()))
    assert [str(decfloat.shown(value)) for value in by_pair] == [decfloat.shown(value) for value in by_number]


def test_every_form_reads_back() -> None:
    for value in numbers():
        stored = decfloat.pair(value)
        assert decfloat.of_pair(stored) == value
        assert decfloat.pair_of(decfloat.written(stored)) == stored
        assert decfloat.read(decfloat.shown(value)) == value
        exponent, significand = decfloat.wire(value)
        assert decfloat.fitted(f"{significand}e{exponent}") == value
        assert -16384 - 38 < exponent <= decfloat.MOST


def test_equal_numbers_have_one_pair() -> None:
    assert decfloat.pair(Decimal("1.50")) == decfloat.pair(Decimal("15e-1"))
    assert decfloat.pair(Decimal("-0")) == decfloat.pair(Decimal(0))


@pytest.mark.parametrize("text", ["", "abc", "inf", "-inf", "nan", "0x10", "1d", "1_0", "1e", ".", "٣"])
def test_what_is_no_number(text: str) -> None:
    assert decfloat.read(text) is None


def test_what_is_too_large() -> None:
    with pytest.raises(decfloat.OutOfRangeError):
        decfloat.read("1e16422")


@pytest.mark.parametrize(
    ("name", "argument", "expected"),
    [  # to 38 digits, by bc
        ("SIN", "-2", "-0.90929742682568169539601986591174484270"),
        ("ATAN", "-0.5", "-0.46364760900080611621425623146121440203"),
        ("SINH", "0.3", "0.30452029344714261895843526700509522910"),
        ("ASINH", "-0.3", "-0.29567304756342243910271052973351708245"),
        ("CBRT", "-27", "-3"),
    ],
)
def test_functions_have_all_digits(name: str, argument: str, expected: str) -> None:
    assert decfloat.fitted(decfloat_math.BY_NAME[name](Decimal(argument))) == Decimal(expected)


def test_functions_and_their_inverses() -> None:
    pairs = [
        ("SIN", "ASIN"),
        ("TAN", "ATAN"),
        ("SINH", "ASINH"),
        ("TANH", "ATANH"),
        ("EXP", "LN"),
        ("DEGREES", "RADIANS"),
    ]
    for there, back in pairs:
        for text in ("0.7", "-0.125", "1e-30", "0.999"):
            value = Decimal(text)
            found = decfloat_math.BY_NAME[back](decfloat_math.BY_NAME[there](value))
            assert abs(found - value) <= abs(value) * Decimal("1e-27"), (there, text)
