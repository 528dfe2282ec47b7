"""Collations: by what keys text is compared, and where text with a collation may stand.

A collation belongs to the type of an expression. Comparisons, orders and groups look at `key` instead of the text; an
expression that neither does so nor hands the collation on is refused by name, so that no text with a collation is ever
compared as plain text. 'en-ci' folds case before it asks ICU: exact for Latin letters, other letters raise an error.
Source: Snowflake documentation, "Collation support" (specifications, precedence, limitations).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.functions.model import duck, macro, string
from ecomsim.values.types import SnowflakeType

Tree = exp.Expr

_FOLDS = ("trim", "ltrim", "rtrim", "upper", "lower")
"""Modifiers that are functions of the text, DuckDB's as well, in the order in which they are applied."""
_MODIFIERS = frozenset({*_FOLDS, "cs", "ci", "as", "ai", "ps", "pi", "fl", "fu"})
_SUPPORTED = frozenset({*_FOLDS, "cs", "ci", "as", "ai", "ps"})


def checked(specification: str) -> str:
    """A specification in lower case; '' for none. Raises for an invalid one, and for those the engine cannot follow."""
    parts = specification.lower().split("-") if specification else []
    locale = parts[0] if parts and parts[0] not in _MODIFIERS else ""
    modifiers = set(parts[1:] if locale else parts)
    if not modifiers <= _MODIFIERS or any({*pair} <= modifiers for pair in (("cs", "ci"), ("as", "ai"), ("ps", "pi"))):
        raise errors.compilation(2261, "22023", f"Invalid collation specification: '{specification}'.")
    folding = modifiers <= set(_FOLDS)
    accents = "ai" in modifiers and "ci" not in modifiers
    if not (locale == "en" and modifiers <= _SUPPORTED and not accents) and not (locale in ("", "utf8") and folding):
        raise errors.unsupported(f"collation '{specification}'")
    return "-".join(parts)


def is_plain(specification: str) -> bool:
    """Whether text compares as it does without a collation."""
    return specification in ("", "utf8")


def is_key(kind: SnowflakeType) -> bool:
    """Whether text of this type compares by a key of its own."""
    return not is_plain(kind.collation)


def folds_only(kind: SnowflakeType) -> bool:
    """Whether the key is the text in another spelling: upper, lower and trims without a locale."""
    return {*kind.collation.split("-")} <= {*_FOLDS, "utf8"}


def key(tree: Tree, specification: str) -> Tree:
    """What stands for a text in comparisons."""
    parts = specification.split("-")
    for name in _FOLDS:
        if name in parts:
            tree = duck(name, tree)
    if "en" not in parts:
        return tree
    if "ci" not in parts:
        return duck("icu_sort_key", tree, string("en"))
    return macro("sf_en_ci_ai" if "ai" in parts else "sf_en_ci", tree)


def sought(tree: Tree, specification: str, function: str) -> Tree:
    """Text in which, or for which, `function` looks letter by letter, as text of this collation compares."""
    parts = {*specification.split("-")}
    if parts & {"trim", "ltrim", "rtrim"} or ("ai" in parts and function in _POSITIONS):
        raise errors.unsupported(f"{function} of text with collation '{specification}'")
    for name in ("upper", "lower"):
        if name in parts:
            tree = duck(name, tree)
    if "ci" not in parts:
        return tree
    return macro("sf_en_ci_ai_text" if "ai" in parts else "sf_en_ci_text", tree)


def agreed(kinds: Iterable[SnowflakeType], explicit: str = "") -> str:
    """The collation of several texts together: `explicit` (from COLLATE) before those of columns, these before none.

    Raises when two are different.
    """
    if explicit:
        return explicit
    found = {kind.collation for kind in kinds if kind.collation}
    if len(found) > 1:
        first, second = sorted(found)[:2]
        raise errors.compilation(2262, "42601", f"Incompatible collations: '{first}' and '{second}'.")
    return found.pop() if found else ""


def explicit_in(*nodes: Tree | None) -> str:
    """The collation that one of the operands has from COLLATE. Raises when two name different ones."""
    found = set()
    for node in nodes:
        while isinstance(node, exp.Paren):
            node = node.this
        if isinstance(node, exp.Collate):
            found.add(node.expression.name.lower())
        elif isinstance(node, exp.Anonymous) and node.name.upper() == "COLLATE" and len(node.expressions) == 2:
            found.add(node.expressions[1].name.lower())
    return agreed(SnowflakeType("VARCHAR", collation=name) for name in found)


