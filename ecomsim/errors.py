"""Errors: Snowflake's number, SQLSTATE and wording, in the class hierarchy of the Python connector (PEP 249).

Everything a statement can do wrong is a SnowflakeError; a bug in ecomsim keeps its own type and traceback.
Source: spec/metadata.md section 10.
"""

from __future__ import annotations


class SnowflakeError(Exception):
    """One failed statement.

    errno: Snowflake's number; sqlstate: five characters; raw_msg: the text without the number; sfqid: the query
    id of the failed statement once it is known.
    """

    def __init__(self, msg: str, *, errno: int = 603, sqlstate: str = "XX000", sfqid: str | None = None) -> None:
        self.errno = errno
        self.sqlstate = sqlstate
        self.raw_msg = msg
        self.sfqid = sfqid
        super().__init__(self.msg)

    @property
    def msg(self) -> str:
        """The text a client prints: `002003 (42S02): SQL compilation error: …`."""
        return f"{self.errno:06d} ({self.sqlstate}): {self.raw_msg}"

    def __str__(self) -> str:
        return self.msg


Error = SnowflakeError


class InterfaceError(SnowflakeError):
    """The client was used wrongly (a closed cursor, a missing bind)."""


class DatabaseError(SnowflakeError):
    """Base of everything the server reports."""


class InternalError(DatabaseError):
    """The engine failed; details are in the log."""


class OperationalError(DatabaseError):
    """The account cannot be opened, is locked or damaged."""


class ProgrammingError(DatabaseError):
    """The statement is wrong or failed while it ran."""


class IntegrityError(DatabaseError):
    """NULL in a NOT NULL column (the connector's mapping of 100072)."""


class DataError(DatabaseError):
    """Kept for PEP 249; the connector reports data errors as ProgrammingError."""


class NotSupportedError(DatabaseError):
    """Snowflake has it, this emulator does not."""


def fail(errno: int, sqlstate: str, text: str) -> SnowflakeError:
    """The error `errno` as the connector would raise it."""
    kind = IntegrityError if errno == 100072 else ProgrammingError
    return kind(text, errno=errno, sqlstate=sqlstate)


def compilation(errno: int, sqlstate: str, text: str) -> SnowflakeError:
    """An error found before anything ran: the text gets Snowflake's usual first line."""
    return fail(errno, sqlstate, f"SQL compilation error:\n{text}")


def canceled() -> SnowflakeError:
    """What a statement that somebody stopped ends with."""
    return fail(604, "57014", "SQL execution canceled")


def timed_out(seconds: int) -> SnowflakeError:
    """What a statement ends with when its STATEMENT_TIMEOUT_IN_SECONDS is over."""
    return fail(
        630, "57014", f"Statement reached its statement or warehouse timeout of {seconds} second(s) and was canceled."
    )


def at_position(errno: int, sqlstate: str, line: int, position: int, text: str) -> SnowflakeError:
    """A compilation error with its place: line counts from 1, position (column) from 0."""
    return fail(errno, sqlstate, f"SQL compilation error: error line {line} at position {position}\n{text}")


def syntax_error(line: int, position: int, unexpected: str) -> SnowflakeError:
    """001003: line from 1, position from 0; `unexpected` is the token as written, or <EOF>."""
    return compilation(1003, "42000", f"syntax error line {line} at position {position} unexpected '{unexpected}'.")


def invalid_identifier(identifier: str, line: int = 1, position: int = 0) -> SnowflakeError:
    """000904: a column that no relation of the query has."""
    return at_position(904, "42000", line, position, f"invalid identifier '{identifier}'")


def does_not_exist(kind: str, name: object) -> SnowflakeError:
    """002003: `kind` as Snowflake says it: Object in queries, Table, View, Stream … elsewhere."""
    sqlstate = "02000" if kind in ("Database", "Schema", "Stage") else "42S02"
    return compilation(2003, sqlstate, f"{kind} '{name}' does not exist or not authorized.")


MARKED_INVALID = "Marked Materialized View as invalid manually."


def suspended_view(name: str) -> SnowflakeError:
    """The use of a materialized view that was suspended (ALTER MATERIALIZED VIEW)."""
    broken = f"SQL compilation error:\nMaterialized View {name} is invalid."
    return compilation(
        2037, "42601", f"Failure during expansion of view '{name}': {broken}\nInvalidation reason: {MARKED_INVALID}"
    )


def cannot_be_performed() -> SnowflakeError:
    """002043: USE of, or SHOW in, something that is not there."""
    return compilation(2043, "02000", "Object does not exist, or operation cannot be performed.")


def already_exists(name: object) -> SnowflakeError:
    """002002: the name is taken."""
    return compilation(2002, "42710", f"Object '{name}' already exists.")


def unsupported(feature: str) -> SnowflakeError:
    """000002: Snowflake has `feature`, this emulator says clearly that it has not."""
    return NotSupportedError(f"Unsupported feature '{feature}'.", errno=2, sqlstate="0A000")


def invalid_value(text: str) -> SnowflakeError:
    """001008: an option or property with a value that Snowflake refuses."""
    return compilation(1008, "22023", text)


def internal(detail: str) -> SnowflakeError:
    """000603: the engine failed in a way that has no Snowflake counterpart."""
    return InternalError(f"SQL execution internal error:\n{detail}", errno=603, sqlstate="XX000")
