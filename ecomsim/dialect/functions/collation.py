"""COLLATE and COLLATION, and the keys by which English text compares without case and accents.

Source: Snowflake reference, "COLLATE", "COLLATION", "Collation support".
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import collations
from ecomsim.dialect.functions.model import Bound, Call, Function, string, to
from ecomsim.values.types import TEXT, varchar

_LATIN = (
    r"\t\n\r -~\x{C0}-\x{D6}\x{D8}-\x{DE}\x{E0}-\x{F6}\x{F8}-\x{12F}\x{134}-\x{137}\x{139}-\x{13E}\x{141}-\x{148}"
    r"\x{14A}-\x{17E}"
)
"""Letters that, once they are lower-case, ICU tells apart by more than case, and takes for one letter each."""


def _raise(collation: str) -> str:
    feature = f"collation {collation} of text with other than Latin letters"
    return f"error('[[2|0A000|Unsupported feature ''{feature}''.]]')"


MACROS = (
    # the letters that compare: what functions look for one text in another by
    "CREATE OR REPLACE MACRO _ecomsim.sf_en_ci_text(s) AS CASE WHEN regexp_matches(s, "
    f"'[^{_LATIN}]') THEN {_raise('en-ci')} ELSE lower(s) END",
    "CREATE OR REPLACE MACRO _ecomsim.sf_en_ci_ai_text(s) AS CASE WHEN regexp_matches(strip_accents(lower(s)), "
    rf"'[^\t\n\r -~]') THEN {_raise('en-ci-ai')} ELSE strip_accents(lower(s)) END",
    # the key that orders, too
    "CREATE OR REPLACE MACRO _ecomsim.sf_en_ci(s) AS icu_sort_key(_ecomsim.sf_en_ci_text(s), 'en')",
    "CREATE OR REPLACE MACRO _ecomsim.sf_en_ci_ai(s) AS icu_sort_key(_ecomsim.sf_en_ci_ai_text(s), 'en')",
)


def collated(value: Bound, specification: str) -> Bound:
    """A text with an explicit collation in place of its own."""
    if value.is_null:
        value = Bound(to(exp.Null(), "VARCHAR"), TEXT, None)
    if not value.type.is_text:
        raise errors.compilation(1044, "42P13", f"Invalid argument types for function 'COLLATE': ({value.type})")
    found = collations.checked(specification)
    return replace(value, type=replace(value.type, collation=found))


def _collate(call: Call) -> Bound:
    return collated(call.bound(0), str(call.literal(1)))


def _collation(call: Call) -> Bound:
    """The specification as COLLATE or the column has it; NULL for text without one."""
    found = call.bound(0).type.collation
    if not found:
        return Bound(to(exp.Null(), "VARCHAR"), TEXT, None)
    return Bound(string(found), varchar(len(found)), found, nullable=False)


FUNCTIONS = (
    Function(name="COLLATE", rule=_collate, min_args=2, max_args=2, family="String"),
    Function(name="COLLATION", rule=_collation, min_args=1, max_args=1, family="String"),
)
