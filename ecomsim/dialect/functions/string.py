"""String functions, except regular expressions (regex.py) and hashes and encodings (hash.py).

Invariant: positions are 1-based and count characters; NULL in any argument gives NULL.
Source: spec/sql-semantics.md section 3; Snowflake reference, "String & binary functions".
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import collations, whole
from ecomsim.dialect.functions import binaries
from ecomsim.dialect.functions.kit import (
    COUNT,
    aliases,
    as_bytes,
    as_integer,
    as_text,
    joined,
    python,
    same,
    simple,
    through_python,
)
from ecomsim.dialect.functions.model import Bound, Call, Function, Rule, integer, string, to
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import ARRAY, BOOLEAN, MAX_VARCHAR, OBJECT, TEXT, binary, number, varchar

_FAMILY = "String & binary"
_CHARACTER = (
    "CASE WHEN _0 NOT BETWEEN 0 AND 1114111 OR _0 BETWEEN 55296 AND 57343 THEN "
    "error(concat('[[100161|22000|Invalid character code ', _0, ' in the CHR input]]')) "
    "ELSE chr(CAST(_0 AS INTEGER)) END"
)
_INITCAP_DELIMITERS = ' \t\n\r!?@"^#$&~_,.:;+-*%/|\\[](){}<>'


def _counted(bound: Bound) -> exp.Expr:
    """A number of characters as BIGINT: a negative one counts as none."""
    if isinstance(bound.constant, int):
        return integer(max(bound.constant, 0))
    return sql("CASE WHEN _0 < 0 THEN 0 ELSE _0 END", as_integer(bound))


def _start(bound: Bound) -> exp.Expr:
    """A start position as BIGINT: 0 means 1."""
    if isinstance(bound.constant, int):
        return integer(bound.constant or 1)
    return sql("CASE WHEN _0 = 0 THEN 1 ELSE _0 END", as_integer(bound))


def _substring(call: Call) -> Bound:
    subject = call.bound(0)
    if subject.type.name == "BINARY":
        return _binary_substring(call, subject)
    arguments = [as_text(subject), _start(call.bound(1))]
    if call.has(2):
        arguments.append(_counted(call.bound(2)))
        tree = sql("substr(_0, _1, _2)", *arguments)
        start = call.bound(1).constant
        inside = isinstance(start, int) and start not in (0, 1)
        return Bound(tree if inside else whole.part(tree, arguments[0], call.binder), same(0)([subject]))
    return Bound(sql("substr(_0, _1)", *arguments), same(0)([subject]))


def _binary_substring(call: Call, subject: Bound) -> Bound:
    """Bytes are cut out as pairs of hexadecimal digits; the start must be positive."""
    if not isinstance(call.bound(1).constant, int) or call.bound(1).constant < 0:
        raise errors.unsupported("SUBSTR of BINARY with a computed or negative start")
    start = integer(2 * (call.bound(1).constant or 1) - 1)
    if call.has(2):
        tree = sql("unhex(substr(hex(_0), _1, 2 * _2))", subject.tree, start, _counted(call.bound(2)))
    else:
        tree = sql("unhex(substr(hex(_0), _1))", subject.tree, start)
    return Bound(tree, subject.type)


def _side(call: Call) -> Bound:
    """LEFT and RIGHT."""
    subject = call.bound(0)
    if subject.type.name == "BINARY":
        template = f"unhex({call.name.lower()}(hex(_0), 2 * _1))"
        return Bound(sql(template, subject.tree, _counted(call.bound(1))), subject.type)
    text = as_text(subject)
    tree = sql(f"{call.name.lower()}(_0, _1)", text, _counted(call.bound(1)))
    return Bound(whole.part(tree, text, call.binder) if call.name == "LEFT" else tree, same(0)([subject]))


def _concat(call: Call) -> Bound:
    """`||` of all arguments: a NULL makes the whole NULL."""
    arguments = call.all()
    if all(argument.type.name == "BINARY" or argument.is_null for argument in arguments) and any(
        argument.type.name == "BINARY" for argument in arguments
    ):
        return Bound(_chain([as_bytes(argument) for argument in arguments]), binary())
    return Bound(_chain([as_text(argument) for argument in arguments]), joined(arguments))


def _concat_ws(call: Call) -> Bound:
    separator, *parts = call.all()
    trees: list[exp.Expr] = []
    for part in parts:
        if trees:
            trees.append(as_text(separator).copy())
        trees.append(as_text(part))
    if len(parts) == 1:  # the separator is not shown, its NULL counts all the same
        return Bound(sql("CASE WHEN _1 IS NOT NULL THEN _0 END", trees[0], as_text(separator)), TEXT)
    return Bound(_chain(trees), TEXT)


def _chain(trees: list[exp.Expr]) -> exp.Expr:
    tree = trees[0]
    for other in trees[1:]:
        tree = sql("_0 || _1", tree, other)
    return tree


def _length(call: Call) -> Bound:
    subject = call.bound(0)
    if subject.type.name == "BINARY":
        return Bound(sql("octet_length(_0)", subject.tree), COUNT, physical="BIGINT")
    return Bound(sql("length(_0)", as_text(subject)), COUNT, physical="BIGINT")


def _pad(call: Call) -> Bound:
    """LPAD and RPAD: pads or truncates; an empty pad only truncates."""
    subject, name = call.bound(0), call.name.lower()
    length = to(_counted(call.bound(1)), "INTEGER")
    if subject.type.name == "BINARY":
        return binaries.pad(call, length)
    kind = (
        varchar(min(max(call.bound(1).constant, 1), MAX_VARCHAR)) if isinstance(call.bound(1).constant, int) else TEXT
    )
    if not call.has(2):
        return Bound(sql(f"{name}(_0, _1, ' ')", as_text(subject), length), kind)
    pad = call.bound(2)
    if pad.constant == "":
        return Bound(sql("left(_0, _1)", as_text(subject), length), kind)
    if pad.is_constant:
        return Bound(sql(f"{name}(_0, _1, _2)", as_text(subject), length, as_text(pad)), kind)
    template = f"CASE WHEN _2 = '' THEN left(_0, _1) ELSE {name}(_0, _1, _2) END"
    return Bound(sql(template, as_text(subject), length, as_text(pad)), kind)


def _holds(template: str) -> Rule:
    """CONTAINS, STARTSWITH and ENDSWITH."""

    def rule(call: Call) -> Bound:
        subject, what = _looked_in(call, 0, 1)
        return Bound(whole.test(sql(template, subject, what), subject, call.binder), BOOLEAN)

    return rule


def _looked_in(call: Call, subject: int, what: int) -> tuple[exp.Expr, exp.Expr]:
    """The text that is looked in and the one that is looked for, both as their collation compares."""
    pair = [call.bound(subject), call.bound(what)]
    collation = collations.agreed([each.type for each in pair], collations.explicit_in(*call.args[:2]))
    first, second = (
        as_text(each) if collations.is_plain(collation) else collations.sought(as_text(each), collation, call.name)
        for each in pair
    )
    return first, second


def _position(call: Call) -> Bound:
    """POSITION and CHARINDEX(what, subject [, start]): 0 when absent."""
    if "BINARY" in (call.bound(0).type.name, call.bound(1).type.name):
        return binaries.position(call)
    subject, what = _looked_in(call, 1, 0)
    if not call.has(2) or call.bound(2).constant in (0, 1):
        return Bound(whole.part(sql("instr(_0, _1)", subject, what), subject, call.binder), COUNT, physical="BIGINT")
    tree = sql(
        "CASE WHEN instr(substr(_0, _2), _1) > 0 THEN instr(substr(_0, _2), _1) + _2 - 1 WHEN _1 IS NOT NULL AND _0 "
        "IS NOT NULL AND _2 IS NOT NULL THEN 0 END",
        subject,
        what,
        _start(call.bound(2)),
    )
    return Bound(tree, COUNT, physical="BIGINT")


def _split_part(call: Call) -> Bound:
    """Part 0 is part 1, negative parts count from the end, a missing part is '', an empty delimiter does not split."""
    subject, delimiter, part = as_text(call.bound(0)), call.bound(1), _start(call.bound(2))
    kind = same(0)([call.bound(0)])
    if isinstance(delimiter.constant, str) and delimiter.constant:
        return Bound(sql("split_part(_0, _1, _2)", subject, as_text(delimiter), part), kind)
    tree = sql(
        "CASE WHEN _1 <> '' THEN split_part(_0, _1, _2) "
        "WHEN _1 = '' THEN CASE WHEN _2 IN (1, -1) THEN _0 ELSE '' END END",
        subject,
        as_text(delimiter),
        part,
    )
    return Bound(tree, kind)


def _split(call: Call) -> Bound:
    tree = sql(
        "CASE WHEN _1 = '' THEN _ecomsim.sf_texts_variant([_0]) "
        "WHEN _0 IS NOT NULL AND _1 IS NOT NULL THEN _ecomsim.sf_texts_variant(string_split(_0, _1)) END",
        as_text(call.bound(0)),
        as_text(call.bound(1)),
    )
    return Bound(tree, ARRAY)


def _tokens(call: Call) -> exp.Expr:
    """VARCHAR[]: the non-empty pieces of argument 0 between any of the characters of argument 1 (a blank)."""
    subject = as_text(call.bound(0))
    delimiters = call.bound(1) if call.has(1) else None
    if delimiters is None:
        characters: exp.Expr = string("[ ]")
    elif isinstance(delimiters.constant, str):
        if not delimiters.constant:
            return sql("list_filter([_0], lambda x: x <> '')", subject)
        characters = string(character_class(delimiters.constant))
    else:
        characters = sql(
            r"concat('[', regexp_replace(nullif(_0, ''), '([\[\]\\^-])', '\\\1', 'g'), ']')", as_text(delimiters)
        )
    return sql("list_filter(string_split_regex(_0, _1), lambda x: x <> '')", subject, characters)


def character_class(characters: str) -> str:
    """The regular expression that matches any one of `characters`."""
    return "[" + "".join("\\" + one if one in "[]\\^-" else one for one in characters) + "]"


def _strtok(call: Call) -> Bound:
    part = as_integer(call.bound(2)) if call.has(2) else integer(1)
    return Bound(sql("list_extract(_0, _1)", _tokens(call), part), same(0)([call.bound(0)]))


def _strtok_to_array(call: Call) -> Bound:
    return Bound(sql("_ecomsim.sf_texts_variant(_0)", _tokens(call)), ARRAY)


def _initcap(call: Call) -> Bound:
    """Each word starts with a capital; words end at the delimiters (none when they are the empty string)."""
    delimiters = call.literal(1) if call.has(1) else _INITCAP_DELIMITERS
    subject = as_text(call.bound(0))
    if delimiters is None:
        return Bound(to(exp.Null(), "VARCHAR"), TEXT, None)
    if not delimiters:
        tree = sql("upper(left(_0, 1)) || lower(substr(_0, 2))", subject)
    else:
        inside = character_class(delimiters)
        tree = sql(
            "array_to_string(list_transform(regexp_extract_all(_0, _1), lambda w: "
            "CASE WHEN regexp_full_match(left(w, 1), _2) THEN w "
            "ELSE upper(left(w, 1)) || lower(substr(w, 2)) END), '')",
            subject,
            string(f"[^{inside[1:]}+|{inside}+"),
            string(inside),
        )
    return Bound(tree, same(0)([call.bound(0)]))


def _edit_distance(call: Call) -> Bound:
    left, right = as_text(call.bound(0)), as_text(call.bound(1))
    distance = sql(  # DuckDB's own counts bytes
        "CASE WHEN strlen(_0) = length(_0) AND strlen(_1) = length(_1) THEN levenshtein(_0, _1) "
        "ELSE CAST(_2 AS BIGINT) END",
        left,
        right,
        python("edit_distance", left.copy(), right.copy()),
    )
    if call.has(2):
        distance = sql("CASE WHEN _0 > _1 THEN _1 ELSE _0 END", distance, _counted(call.bound(2)))
    return Bound(distance, COUNT, physical="BIGINT")


def _like(call: Call) -> Bound:
    """LIKE(subject, pattern [, escape]) and ILIKE(…): the operators, called as functions."""
    test: exp.Expr = (exp.Like if call.name == "LIKE" else exp.ILike)(this=call.args[0], expression=call.args[1])
    return call.binder.bind(exp.Escape(this=test, expression=call.args[2]) if call.has(2) else test)


def _reverse(call: Call) -> Bound:
    subject = call.bound(0)
    if subject.type.name == "BINARY":
        raise errors.unsupported("REVERSE of BINARY")
    return Bound(sql("reverse(_0)", as_text(subject)), same(0)([subject]))


def _text(name: str, kinds: str, result: object, *templates: str, physical: str | None = None) -> Function:
    return simple(name, kinds, result, *templates, family=_FAMILY, physical=physical)  # type: ignore[arg-type]


def _rule(name: str, rule: object, fewest: int, most: int | None) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=_FAMILY)  # type: ignore[arg-type]


FUNCTIONS: tuple[Function, ...] = (
    _text("UPPER", "t", same(0), "upper(_0)"),
    _text("LOWER", "t", same(0), "lower(_0)"),
    _text("TRIM", "tt", same(0), "trim(_0, ' ')", "trim(_0, _1)"),
    _text("LTRIM", "tt", same(0), "ltrim(_0, ' ')", "ltrim(_0, _1)"),
    _text("RTRIM", "tt", same(0), "rtrim(_0, ' ')", "rtrim(_0, _1)"),
    *aliases(_rule("LENGTH", _length, 1, 1), "LEN", "CHAR_LENGTH", "CHARACTER_LENGTH"),
    _text("OCTET_LENGTH", "y", COUNT, "octet_length(_0)", physical="BIGINT"),
    _text("BIT_LENGTH", "y", COUNT, "8 * octet_length(_0)", physical="BIGINT"),
    _text("RTRIMMED_LENGTH", "t", COUNT, "length(rtrim(_0, ' '))", physical="BIGINT"),
    *aliases(_rule("SUBSTR", _substring, 2, 3), "SUBSTRING"),
    _rule("LEFT", _side, 2, 2),
    _rule("RIGHT", _side, 2, 2),
    _rule("LPAD", _pad, 2, 3),
    _rule("RPAD", _pad, 2, 3),
    _rule("CONCAT", _concat, 1, None),
    _rule("CONCAT_WS", _concat_ws, 2, None),
    _rule("CONTAINS", _holds("contains(_0, _1)"), 2, 2),
    _rule("STARTSWITH", _holds("starts_with(_0, _1)"), 2, 2),
    _rule("ENDSWITH", _holds("ends_with(_0, _1)"), 2, 2),
    *aliases(_rule("POSITION", _position, 2, 3), "CHARINDEX"),
    _text("REPLACE", "ttt", TEXT, "replace(_0, _1, '')", "replace(_0, _1, _2)"),
    _text("TRANSLATE", "ttt", same(0), "translate(_0, _1, _2)"),
    _text("INSERT", "tiit", TEXT, "left(_0, _1 - 1) || _3 || substr(_0, _1 + _2)"),
    _text("REPEAT", "ti", TEXT, "repeat(_0, _1)"),
    _text("SPACE", "i", TEXT, "repeat(' ', _0)"),
    _rule("LIKE", _like, 2, 3),
    _rule("ILIKE", _like, 2, 3),
    _rule("REVERSE", _reverse, 1, 1),
    _text("ASCII", "t", number(3, 0), "ascii(_0)", physical="INTEGER"),
    _text("UNICODE", "t", number(7, 0), "ascii(_0)", physical="INTEGER"),
    *aliases(_text("CHR", "i", varchar(1), _CHARACTER), "CHAR"),
    _rule("INITCAP", _initcap, 1, 2),
    _rule("SPLIT", _split, 2, 2),
    _rule("SPLIT_PART", _split_part, 3, 3),
    _rule("STRTOK", _strtok, 1, 3),
    _rule("STRTOK_TO_ARRAY", _strtok_to_array, 1, 2),
    _rule("EDITDISTANCE", _edit_distance, 2, 3),
    through_python("JAROWINKLER_SIMILARITY", "tt", number(3, 0), family=_FAMILY),
    through_python("SOUNDEX", "t", varchar(4), family=_FAMILY),
    through_python("SOUNDEX_P123", "t", varchar(4), family=_FAMILY),
    through_python("PARSE_URL", "ti", OBJECT, family=_FAMILY, fewest=1),
    through_python("PARSE_IP", "tti", OBJECT, family=_FAMILY, fewest=2),
)
