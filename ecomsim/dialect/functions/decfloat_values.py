"""What Python computes with DECFLOAT: DuckDB has no number with an exponent of its own.

Invariant: an argument that is a DECFLOAT comes as digits and exponent (`15e-1`), a result goes as DuckDB's text of the
pair that is stored; each result is rounded once, half up. Source: Snowflake documentation, "Numeric data types".
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Any

from ecomsim.values import decfloat, variant
from ecomsim.values.decfloat import CONTEXT, EXACT, OutOfRangeError


def raised(errno: int, sqlstate: str, text: str) -> ValueError:
    return ValueError(f"[[{errno}|{sqlstate}|{text}]]")


def out_of_range(operation: str) -> ValueError:
    return raised(100046, "22003", f"Decfloat out of representable range, operation: {operation}")


def stored(value: Decimal) -> str:
    """The text that DuckDB casts to what is stored."""
    return decfloat.written(decfloat.pair(value))


# --- conversions -------------------------------------------------------------------------------------------------


def of_text(text: str) -> str:
    """100038 for what is no number, 100046 for one that is too large."""
    try:
        value = decfloat.read(text)
    except OutOfRangeError:
        raise out_of_range(f"TO_DECFLOAT({text.strip()})") from None
    if value is None:
        raise raised(100038, "22018", f"Numeric value '{text.strip()}' is not recognized")
    return stored(value)


def try_text(text: str) -> str | None:
    """NULL for what is no number, or too large a one."""
    try:
        value = decfloat.read(text)
    except OutOfRangeError:
        return None
    return None if value is None else stored(value)


def of_float(text: str) -> str:
    """A FLOAT by its shortest decimal. 100046 for what is not finite."""
    if text in ("nan", "inf", "-inf"):
        raise out_of_range(f"TO_DECFLOAT({text})")
    return stored(decfloat.fitted(text))


def of_variant(document: str) -> str | None:
    """The JSON of a VARIANT: a number, a BOOLEAN, the text of a number; 100071 for anything else."""
    content = variant.load(document)
    if content is None:
        return None
    text = str(int(content)) if isinstance(content, bool) else content
    if isinstance(text, str) and text.startswith(variant.MARK):
        kind, text = text[1], text[2:]
        if kind == variant.UNDEFINED:
            return None
        if kind == variant.DOUBLE:
            raise raised(100071, "22000", "DecFloat not supported")
        if kind not in (variant.EXACT, variant.DECFLOAT, variant.TEXT):
            text = None
    found = try_text(text) if isinstance(text, str) else None
    if found is None:
        shown = variant.compact(document, "UTC")
        raise raised(100071, "22000", f"Failed to cast variant value {shown} to DECFLOAT")
    return found


def text(digits: str) -> str:
    return decfloat.shown(Decimal(digits))


def for_model(digits: str) -> str:
    """The text of a value that a number model is to show. 000002 for one that a model has no way to compute."""
    if abs(Decimal(digits).adjusted()) > _MODELS and Decimal(digits):
        raise raised(2, "0A000", f"Unsupported feature 'a number model for a DECFLOAT beyond 1e{_MODELS}'.")
    return text(digits)


_MODELS = 600


def number(digits: str, precision: str, scale: str) -> str:
    """The text of a NUMBER(precision, scale). 100039 when it has no room."""
    value = EXACT.quantize(Decimal(digits), Decimal(1).scaleb(-int(scale)))
    if value.adjusted() >= int(precision) - int(scale) and value:
        raise raised(100039, "22003", f"Numeric value '{text(digits)}' is out of range")
    return format(value, "f")


# --- arithmetic --------------------------------------------------------------------------------------------------


def _binary(operator: str, compute: Callable[[Decimal, Decimal], Decimal]) -> Callable[[str, str], str]:
    """An operation of two DECFLOATs. 100051 for a divisor of zero, 100046 for too large a result."""

    def apply(left: str, right: str) -> str:
        first, second = Decimal(left), Decimal(right)
        if operator in "/%" and not second:
            raise raised(100051, "22012", "Division by zero")
        try:
            return stored(decfloat.fitted(compute(first, second)))
        except decfloat.TOO_LARGE:
            raise out_of_range(f"{text(left)} {operator} {text(right)}") from None

    return apply


# --- functions ---------------------------------------------------------------------------------------------------


def function(name: str, *arguments: str) -> str:
    """A function of decfloat_math. 100050 outside of its domain, 100046 for too large a result."""
    from ecomsim.values import decfloat_math

    values = [Decimal(each) for each in arguments]
    shown = f"{name.lower()}({', '.join(map(text, arguments))})"
    try:
        return stored(decfloat.fitted(decfloat_math.BY_NAME[name](*values)))
    except decfloat.TOO_LARGE:
        raise out_of_range(shown) from None
    except ArithmeticError:
        raise raised(100050, "22003", f"Invalid floating point operation: {shown}") from None


def rounded(rounding: str) -> Callable[[str, str], str]:
    """A rounding to a scale, named as `decimal` names it."""

    def apply(digits: str, scale: str) -> str:
        places = min(max(int(scale), -LIMIT), LIMIT)
        try:
            return stored(decfloat.rounded(Decimal(digits), places, rounding))
        except decfloat.TOO_LARGE:
            raise out_of_range(f"ROUND({text(digits)}, {scale})") from None

    return apply


LIMIT = decfloat.MOST + decfloat.DIGITS
"""No DECFLOAT has more places on either side of its point."""


# --- aggregates: of the values of a group, with commas between ------------------------------------------------------


def _values(joined: str) -> list[Decimal]:
    return [Decimal(each) for each in joined.split(",")]


def _total(values: list[Decimal]) -> Decimal:
    """Exact: rounded values would make the sum depend on their order."""
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total


def _aggregate(compute: Callable[[list[Decimal]], Decimal | None]) -> Callable[[str], str | None]:
    def apply(joined: str) -> str | None:
        try:
            found = compute(_values(joined))
            return None if found is None else stored(decfloat.fitted(found))
        except decfloat.TOO_LARGE:
            raise out_of_range("aggregate") from None

    return apply


def _average(values: list[Decimal]) -> Decimal:
    return CONTEXT.divide(_total(values), Decimal(len(values)))


def _variance(less: int, *, root: bool = False) -> Callable[[list[Decimal]], Decimal | None]:
    """Of n values, their squares' sum less n times the square of their average, by n - less; NULL when that is 0."""

    def compute(values: list[Decimal]) -> Decimal | None:
        count = len(values)
        if count <= less:
            return None
        total, squares = _total(values), _total([EXACT.multiply(value, value) for value in values])
        spread = EXACT.subtract(EXACT.multiply(Decimal(count), squares), EXACT.multiply(total, total))
        found = WIDE.divide(spread, Decimal(count * (count - less)))
        return WIDE.sqrt(found) if root else found

    return compute


