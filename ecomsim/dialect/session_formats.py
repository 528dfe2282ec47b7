"""The session's formats: text becomes a date, time, timestamp or BINARY, and they become text, as they say.

A conversion knows no session. It calls a macro of its type, which reads what AUTO recognizes and writes the default
format; once a tree is bound, the calls of types whose format the session has changed are replaced by what TO_x and
TO_VARCHAR with that format are. Invariant: with the default formats a tree stays as it is.
Source: Snowflake documentation, "Date and time input and output formats", "Date & time data types" (DATE '…' is read
by the input format, too), BINARY_INPUT_FORMAT, BINARY_OUTPUT_FORMAT.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from ecomsim.dialect.context import PARAMETER_DEFAULTS, Context
from ecomsim.dialect.conversions import AS_AUTO, IN_ISO_FORM
from ecomsim.dialect.functions.conversion import binary_of, binary_text, formatted, moment, moment_of_variant
from ecomsim.dialect.functions.model import Bound, string
from ecomsim.values.types import DATE, binary, time, timestamp_ltz, timestamp_ntz, timestamp_tz

_WRITTEN = {
    "sf_date_text": (DATE, "DATE_OUTPUT_FORMAT"),
    "sf_time_text": (time(), "TIME_OUTPUT_FORMAT"),
    "sf_ntz_text": (timestamp_ntz(), "TIMESTAMP_NTZ_OUTPUT_FORMAT"),
    "sf_ltz_text": (timestamp_ltz(), "TIMESTAMP_LTZ_OUTPUT_FORMAT"),
    "sf_tz_text": (timestamp_tz(), "TIMESTAMP_TZ_OUTPUT_FORMAT"),
    "sf_binary_text": (binary(), "BINARY_OUTPUT_FORMAT"),
}
"""The macros of conversions.py that write: what they write, and the parameter that says how."""

_READ = {
    "sf_date": (DATE, "DATE_INPUT_FORMAT"),
    "sf_time": (time(), "TIME_INPUT_FORMAT"),
    "sf_timestamp": (timestamp_ntz(), "TIMESTAMP_INPUT_FORMAT"),
    "sf_ltz": (timestamp_ltz(), "TIMESTAMP_INPUT_FORMAT"),
    "sf_tz": (timestamp_tz(), "TIMESTAMP_INPUT_FORMAT"),
    "sf_binary": (binary(), "BINARY_INPUT_FORMAT"),
}
"""Those that read, each but the last with a TRY form: what they give, and the parameter."""

_TRY = {name.replace("sf_", "sf_try_"): name for name in _READ}
_FOLDED = {"DATE": "sf_date", "TIME": "sf_time", "TIMESTAMP": "sf_timestamp", "TIMESTAMPTZ": "sf_ltz"}
"""What a literal that is cast at once stands for, by its DuckDB type."""


def in_session_formats(tree: exp.Expr, context: Context) -> exp.Expr:
    """A bound tree, which is changed, with its texts read and written in the formats of the session."""
    models = _changed(context)
    if not models:
        return tree
    root = exp.Paren(this=tree)
    for node in reversed(list(root.find_all(exp.Dot, exp.Cast))):  # the innermost first: one may hold another
        if isinstance(node, exp.Dot):
            _replace_call(node, models)
        elif IN_ISO_FORM in node.meta and AS_AUTO not in node.meta:
            name = _FOLDED[str(node.args["to"].args["kind"])]
            if name in models:
                text = string(node.meta[IN_ISO_FORM])
                node.replace(moment(text, _READ[name][0], models[name], is_try=False))
    return root.this.pop()


def _replace_call(call: exp.Dot, models: Mapping[str, str]) -> None:
    """Put what the session's format makes of it into the place of a call of a macro."""
    if not isinstance(call.expression, exp.Anonymous):
        return
    called = call.expression.name
    name = _TRY.get(called, called)
    model = models.get(name)
    if model is None:
        return
    (argument,) = call.expression.expressions
    if name in _WRITTEN:
        call.replace(_written(Bound(argument, _WRITTEN[name][0]), model))
        return
    held = _held(argument)
    whole = call if held is None else _with_shortcut(call)
    if AS_AUTO in whole.meta:
        return
    kind, is_try = _READ[name][0], name != called
    if kind.name == "BINARY":
        whole.replace(binary_of(argument, model, is_try=is_try))
    elif held is None:
        whole.replace(moment(argument, kind, model, is_try=is_try))
    else:
        whole.replace(moment_of_variant(held.copy(), call.copy(), kind, model, is_try=is_try))


def _with_shortcut(call: exp.Dot) -> exp.Expr:
    """The reading of a VARIANT as a whole, which first tries what the usual form has; `call` for any other."""
    parent = call.parent
    is_shortcut = (
        isinstance(parent, exp.Anonymous)
        and parent.name == "coalesce"
        and parent.expressions[-1] is call
        and isinstance(parent.expressions[0], exp.TryCast)
    )
    return parent if is_shortcut and parent is not None else call


def _held(argument: exp.Expr) -> exp.Expr | None:
    """The content of the VARIANT that is read, None when text is."""
    while isinstance(argument, exp.Dot) and argument.expression.name in ("sf_moment_text", "sf_microseconds_text"):
        name = argument.expression.name
        (argument,) = argument.expression.expressions
        if name == "sf_moment_text":
            return argument
    return None


def _changed(context: Context) -> Mapping[str, str]:
    """The formats by macro, of those that are not the default."""
    found = {}
    for name, (_, parameter) in (_WRITTEN | _READ).items():
        model = _format(parameter, context)
        if model is not None:
            found[name] = model
    return found


def _format(parameter: str, context: Context) -> str | None:
    """A format; None for the default. TIMESTAMP_OUTPUT_FORMAT counts where a zoned type has none of its own."""
    model = context.parameters.get(parameter)
    if not model and parameter.startswith(("TIMESTAMP_LTZ", "TIMESTAMP_TZ")):
        parameter = "TIMESTAMP_OUTPUT_FORMAT"
        model = context.parameters.get(parameter)
    return None if _is_default(parameter, model) else str(model)


def is_usual(parameter: str, parameters: Mapping[str, Any]) -> bool:
    """Whether a session with these parameters reads text in the default format."""
    return _is_default(parameter, parameters.get(parameter))


def _is_default(parameter: str, model: Any) -> bool:
    return not model or model == PARAMETER_DEFAULTS[parameter] or str(model).upper() == "AUTO"


def _written(value: Bound, model: str) -> exp.Expr:
    return binary_text(value.tree, model) if value.type.name == "BINARY" else formatted(value, model)
