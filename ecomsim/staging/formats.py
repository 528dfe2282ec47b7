"""File formats: the options of a type with their defaults, and where a statement's options come from.

Options given in a statement, a named format, the stage's own format and the defaults are laid over each other, in this
order. What the engine does not do with files is refused when an option asks for it.
Source: spec/sql-semantics.md section 11; Snowflake documentation, "CREATE FILE FORMAT".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import FileFormat
from ecomsim.names import parse_name

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

_SHARED: dict[str, Any] = {
    "NULL_IF": (),
    "COMPRESSION": "AUTO",
    "TRIM_SPACE": False,
    "REPLACE_INVALID_CHARACTERS": False,
}
_TIMES: dict[str, Any] = {
    "DATE_FORMAT": "AUTO",
    "TIME_FORMAT": "AUTO",
    "TIMESTAMP_FORMAT": "AUTO",
    "BINARY_FORMAT": "HEX",
}

DEFAULTS: dict[str, dict[str, Any]] = {
    "CSV": {
        "RECORD_DELIMITER": "\n",
        "FIELD_DELIMITER": ",",
        "FILE_EXTENSION": None,
        "SKIP_HEADER": 0,
        "PARSE_HEADER": False,
        **_TIMES,
        "ESCAPE": "NONE",
        "ESCAPE_UNENCLOSED_FIELD": "\\",
        **_SHARED,
        "NULL_IF": ("\\N",),
        "FIELD_OPTIONALLY_ENCLOSED_BY": "NONE",
        "ERROR_ON_COLUMN_COUNT_MISMATCH": True,
        "VALIDATE_UTF8": True,
        "SKIP_BLANK_LINES": False,
        "EMPTY_FIELD_AS_NULL": True,
        "SKIP_BYTE_ORDER_MARK": True,
        "ENCODING": "UTF8",
        "MULTI_LINE": True,
    },
    "JSON": {
        "FILE_EXTENSION": None,
        **_TIMES,
        **_SHARED,
        "ENABLE_OCTAL": False,
        "ALLOW_DUPLICATE": False,
        "STRIP_OUTER_ARRAY": False,
        "STRIP_NULL_VALUES": False,
        "IGNORE_UTF8_ERRORS": False,
        "SKIP_BYTE_ORDER_MARK": True,
        "MULTI_LINE": True,
    },
    "PARQUET": {
        **_SHARED,
        "SNAPPY_COMPRESSION": True,
        "BINARY_AS_TEXT": True,
        "USE_LOGICAL_TYPE": False,
        "USE_VECTORIZED_SCANNER": False,
    },
}
"""Options by type, in the order of DESCRIBE FILE FORMAT."""

ABSENT = ("AVRO", "ORC", "XML", "CUSTOM")

_REFUSED = {"ENABLE_OCTAL": True, "MULTI_LINE": False}
"""Options with a value that the engine does not honour."""


@dataclass(frozen=True, slots=True)
class Format:
    """A type with every option."""

    type: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, option: str) -> Any:
        return self.options[option]


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """Options as CREATE FILE FORMAT takes them. Raises for those the type does not have."""
    kind = str(given.get("TYPE", "CSV")).upper()
    if kind in ABSENT:
        raise errors.unsupported(f"file format type {kind}")
    if kind not in DEFAULTS:
        raise errors.invalid_value(f"invalid value [{kind}] for parameter 'TYPE'")
    found: dict[str, Any] = {}
    for option, value in given.items():
        if option in ("TYPE", "COMMENT"):
            continue
        if option not in DEFAULTS[kind]:
            raise errors.compilation(1008, "42601", f"invalid property '{option}' for file format type {kind}")
        if _REFUSED.get(option) == value:
            raise errors.unsupported(f"{option} = {str(value).upper()} of a file format")
        found[option] = _value(option, value, DEFAULTS[kind][option])
    return found


def _value(option: str, value: Any, default: Any) -> Any:
    """The option's value in one form: characters unescaped, NULL_IF a tuple, flags bool."""
    if option == "NULL_IF":
        return value if isinstance(value, tuple) else (str(value),)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            if str(value).upper() not in ("TRUE", "FALSE"):
                raise errors.invalid_value(f"invalid value [{value}] for parameter '{option}'")
            return str(value).upper() == "TRUE"
        return value
    if isinstance(default, int):
        if not isinstance(value, int) or value < 0:
            raise errors.invalid_value(f"invalid value [{value}] for parameter '{option}'")
        return value
    if option in (
        "RECORD_DELIMITER",
        "FIELD_DELIMITER",
        "ESCAPE",
        "ESCAPE_UNENCLOSED_FIELD",
        "FIELD_OPTIONALLY_ENCLOSED_BY",
    ):
        return _characters(option, value)
    if option in ("COMPRESSION", "ENCODING", "BINARY_FORMAT"):
        return str(value).upper()
    return value


_ESCAPES = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\r\\n": "\r\n", "\\\\": "\\", "\\'": "'"}


def _characters(option: str, value: Any) -> str:
    if value is None or str(value).upper() == "NONE":
        return "NONE"
    text = _ESCAPES.get(str(value), str(value))
    if code := re.fullmatch(r"(?:0x|\\x)([0-9A-Fa-f]{1,2})", text):
        text = chr(int(code.group(1), 16))
    elif code := re.fullmatch(r"\\([0-7]{3})", text):
        text = chr(int(code.group(1), 8))
    if not text or (len(text) > 1 and option not in ("RECORD_DELIMITER", "FIELD_DELIMITER")):
        raise errors.invalid_value(f"invalid value [{value}] for parameter '{option}'")
    return text


def named(name: str, session: Session) -> FileFormat:
    """The file format of this name. Raises 002003."""
    try:
        written = parse_name(name)
    except ValueError:
        raise errors.compilation(1003, "42000", f"'{name}' is not the name of a file format") from None
    full = session.resolve(written)
    found = session.catalog.get("FILE FORMAT", full)
    if not isinstance(found, FileFormat) or found.session_id not in (None, session.id):
        session.require_container(full)
        raise errors.compilation(2003, "02000", f"File format '{full}' does not exist or not authorized.")
    return found


def chosen(given: Mapping[str, Any], stage: Mapping[str, Any], session: Session) -> Format:
    """The format of a statement: its own options, else those of the stage; each may name a format."""
    own = _expanded(given, session)
    base = _expanded(stage, session)
    if own and "TYPE" not in own and base:
        own = {**base, **own}
    options = own or base
    kind = str(options.get("TYPE", "CSV")).upper()
    return Format(kind, {**DEFAULTS.get(kind, {}), **checked(options)})


def _expanded(given: Mapping[str, Any], session: Session) -> dict[str, Any]:
    """The options with those of a named format beneath them."""
    options = dict(given)
    name = options.pop("FORMAT_NAME", None)
    if name is None:
        return options
    item = named(str(name), session)
    return {"TYPE": item.type, **item.options, **options}
