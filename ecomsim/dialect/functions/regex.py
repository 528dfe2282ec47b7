r"""Regular expression functions, on RE2.

RE2 knows the POSIX classes and \d \w \s \b, and has no back-references in patterns, as Snowflake. Invariant:
REGEXP_LIKE matches the whole subject, the others search; an empty pattern is found nowhere; positions count from 1.
Source: spec/sql-semantics.md section 3; Snowflake reference, "String functions (regular expressions)".
"""

from __future__ import annotations

import re
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.functions.kit import COUNT, aliases, as_integer, as_text, same
from ecomsim.dialect.functions.model import Bound, Call, Function, integer, string
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import ARRAY, BOOLEAN, TEXT

_FAMILY = "String functions (regular expressions)"
_GROUP = re.compile(r"(?<!\\)\((?!\?)")


def _flags(parameters: str) -> str:
    """RE2 flags of Snowflake's parameters c i m e s: the last of c and i wins."""
    unknown = set(parameters) - set("cimes")
    if unknown:
        raise errors.fail(
            100048, "2201B", f"Invalid regular expression parameters: '{parameters}', no option '{min(unknown)}'"
        )
    case = [flag for flag in parameters if flag in "ci"]
    found = ("i" if case and case[-1] == "i" else "") + "".join(flag for flag in "ms" if flag in parameters)
    return f"(?{found})" if found else ""


def _parameters(call: Call, index: int) -> str:
    return str(call.literal(index) or "") if call.has(index) else ""


def _pattern(bound: Bound, parameters: str) -> exp.Expr:
    """The pattern with its flags in front."""
    flags = _flags(parameters)
    if isinstance(bound.constant, str):
        return string(flags + bound.constant)
    return sql("_0 || _1", string(flags), as_text(bound)) if flags else as_text(bound)


def _number(call: Call, index: int, default: int, fewest: int = 1) -> exp.Expr:
    """An optional BIGINT argument; a constant below `fewest` is an error."""
    if not call.has(index):
        return integer(default)
    value = call.bound(index).constant
    if isinstance(value, int) and value < fewest:
        raise errors.fail(100049, "2201B", f"Invalid parameter value: {value}. Reason: must be at least {fewest}")
    return as_integer(call.bound(index))


def _from(call: Call, index: int) -> exp.Expr:
    """The subject from its start position on."""
    subject = as_text(call.bound(0))
    position = _number(call, index, 1)
    return subject if position == integer(1) else sql("substr(_0, _1)", subject, position)


def _unless_empty(call: Call, tree: exp.Expr, nothing: str) -> exp.Expr:
    """`tree`, but `nothing` (a template over the subject) for an empty pattern."""
    pattern = call.bound(1)
    if isinstance(pattern.constant, str) and pattern.constant:
        return tree
    return sql(
        f"CASE WHEN _0 = '' AND _1 IS NOT NULL THEN {nothing} WHEN _0 <> '' THEN _2 END",
        as_text(pattern).copy(),
        as_text(call.bound(0)).copy(),
        tree,
    )


def _like(call: Call) -> Bound:
    pattern = _pattern(call.bound(1), _parameters(call, 2))
    return Bound(sql("regexp_full_match(_0, _1)", as_text(call.bound(0)), pattern), BOOLEAN)


def _count(call: Call) -> Bound:
    """REGEXP_COUNT(subject, pattern [, position [, parameters]])."""
    pattern = _pattern(call.bound(1), _parameters(call, 3))
    tree = sql("len(regexp_extract_all(_0, _1))", _from(call, 2), pattern)
    return Bound(_unless_empty(call, tree, "0"), COUNT, physical="BIGINT")


def _group(call: Call, index: int, parameters: str) -> int:
    """The group to extract: the one asked for, 1 with parameter e (when the pattern has any), else the whole."""
    if call.has(index):
        return call.whole(index)
    pattern = call.bound(1).constant
    has_groups = not isinstance(pattern, str) or bool(_GROUP.search(pattern))
    return 1 if "e" in parameters and has_groups else 0


def _substr(call: Call) -> Bound:
    """REGEXP_SUBSTR(subject, pattern [, position [, occurrence [, parameters [, group]]]]); NULL for no match."""
    parameters = _parameters(call, 4)
    tree = sql(
        f"list_extract(regexp_extract_all(_0, _1, {_group(call, 5, parameters)}), _2)",
        _from(call, 2),
        _pattern(call.bound(1), parameters),
        _number(call, 3, 1),
    )
    return Bound(_unless_empty(call, tree, "NULL"), same(0)([call.bound(0)]))


def _substr_all(call: Call) -> Bound:
    """REGEXP_SUBSTR_ALL: every match from the given occurrence on."""
    parameters = _parameters(call, 4)
    tree = sql(
        f"_ecomsim.sf_texts_variant("
        f"list_slice(regexp_extract_all(_0, _1, {_group(call, 5, parameters)}), _2, length(_0) + 1))",
        _from(call, 2),
        _pattern(call.bound(1), parameters),
        _number(call, 3, 1),
    )
    return Bound(_unless_empty(call, tree, "CAST('[]' AS JSON)"), ARRAY)


