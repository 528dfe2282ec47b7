"""Functions of DECFLOAT values: roots, powers, logarithms, angles.

Computed with more digits than a DECFLOAT has and rounded once, by whoever calls. Invariants: no operator of Decimal is
used, which would round to the digits of the thread's context; an argument outside of a function's domain raises
ArithmeticError, a result that is too large Overflow, both of `decimal`.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import lru_cache

from ecomsim.values.decfloat import DIGITS, MOST

_GUARD = 22
WORK = Context(prec=DIGITS + _GUARD, Emin=-4 * MOST, Emax=4 * MOST, traps=[DivisionByZero, InvalidOperation, Overflow])
"""Room for the digits that cancel out."""

_ONE, _TWO = Decimal(1), Decimal(2)


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """Anything to the power of 0 is 1."""
    return WORK.power(base, exponent) if exponent else _ONE


def cube_root(value: Decimal) -> Decimal:
    if not value:
        return value
    size = value.copy_abs()
    root = WORK.power(size, WORK.divide(_ONE, Decimal(3)))
    square = WORK.multiply(root, root)  # one step of Newton's method takes the error of 1/3 away
    error = WORK.divide(WORK.subtract(WORK.multiply(square, root), size), WORK.multiply(Decimal(3), square))
    return WORK.subtract(root, error).copy_sign(value)


def logarithm(base: Decimal, value: Decimal) -> Decimal:
    if base <= 0 or base == 1 or value <= 0:
        raise InvalidOperation
    return WORK.divide(WORK.ln(value), WORK.ln(base))


def natural_logarithm(value: Decimal) -> Decimal:
    if value <= 0:
        raise InvalidOperation
    return WORK.ln(value)


# --- angles ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def pi(digits: int = WORK.prec) -> Decimal:
    """By Machin's formula, 16 atan(1/5) - 4 atan(1/239)."""
    context = Context(prec=digits + 10)
    parts = [context.multiply(Decimal(16), _inverse_tangent(5, context))]
    parts.append(context.multiply(Decimal(-4), _inverse_tangent(239, context)))
    return Context(prec=digits).add(*parts)


def _inverse_tangent(divisor: int, context: Context) -> Decimal:
    """atan(1 / divisor)."""
    power = context.divide(_ONE, Decimal(divisor))
    total, place, square = power, 1, Decimal(divisor * divisor)
    while power.adjusted() > -context.prec:
        power, place = context.divide(power, square.copy_negate()), place + 2
        total = context.add(total, context.divide(power, Decimal(place)))
    return total


def _reduced(angle: Decimal) -> tuple[Decimal, int]:
    """An angle less its whole quarter turns, from -pi/4 to pi/4, and how many there were, modulo 4."""
    context = Context(prec=WORK.prec + max(angle.adjusted(), 0) + 2, Emax=WORK.Emax, Emin=WORK.Emin)
    quarter = context.divide(pi(context.prec), _TWO)
    turns = context.divide(angle, quarter).to_integral_value(context=context)
    return WORK.plus(context.subtract(angle, context.multiply(turns, quarter))), int(turns) % 4


def _series(angle: Decimal, term: Decimal, place: int) -> Decimal:
    """term - term x^2 / ((place + 1)(place + 2)) + …"""
    square, total = WORK.multiply(angle, angle), term
    while term and term.adjusted() > total.adjusted() - WORK.prec:
        term = WORK.divide(WORK.multiply(square.copy_negate(), term), Decimal((place + 1) * (place + 2)))
        total, place = WORK.add(total, term), place + 2
    return total


def sine(angle: Decimal) -> Decimal:
    rest, turns = _reduced(angle)
    value = _series(rest, rest, 1) if turns % 2 == 0 else _series(rest, _ONE, 0)
    return value.copy_negate() if turns in (2, 3) else value


def cosine(angle: Decimal) -> Decimal:
    rest, turns = _reduced(angle)
    value = _series(rest, _ONE, 0) if turns % 2 == 0 else _series(rest, rest, 1)
    return value.copy_negate() if turns in (1, 2) else value


def tangent(angle: Decimal) -> Decimal:
    return WORK.divide(sine(angle), cosine(angle))


def cotangent(angle: Decimal) -> Decimal:
    return WORK.divide(cosine(angle), sine(angle))


def arc_tangent(value: Decimal) -> Decimal:
    """Halved until the series is short: atan(x) = 2 atan(x / (1 + sqrt(1 + x^2)))."""
    if value.copy_abs() > 1:
        half = WORK.divide(pi(), _TWO)
        return WORK.subtract(half.copy_sign(value), arc_tangent(WORK.divide(_ONE, value)))
    doublings = 0
    while value and value.adjusted() >= -3:
        value = WORK.divide(value, WORK.add(_ONE, WORK.sqrt(WORK.add(_ONE, WORK.multiply(value, value)))))
        doublings += 1
    square, power, total, place = WORK.multiply(value, value), value, value, 1
    while power and power.adjusted() > total.adjusted() - WORK.prec:
        power, place = WORK.multiply(power, square.copy_negate()), place + 2
        total = WORK.add(total, WORK.divide(power, Decimal(place)))
    return WORK.multiply(total, Decimal(2**doublings))


