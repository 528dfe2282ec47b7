"""WHEN: the condition of a task, evaluated without a warehouse and without SQL.

Snowflake allows so little in WHEN (two system functions, literals, casts, comparisons, AND OR NOT) that it is
compiled once into a Python function; an idle task then costs one look at its stream. NULL is neither true nor
false. Source: "CREATE TASK" (WHEN), spec/tasks.md section 4.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Protocol

from sqlglot import exp

from ecomsim import errors
from ecomsim.names import ObjectName, parse_name
from ecomsim.tasks.schedule import REFUSED

STREAM_HAS_DATA = "SYSTEM$STREAM_HAS_DATA"
PREDECESSOR_VALUE = "SYSTEM$GET_PREDECESSOR_RETURN_VALUE"


class Facts(Protocol):
    """What a condition may ask when it is evaluated."""

    def stream_has_data(self, stream: ObjectName) -> bool: ...

    def predecessor_value(self, task: str | None) -> str | None: ...


Evaluate = Callable[[Facts], Any]


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled WHEN; `streams` are those it asks about, in order of appearance."""

    evaluate: Evaluate
    streams: tuple[ObjectName, ...]

    def holds(self, facts: Facts) -> bool:
        """True only for TRUE. Raises SnowflakeError when the expression fails, a cast for instance."""
        return _to_boolean(self.evaluate(facts)) is True


@lru_cache(maxsize=4096)
def compile_condition(text: str) -> Condition:
    """Compile a WHEN text. Raises Snowflake's refusal for anything it does not allow there."""
    from ecomsim.sqltext.parse import parse_expression

    streams: list[ObjectName] = []
    return Condition(_compile(parse_expression(text), streams), tuple(streams))


def refused() -> errors.SnowflakeError:
    return errors.fail(
        REFUSED,
        "42601",
        "Invalid expression for task condition expression. Only some data type conversions and the following "
        f"functions are allowed: [{PREDECESSOR_VALUE}, {STREAM_HAS_DATA}].",
    )


def _compile(node: exp.Expr, streams: list[ObjectName]) -> Evaluate:
    match node:
        case exp.Paren():
            return _compile(node.this, streams)
        case exp.Literal():
            value: Any = node.this if node.is_string else Decimal(node.this)
            return lambda _: value
        case exp.Boolean():
            flag = bool(node.this)
            return lambda _: flag
        case exp.Null():
            return lambda _: None
        case exp.Neg():
            inner = _compile(node.this, streams)
            return lambda facts: None if (number := _to_number(inner(facts))) is None else -number
        case exp.Not():
            inner = _compile(node.this, streams)
            return lambda facts: None if (truth := _to_boolean(inner(facts))) is None else not truth
        case exp.And() | exp.Or():
            return _connective(node, streams)
        case exp.Is() if isinstance(node.expression, exp.Null | exp.Boolean):
            inner, wanted = _compile(node.this, streams), _compile(node.expression, streams)(_NO_FACTS)
            return lambda facts: inner(facts) is wanted
        case exp.EQ() | exp.NEQ() | exp.GT() | exp.GTE() | exp.LT() | exp.LTE():
            return _comparison(node, streams)
        case exp.Cast():
            return _cast(node, streams)
        case exp.Anonymous():
            return _function(node, streams)
    raise refused()


def _connective(node: exp.Expr, streams: list[ObjectName]) -> Evaluate:
    """AND and OR over TRUE, FALSE and NULL; the right side is only looked at when it matters."""
    left, right = _compile(node.this, streams), _compile(node.expression, streams)
    decisive = isinstance(node, exp.Or)

    def evaluate(facts: Facts) -> bool | None:
        first = _to_boolean(left(facts))
        if first is decisive:
            return decisive
        second = _to_boolean(right(facts))
        if second is decisive:
            return decisive
        return None if first is None or second is None else not decisive

    return evaluate