def with_collation(kind: SnowflakeType, collation: str) -> SnowflakeType:
    return replace(kind, collation=collation) if kind.is_text and collation != kind.collation else kind


# --- where text with a collation may stand ---------------------------------------------------------------------

_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.In, exp.Between)
_GROUPED = (exp.Group, exp.Rollup, exp.Cube, exp.GroupingSets, exp.Ordered, exp.Window)
_HANDED_ON = (exp.Alias, exp.Select, exp.Subquery, exp.Paren, exp.Collate, exp.DPipe, exp.Case, exp.If, exp.Distinct)
_LOOKED_AT = (exp.Is, exp.Like, exp.Tuple, exp.StrPosition)
_PLACES = (*_COMPARED, *_GROUPED, *_HANDED_ON, *_LOOKED_AT)
HANDING_ON = frozenset(
    """
    COALESCE NVL IFNULL IFF MIN MAX ANY_VALUE UPPER LOWER TRIM LTRIM RTRIM LEFT RIGHT SUBSTR SUBSTRING CONCAT COLLATE
    FIRST_VALUE LAST_VALUE LAG LEAD LPAD RPAD REVERSE GREATEST LEAST GREATEST_IGNORE_NULLS LEAST_IGNORE_NULLS LISTAGG
    """.split()  # noqa: SIM905
)
"""Functions of text whose result has the collation of their arguments."""
RETAINING = HANDING_ON - {"COLLATE"}
OF_FIRST = frozenset({"LPAD", "RPAD"})
"""Those of them whose other arguments may have another collation, which is lost."""
_POSITIONS = frozenset({"POSITION", "CHARINDEX"})
_SOUGHT = _POSITIONS | {"CONTAINS", "STARTSWITH", "ENDSWITH"}
"""Functions that look for one text in another as their collation compares."""
_FREE = frozenset(
    """
    COUNT LENGTH LEN OCTET_LENGTH BIT_LENGTH COLLATION SYSTEM$TYPEOF TO_VARIANT OBJECT_CONSTRUCT
    OBJECT_CONSTRUCT_KEEP_NULL ARRAY_CONSTRUCT ARRAY_AGG PARSE_JSON TO_NUMBER TO_DECIMAL TO_DOUBLE TO_DATE TO_TIMESTAMP
    """.split()  # noqa: SIM905
)
"""Functions that compare nothing."""
_NOWHERE = frozenset(
    {"ILIKE", "RLIKE", "REGEXPLIKE", "REGEXP_LIKE", "REGEXP_REPLACE", "REGEXP_SUBSTR", "REGEXP_INSTR", "REGEXP_COUNT"}
)
"""Functions that take no text with a collation in Snowflake either."""
_DISTINCT = frozenset({"COUNT", "MIN", "MAX", "ANY_VALUE"})
_TRIMS = frozenset({"TRIM", "LTRIM", "RTRIM"})


def guard(node: Tree, kind: SnowflakeType) -> None:
    """Refuse an expression with a collation where nobody would follow it."""
    parent = node.parent
    if parent is None or is_plain(kind.collation):
        return
    call = parent.parent if isinstance(parent, exp.Distinct) else parent
    if isinstance(call, exp.Anonymous):
        _guard_argument(call, kind, distinct=call is not parent)
    elif isinstance(parent, exp.Cast):
        if parent.args["to"].this in exp.DataType.TEXT_TYPES:
            raise errors.unsupported(f"CAST to text of text with collation '{kind.collation}'")
    elif not isinstance(parent, _PLACES):
        what = type(parent).__name__.upper()
        raise refused(what, kind) if what in _NOWHERE else _unsupported(what, kind)


def _guard_argument(call: exp.Anonymous, kind: SnowflakeType, *, distinct: bool) -> None:
    name = call.name.upper()
    if name in _NOWHERE:
        raise refused(name, kind)
    if distinct and name not in _DISTINCT:
        raise _unsupported(f"{name}(DISTINCT)", kind)
    trims_others = name in _TRIMS and len(call.expressions) > 1
    if name not in HANDING_ON | _FREE | _SOUGHT or trims_others:
        raise _unsupported(name, kind)


def _unsupported(what: str, kind: SnowflakeType) -> errors.SnowflakeError:
    return errors.unsupported(f"{what} of text with collation '{kind.collation}'")


def refused(function: str, kind: SnowflakeType) -> errors.SnowflakeError:
    """A function or operator that Snowflake has not for text with this collation."""
    return errors.compilation(2263, "0A000", f"Function {function} does not support collation: '{kind.collation}'.")