WIDE = Context(prec=2 * decfloat.DIGITS, Emin=EXACT.Emin, Emax=EXACT.Emax)

TABLE: dict[str, Callable[..., Any]] = {
    "decfloat_of_text": of_text,
    "decfloat_try_text": try_text,
    "decfloat_of_float": of_float,
    "decfloat_of_variant": of_variant,
    "decfloat_text": text,
    "decfloat_for_model": for_model,
    "decfloat_number": number,
    "decfloat_+": _binary("+", CONTEXT.add),
    "decfloat_-": _binary("-", CONTEXT.subtract),
    "decfloat_*": _binary("*", CONTEXT.multiply),
    "decfloat_/": _binary("/", CONTEXT.divide),
    "decfloat_%": _binary("%", EXACT.remainder),
    "decfloat_function": function,
    "decfloat_ROUND": rounded(ROUND_HALF_UP),
    "decfloat_TRUNC": rounded(ROUND_DOWN),
    "decfloat_CEIL": rounded(ROUND_CEILING),
    "decfloat_FLOOR": rounded(ROUND_FLOOR),
    "decfloat_sum": _aggregate(_total),
    "decfloat_avg": _aggregate(_average),
    "decfloat_var_pop": _aggregate(_variance(0)),
    "decfloat_var_samp": _aggregate(_variance(1)),
    "decfloat_stddev_pop": _aggregate(_variance(0, root=True)),
    "decfloat_stddev_samp": _aggregate(_variance(1, root=True)),
}
