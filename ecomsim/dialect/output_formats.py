"""The session's output formats: a date, time, timestamp or BINARY that becomes text is written as they say.

A conversion to text knows no session. It calls a macro of its type, which writes the default format; once a tree is
bound, the calls of types whose format the session has changed are replaced. Invariant: with the default formats a tree
stays as it is. Source: Snowflake documentation, "Date and time input and output formats", BINARY_OUTPUT_FORMAT.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from ecomsim.dialect.context import PARAMETER_DEFAULTS, Context
from ecomsim.dialect.functions.conversion import binary_text, formatted
from ecomsim.dialect.functions.model import Bound
from ecomsim.types import DATE, SnowflakeType, binary, time, timestamp_ltz, timestamp_ntz, timestamp_tz

_PARAMETERS = {
    "sf_date_text": (DATE, "DATE_OUTPUT_FORMAT"),
    "sf_time_text": (time(), "TIME_OUTPUT_FORMAT"),
    "sf_ntz_text": (timestamp_ntz(), "TIMESTAMP_NTZ_OUTPUT_FORMAT"),
    "sf_ltz_text": (timestamp_ltz(), "TIMESTAMP_LTZ_OUTPUT_FORMAT"),
    "sf_tz_text": (timestamp_tz(), "TIMESTAMP_TZ_OUTPUT_FORMAT"),
    "sf_binary_text": (binary(), "BINARY_OUTPUT_FORMAT"),
}
"""The macros that conversions.py calls: what they write, and the parameter that says how."""


def in_session_formats(tree: exp.Expr, context: Context) -> exp.Expr:
    """A bound tree, which is changed, with its texts in the formats of the session."""
    models = _changed(context)
    if not models:
        return tree
    root = exp.Paren(this=tree)
    for call in reversed(list(root.find_all(exp.Dot))):  # the innermost first: the text of one may hold another
        name = call.expression.name
        if isinstance(call.expression, exp.Anonymous) and name in models:
            (argument,) = call.expression.expressions
            call.replace(_written(Bound(argument, _PARAMETERS[name][0]), models[name]))
    return root.this.pop()


def _changed(context: Context) -> Mapping[str, str]:
    """The formats by macro, of those that are not the default."""
    found = {}
    for name, (kind, parameter) in _PARAMETERS.items():
        model = _format(kind, parameter, context)
        if model is not None:
            found[name] = model
    return found


def _format(kind: SnowflakeType, parameter: str, context: Context) -> str | None:
    """An output format; None for the default. TIMESTAMP_OUTPUT_FORMAT counts where the type has none of its own."""
    model = context.parameters.get(parameter)
    if not model and kind.name in ("TIMESTAMP_LTZ", "TIMESTAMP_TZ"):
        parameter = "TIMESTAMP_OUTPUT_FORMAT"
        model = context.parameters.get(parameter)
    is_usual = not model or model == PARAMETER_DEFAULTS[parameter] or str(model).upper() == "AUTO"
    return None if is_usual else str(model)


def _written(value: Bound, model: str) -> exp.Expr:
    return binary_text(value.tree, model) if value.type.name == "BINARY" else formatted(value, model)
