"""DuckDB's exceptions as Snowflake's errors.

Errors that our own SQL raises carry number, SQLSTATE and text in brackets; DuckDB's own are recognised by class and
wording. What nobody recognises is 000603, and the DuckDB text goes to the log. Source: spec/metadata.md section 10.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import _duckdb as duckdb

from ecomsim.errors import OperationalError, SnowflakeError, compilation, does_not_exist, fail, internal
from ecomsim.names import as_written

_log = logging.getLogger("ecomsim.dialect")

_CARRIED = re.compile(r"\[\[(\d+)\|(\w{5})\|(.*)\]\]", re.DOTALL)


def carried(cause: duckdb.Error) -> SnowflakeError | None:
    """The Snowflake error that a macro raised; None for an error of DuckDB itself."""
    found = _CARRIED.search(as_written(str(cause)))
    return fail(int(found.group(1)), found.group(2), found.group(3)) if found else None


def snowflake_error(cause: duckdb.Error) -> SnowflakeError:
    """The Snowflake error for `cause`. Raise it `from cause`."""
    if (own := carried(cause)) is not None:
        return own
    text = as_written(str(cause))
    for kind, pattern, build in _RULES:
        if isinstance(cause, kind):
            match = pattern.search(text)
            if match:
                return build(match)
    _log.error("A statement failed inside DuckDB: %s", text)
    return internal("Processing aborted by error 300002; the log of ecomsim.dialect says more.")


def _unreadable_number(match: re.Match[str]) -> SnowflakeError:
    value = match.group(1)
    try:
        Decimal(value.strip())
    except InvalidOperation:
        return fail(100038, "22018", f"Numeric value '{value}' is not recognized")
    return _out_of_range(match)


def _out_of_range(match: re.Match[str]) -> SnowflakeError:
    return fail(100039, "22003", f"Numeric value '{match.group(1)}' is out of range")


def _fixed(errno: int, sqlstate: str, text: str) -> Callable[[re.Match[str]], SnowflakeError]:
    def build(match: re.Match[str]) -> SnowflakeError:
        groups = match.groups()
        return fail(errno, sqlstate, text.format(*(group or "" for group in groups)))

    return build


def _compile(errno: int, sqlstate: str, text: str) -> Callable[[re.Match[str]], SnowflakeError]:
    def build(match: re.Match[str]) -> SnowflakeError:
        return compilation(errno, sqlstate, text.format(*(group or "" for group in match.groups())))

    return build


def _machine(text: str) -> Callable[[re.Match[str]], SnowflakeError]:
    """The machine or the file is at fault, and no statement can mend it."""

    def build(match: re.Match[str]) -> SnowflakeError:
        return OperationalError(text.format(*match.groups()), errno=603, sqlstate="58030")

    return build


def _rule(
    kind: type[duckdb.Error], pattern: str, build: Callable[[re.Match[str]], SnowflakeError]
) -> tuple[type[duckdb.Error], re.Pattern[str], Callable[[re.Match[str]], SnowflakeError]]:
    return kind, re.compile(pattern, re.DOTALL), build


_RULES = (
    _rule(
        duckdb.Error,  # of a statement, or of the end of its transaction
        r"Could not write file \"(.*?)\": (.*?)(?:$|\n)",
        _machine(
            "Could not write {0}: {1}. Make room on the disk (`ecomsim doctor` says how much there is) and run the "
            "statement again; what was committed before it is safe."
        ),
    ),
    _rule(
        duckdb.Error,
        r"(Corrupt database file|Could not read enough bytes from file)",
        _machine("The database file is damaged ({0}). Restore a copy; `ecomsim doctor` says what is wrong with it."),
    ),
    _rule(
        duckdb.OutOfMemoryException,
        r"",
        _machine(
            "Memory is short, and what could be spilled to disk was. Raise the limit (`--memory-limit`, memory_limit, "
            "ECOMSIM_MEMORY_LIMIT), or make room for the folder beside the file into which rows are spilled."
        ),
    ),
    _rule(duckdb.Error, r"[Dd]ivision by zero", _fixed(100051, "22012", "Division by zero")),
    _rule(
        duckdb.ConversionException,
        r"Could not convert string [\"'](.*?)[\"'] to (?:DECIMAL|DOUBLE|U?INT|HUGEINT|FLOAT)",
        _unreadable_number,
    ),
    _rule(duckdb.ConversionException, r"Could not cast value (\S+) to DECIMAL", _out_of_range),
    _rule(
        duckdb.ConversionException,
        r"Casting value \"(.*?)\" to type DECIMAL\(.*?\) failed: value is out of range",
        _out_of_range,
    ),
    _rule(duckdb.ConversionException, r"Type \w+ with value (\S+) can't be cast", _out_of_range),
    _rule(
        duckdb.ConversionException,
        r"(?:invalid date field format|date field value out of range): \"(.*?)\"",
        _fixed(100040, "22007", "Date '{0}' is not recognized"),
    ),
    _rule(
        duckdb.ConversionException,
        r"timestamp.*?: \"(.*?)\"",
        _fixed(100035, "22007", "Timestamp '{0}' is not recognized"),
    ),
    _rule(
        duckdb.ConversionException,
        r"time field value out of range: \"(.*?)\"",
        _fixed(100108, "22007", "Time '{0}' is not recognized"),
    ),
    _rule(
        duckdb.ConversionException,
        r"Could not convert string '(.*?)' to BOOL",
        _fixed(100037, "22018", "Boolean value '{0}' is not recognized"),
    ),
    _rule(
        duckdb.InvalidInputException,
        r"Malformed JSON at byte (\d+) of input: (.*?)\. *(?:Input|$)",
        _fixed(100069, "22P02", "Error parsing JSON: {1}, pos {0}"),
    ),
    _rule(
        duckdb.InvalidInputException,
        r"(invalid escape sequence|missing (?:closing|argument|\)|\])|no argument for repetition"
        r"|invalid character class|invalid perl operator|invalid nested repetition|invalid repetition|bad repetition"
        r"|unexpected \)"
        r"|invalid named capture)(?:[^:]*: )?(.*)",
        _fixed(100048, "2201B", "Invalid regular expression: '{1}', {0}"),
    ),
    _rule(
        duckdb.InvalidInputException,
        r"Invalid replacement string for regexp_replace: .*requests (\d+) matches",
        _fixed(100048, "2201B", "Invalid replacement in REGEXP_REPLACE: the pattern has no group {0}"),
    ),
    _rule(
        duckdb.InvalidInputException,
        r"Invalid input for hex digit: (\S+)",
        _fixed(100115, "22000", "The following string is not a legal hex-encoded value: '{0}'"),
    ),
    _rule(
        duckdb.OutOfRangeException,
        r"Overflow in (\w+) of (?:DECIMAL|INT|HUGEINT)",
        _fixed(
            100046,
            "22003",
            "Number out of representable range: type FIXED[SB16](38,0){{not null}}, value overflow in {0}",
        ),
    ),
    _rule(
        duckdb.OutOfRangeException,
        r"SUM is out of range|out of range",
        _fixed(100046, "22003", "Number out of representable range"),
    ),
    _rule(
        duckdb.InvalidInputException,
        r"More than one row returned by a subquery",
        _fixed(90150, "22000", "Single-row subquery returns more than one row."),
    ),
    _rule(
        duckdb.BinderException,
        r"column \"?(.*?)\"? must appear in the GROUP BY clause",
        _compile(979, "42601", "[{0}] is not a valid group by expression"),
    ),
    _rule(
        duckdb.BinderException,
        r"GROUPING statement cannot be used without groups",
        _compile(2036, "42601", "GROUPING is allowed only in a query with GROUP BY"),
    ),
    _rule(
        duckdb.BinderException,
        r"GROUPING child \"+(.*?)\"+ must be a grouping column",
        _compile(979, "42601", "[{0}] is not a valid group by expression"),
    ),
    _rule(
        duckdb.BinderException,
        r"aggregate function calls cannot be nested",
        _compile(2036, "42601", "Aggregate functions cannot be nested"),
    ),
    _rule(
        duckdb.BinderException,
        r"(?:WHERE|GROUP BY|JOIN|ON) clause cannot contain aggregates",
        _compile(2035, "42601", "Invalid aggregate function in where clause"),
    ),
    _rule(
        duckdb.BinderException,
        r"(?:WHERE|GROUP BY|JOIN|HAVING) clause cannot contain window functions",
        _compile(2303, "42601", "Window function appears outside of SELECT, QUALIFY, and ORDER BY clauses."),
    ),
    _rule(
        duckdb.BinderException,
        r"at least one window function must appear in the SELECT column or QUALIFY clause",
        _compile(2072, "42601", "QUALIFY requires a window function in the SELECT list or in its own predicate."),
    ),
    _rule(
        duckdb.NotImplementedException,
        r"Unknown TimeZone '(.*?)'",
        _fixed(100271, "22023", "Unknown time zone: '{0}'"),
    ),
    _rule(
        duckdb.CatalogException,
        r"Table with name (\S+) does not exist",
        lambda match: does_not_exist("Object", match.group(1)),
    ),
    _rule(duckdb.InterruptException, r"", _fixed(604, "57014", "SQL execution canceled")),
)