def _comparison(node: exp.Expr, streams: list[ObjectName]) -> Evaluate:
    left, right = _compile(node.this, streams), _compile(node.expression, streams)
    compare = _OPERATORS[type(node)]

    def evaluate(facts: Facts) -> bool | None:
        a, b = left(facts), right(facts)
        if a is None or b is None:
            return None
        if isinstance(a, bool) or isinstance(b, bool):
            a, b = _to_boolean(a), _to_boolean(b)
        elif isinstance(a, Decimal) or isinstance(b, Decimal):
            a, b = _to_number(a), _to_number(b)
        return bool(compare(a, b))

    return evaluate


def _cast(node: exp.Cast, streams: list[ObjectName]) -> Evaluate:
    inner = _compile(node.this, streams)
    target = node.to.this
    if target in exp.DataType.TEXT_TYPES:
        convert: Callable[[Any], Any] = _to_text
    elif target == exp.DataType.Type.BOOLEAN:
        convert = _to_boolean
    elif target in exp.DataType.REAL_TYPES:
        scale = _scale(node.to)
        convert = _to_number if scale is None else _rounded(scale)
    elif target in exp.DataType.INTEGER_TYPES:
        convert = _rounded(0)
    else:
        raise refused()
    if not isinstance(node, exp.TryCast):
        return lambda facts: convert(inner(facts))

    def attempt(facts: Facts) -> Any:
        value = inner(facts)
        try:
            return convert(value)
        except errors.SnowflakeError:
            return None  # what TRY_CAST is for

    return attempt


def _scale(kind: exp.DataType) -> int | None:
    """Digits after the point of NUMBER(p, s), 0 for NUMBER and NUMBER(p), None for FLOAT."""
    if kind.this != exp.DataType.Type.DECIMAL:
        return None
    given = kind.expressions
    return int(given[1].name) if len(given) > 1 else 0


def _function(node: exp.Anonymous, streams: list[ObjectName]) -> Evaluate:
    name = str(node.this).upper()
    arguments = node.expressions
    if any(not (isinstance(argument, exp.Literal) and argument.is_string) for argument in arguments):
        raise refused()
    texts = [str(argument.this) for argument in arguments]
    if name == STREAM_HAS_DATA and len(texts) == 1:
        try:
            stream = parse_name(texts[0])
        except ValueError as cause:
            raise refused() from cause
        streams.append(stream)
        return lambda facts: facts.stream_has_data(stream)
    if name == PREDECESSOR_VALUE and len(texts) <= 1:
        task = texts[0] if texts else None
        return lambda facts: facts.predecessor_value(task)
    if name in _CONVERSIONS and len(texts) == 1:
        return lambda _: _CONVERSIONS[name](texts[0])
    raise refused()


def _to_boolean(value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return value != 0
    word = value.strip().lower()
    if word in ("true", "t", "yes", "y", "on", "1"):
        return True
    if word in ("false", "f", "no", "n", "off", "0"):
        return False
    raise errors.fail(100037, "22018", f"Boolean value '{value}' is not recognized")


def _to_number(value: Any) -> Decimal | None:
    if value is None or isinstance(value, Decimal):
        return value
    if isinstance(value, bool):
        return Decimal(int(value))
    try:
        number = Decimal(value.strip())
    except InvalidOperation as cause:
        raise errors.fail(100038, "22018", f"Numeric value '{value}' is not recognized") from cause
    if not number.is_finite():
        raise errors.fail(100038, "22018", f"Numeric value '{value}' is not recognized")
    return number


def _rounded(scale: int) -> Callable[[Any], Decimal | None]:
    def convert(value: Any) -> Decimal | None:
        number = _to_number(value)
        return None if number is None else number.quantize(Decimal(1).scaleb(-scale), rounding="ROUND_HALF_UP")

    return convert


def _to_text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


class _NoFacts:
    def stream_has_data(self, stream: ObjectName) -> bool:
        raise refused()

    def predecessor_value(self, task: str | None) -> str | None:
        raise refused()


_NO_FACTS = _NoFacts()
_OPERATORS: dict[type[exp.Expr], Callable[[Any, Any], Any]] = {
    exp.EQ: operator.eq,
    exp.NEQ: operator.ne,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
    exp.LT: operator.lt,
    exp.LTE: operator.le,
}
_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "TO_BOOLEAN": _to_boolean,
    "TO_NUMBER": _rounded(0),
    "TO_VARCHAR": _to_text,
}