def arc_sine(value: Decimal) -> Decimal:
    """atan2(x, sqrt((1 - x)(1 + x)))."""
    if value.copy_abs() > 1:
        raise InvalidOperation
    return arc_tangent_of(value, WORK.sqrt(WORK.multiply(WORK.subtract(_ONE, value), WORK.add(_ONE, value))))


def arc_cosine(value: Decimal) -> Decimal:
    if value.copy_abs() > 1:
        raise InvalidOperation
    return arc_tangent_of(WORK.sqrt(WORK.multiply(WORK.subtract(_ONE, value), WORK.add(_ONE, value))), value)


def arc_tangent_of(y: Decimal, x: Decimal) -> Decimal:
    """ATAN2: the angle of the point (x, y); 0 of the origin."""
    if not x:
        half = WORK.divide(pi(), _TWO)
        return half.copy_sign(y) if y else y
    angle = arc_tangent(WORK.divide(y, x))
    if x > 0:
        return angle
    return WORK.add(angle, pi()) if y >= 0 else WORK.subtract(angle, pi())


def degrees(angle: Decimal) -> Decimal:
    return WORK.divide(WORK.multiply(angle, Decimal(180)), pi())


def radians(angle: Decimal) -> Decimal:
    return WORK.divide(WORK.multiply(angle, pi()), Decimal(180))


# --- hyperbolic --------------------------------------------------------------------------------------------------


def hyperbolic_sine(value: Decimal) -> Decimal:
    if value.copy_abs() < 1:  # (e^x - e^-x) / 2 would lose its digits
        return _hyperbolic_series(value)
    return WORK.divide(WORK.subtract(WORK.exp(value), WORK.exp(value.copy_negate())), _TWO)


def _hyperbolic_series(value: Decimal) -> Decimal:
    square, term, total, place = WORK.multiply(value, value), value, value, 1
    while term and term.adjusted() > total.adjusted() - WORK.prec:
        term = WORK.divide(WORK.multiply(square, term), Decimal((place + 1) * (place + 2)))
        total, place = WORK.add(total, term), place + 2
    return total


def hyperbolic_cosine(value: Decimal) -> Decimal:
    return WORK.divide(WORK.add(WORK.exp(value), WORK.exp(value.copy_negate())), _TWO)


def hyperbolic_tangent(value: Decimal) -> Decimal:
    if value.copy_abs() > WORK.prec * 2:
        return _ONE.copy_sign(value)
    return WORK.divide(hyperbolic_sine(value), hyperbolic_cosine(value))


def area_sine(value: Decimal) -> Decimal:
    """ASINH: sign(x) ln(|x| + sqrt(x^2 + 1)), a small one with as many more digits as that loses."""
    if value.adjusted() < _TINY:
        return WORK.subtract(value, WORK.divide(_cube(value), Decimal(6)))
    context = _for_small(value)
    root = context.sqrt(context.add(context.multiply(value, value), _ONE))
    return context.ln(context.add(value.copy_abs(), root)).copy_sign(value)


def area_cosine(value: Decimal) -> Decimal:
    if value < 1:
        raise InvalidOperation
    root = WORK.sqrt(WORK.multiply(WORK.subtract(value, _ONE), WORK.add(value, _ONE)))
    return WORK.ln(WORK.add(value, root))


def area_tangent(value: Decimal) -> Decimal:
    if value.copy_abs() >= 1:
        raise InvalidOperation
    if value.adjusted() < _TINY:
        return WORK.add(value, WORK.divide(_cube(value), Decimal(3)))
    context = _for_small(value)
    ratio = context.divide(context.add(_ONE, value), context.subtract(_ONE, value))
    return context.divide(context.ln(ratio), _TWO)


_TINY = -20
"""Below this power of ten the first two terms of a series have all digits."""


def _cube(value: Decimal) -> Decimal:
    return WORK.multiply(value, WORK.multiply(value, value))


def _for_small(value: Decimal) -> Context:
    return Context(prec=WORK.prec + 2 * max(-value.adjusted(), 0), Emin=WORK.Emin, Emax=WORK.Emax)


BY_NAME: dict[str, Callable[..., Decimal]] = {
    "SQRT": WORK.sqrt,
    "CBRT": cube_root,
    "EXP": WORK.exp,
    "LN": natural_logarithm,
    "SIN": sine,
    "COS": cosine,
    "TAN": tangent,
    "COT": cotangent,
    "ASIN": arc_sine,
    "ACOS": arc_cosine,
    "ATAN": arc_tangent,
    "SINH": hyperbolic_sine,
    "COSH": hyperbolic_cosine,
    "TANH": hyperbolic_tangent,
    "ASINH": area_sine,
    "ACOSH": area_cosine,
    "ATANH": area_tangent,
    "DEGREES": degrees,
    "RADIANS": radians,
    "LOG": logarithm,
    "POWER": power,
    "ATAN2": arc_tangent_of,
}