def _before_group(pattern: str, group: int) -> str:
    """The pattern with all that stands before its `group` as its first group. Raises 000002 where that has no place."""
    depth, count, inside, at = 0, 0, False, 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif inside:
            inside = sign != "]" or pattern[at - 1] in "[^:"
        elif sign == "[":
            inside = True
        elif sign == "(":
            count += not pattern.startswith("(?", at)
            if count == group and not pattern.startswith("(?", at):
                break
            depth += 1
        elif sign == ")":
            depth -= 1
        elif sign == "|" and depth == 0:
            break
        at += 1
    if count != group or depth or pattern[at : at + 1] == "|" or "|" in pattern[at:].rpartition(")")[2]:
        raise errors.unsupported(f"REGEXP_INSTR of group {group} in the pattern {pattern}")
    return f"({pattern[:at]}){pattern[at:]}"


_MATCH = "list_extract(regexp_extract_all(_0, _1), _2)"
# what stands before match n: the n pieces between matches, and the n - 1 matches themselves
_BEFORE = (
    "coalesce(list_sum(list_transform(list_slice(string_split_regex(_0, _1), 1, _2), lambda x: length(x))), 0) + "
    "coalesce(list_sum(list_transform(list_slice(regexp_extract_all(_0, _1), 1, _2 - 1), lambda x: length(x))), 0)"
)


def _instr(call: Call) -> Bound:
    """REGEXP_INSTR(subject, pattern [, position [, occurrence [, option [, parameters [, group]]]]])."""
    parameters = _parameters(call, 5)
    subject, pattern, group = _from(call, 2), _pattern(call.bound(1), parameters), _group(call, 6, parameters)
    option = call.whole(4) if call.has(4) else 0
    if option not in (0, 1):
        raise errors.fail(100049, "2201B", f"Invalid parameter value: {option}. Reason: must be 0 or 1")
    after = f" + length({_MATCH})" if option else ""
    marked: exp.Expr = pattern
    if group:
        if not isinstance(call.bound(1).constant, str):
            raise errors.unsupported("REGEXP_INSTR of a group in a computed pattern")
        marked = string(_flags(parameters) + _before_group(str(call.bound(1).constant), group))
        places = (1, group + 1) if option else (1,)
        after = "".join(f" + length(list_extract(regexp_extract_all(_0, _4, {place}), _2))" for place in places)
    tree = sql(
        f"CASE WHEN len(regexp_extract_all(_0, _1)) < _2 THEN 0 WHEN _0 IS NOT NULL AND _1 IS NOT NULL THEN "
        f"CAST({_BEFORE} AS BIGINT) + _3{after} END",
        subject,
        pattern,
        _number(call, 3, 1),
        _number(call, 2, 1).copy(),
        marked,
    )
    return Bound(_unless_empty(call, tree, "0"), COUNT, physical="BIGINT")


def _replace(call: Call) -> Bound:
    """REGEXP_REPLACE(subject, pattern [, replacement [, position [, occurrence [, parameters]]]]); 0: all."""
    pattern = _pattern(call.bound(1), _parameters(call, 5))
    replacement = as_text(call.bound(2)) if call.has(2) else string("")
    subject = _from(call, 3)
    occurrence = call.literal(4) if call.has(4) else 0
    if not isinstance(occurrence, int) or occurrence < 0:
        raise errors.fail(100049, "2201B", f"Invalid parameter value: {occurrence}. Reason: must not be negative")
    if occurrence == 0:
        tree = sql("regexp_replace(_0, _1, _2, 'g')", subject, pattern, replacement)
    elif occurrence == 1:
        tree = sql("regexp_replace(_0, _1, _2)", subject, pattern, replacement)
    else:
        tree = sql(
            f"CASE WHEN len(regexp_extract_all(_0, _1)) < _2 THEN _0 ELSE left(_0, CAST({_BEFORE} AS BIGINT)) || "
            f"regexp_replace({_MATCH}, _1, _3) || substr(_0, CAST({_BEFORE} AS BIGINT) + length({_MATCH}) + 1) END",
            subject,
            pattern,
            integer(occurrence),
            replacement,
        )
    if call.has(3) and call.bound(3).constant != 1:
        tree = sql("left(_0, _1 - 1) || _2", as_text(call.bound(0)).copy(), _number(call, 3, 1).copy(), tree)
    return Bound(_unless_empty(call, tree, "_1"), TEXT)


def _rule(name: str, rule: Any, fewest: int, most: int) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=_FAMILY)


FUNCTIONS: tuple[Function, ...] = (
    *aliases(_rule("REGEXP_LIKE", _like, 2, 3), "RLIKE", "REGEXP"),
    _rule("REGEXP_COUNT", _count, 2, 4),
    *aliases(_rule("REGEXP_SUBSTR", _substr, 2, 6), "REGEXP_EXTRACT"),
    *aliases(_rule("REGEXP_SUBSTR_ALL", _substr_all, 2, 6), "REGEXP_EXTRACT_ALL"),
    _rule("REGEXP_INSTR", _instr, 2, 7),
    _rule("REGEXP_REPLACE", _replace, 2, 6),
)
