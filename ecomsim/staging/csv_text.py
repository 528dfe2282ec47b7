"""CSV text to records, by Snowflake's rules.

`records` reads character by character, knows every option, and says of each record where it stands and what is wrong
with it. It reads the files that `csv_scan` leaves.
Source: Snowflake documentation, "CREATE FILE FORMAT", format type options for CSV.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ecomsim.staging.formats import Format

NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its fields (None for NULL), the line it starts on, the character each field starts at (both from 1).

    `error` says why it could not be read; `text` is the record as written.
    """

    fields: tuple[str | None, ...]
    line: int
    starts: tuple[int, ...]
    text: str
    error: str | None = None


def header_lines(form: Format) -> int:
    """How many lines precede the records."""
    return 1 if form["PARSE_HEADER"] else int(form["SKIP_HEADER"])


def records(text: str, form: Format) -> Iterator[Record]:
    """Every record after the header, one at a time."""
    reader = _Reader(text, form)
    for _ in range(header_lines(form)):
        if reader.at >= len(text):
            return
        reader.skip_line()
    while reader.at < len(text):
        record = reader.record()
        if record is not None:
            yield record


def header(text: str, form: Format) -> list[str]:
    """The column names of PARSE_HEADER."""
    found = _Reader(text, form).record()
    return [field or "" for field in found.fields] if found is not None else []


class _Reader:
    """A place in the text, moved record by record."""

    __slots__ = ("at", "delimiter", "end", "escape", "escape_plain", "form", "line", "nulls", "quote", "text")

    def __init__(self, text: str, form: Format) -> None:
        self.text, self.form = text, form
        self.at, self.line = 0, 1
        self.delimiter = "" if form["FIELD_DELIMITER"] == NONE else form["FIELD_DELIMITER"]
        self.end = form["RECORD_DELIMITER"]
        self.quote = "" if form["FIELD_OPTIONALLY_ENCLOSED_BY"] == NONE else form["FIELD_OPTIONALLY_ENCLOSED_BY"]
        self.escape = "" if form["ESCAPE"] == NONE else form["ESCAPE"]
        plain = form["ESCAPE_UNENCLOSED_FIELD"]
        self.escape_plain = self.escape or ("" if plain == NONE else plain)
        self.nulls = frozenset(form["NULL_IF"])

    def skip_line(self) -> None:
        found = self.text.find("\n", self.at)
        self.at = len(self.text) if found < 0 else found + 1
        self.line += 1

    def _at_end(self, at: int) -> int:
        """Length of the record delimiter at `at`, 0 when there is none; a newline is logical."""
        if self.end in ("\n", "\r\n", "\r"):
            if self.text.startswith("\r\n", at):
                return 2
            return 1 if self.text[at] in "\r\n" else 0
        return len(self.end) if self.end != NONE and self.text.startswith(self.end, at) else 0

    def record(self) -> Record | None:
        """The record that starts here; None for a blank line that is skipped."""
        begin, line = self.at, self.line
        fields: list[str | None] = []
        starts: list[int] = []
        error: str | None = None
        while True:
            starts.append(self.at - begin + 1)
            value, problem = self._field()
            error = error or problem
            fields.append(value)
            if problem is not None:
                self._to_end()
            if self.at >= len(self.text):
                break
            if length := self._at_end(self.at):
                break_at, self.at = self.at, self.at + length
                text = self.text[begin:break_at]
                self.line += text.count("\n") + 1
                if not text and self.form["SKIP_BLANK_LINES"]:
                    return None
                return Record(tuple(fields), line, tuple(starts), text, error)
            self.at += len(self.delimiter)
        return Record(tuple(fields), line, tuple(starts), self.text[begin:], error)

    def _to_end(self) -> None:
        while self.at < len(self.text) and not self._at_end(self.at):
            self.at += 1

    def _stops(self, at: int) -> bool:
        return bool(self.delimiter and self.text.startswith(self.delimiter, at)) or bool(self._at_end(at))

    def _field(self) -> tuple[str | None, str | None]:
        """One field and what is wrong with it."""
        at = self.at
        if self.form["TRIM_SPACE"]:
            while at < len(self.text) and self.text[at] in " \t" and not self._stops(at):
                at += 1
        if self.quote and self.text.startswith(self.quote, at):
            self.at = at
            return self._quoted()
        return self._plain(), None

    def _quoted(self) -> tuple[str | None, str | None]:
        text, quote = self.text, self.quote
        at = self.at + 1
        parts: list[str] = []
        while True:
            if at >= len(text):
                self.at = at
                return None, f"End of record reached while expected to parse column terminated by '{quote}'"
            char = text[at]
            if self.escape and char == self.escape and self.escape != quote and at + 1 < len(text):
                parts.append(_unescaped(text[at + 1]))
                at += 2
            elif char == quote:
                if text.startswith(quote, at + 1):
                    parts.append(quote)
                    at += 2
                    continue
                at += 1
                break
            else:
                parts.append(char)
                at += 1
        if self.form["TRIM_SPACE"]:
            while at < len(text) and text[at] in " \t" and not self._stops(at):
                at += 1
        self.at = at
        value = "".join(parts)
        if at < len(text) and not self._stops(at):
            return None, f"Found character '{text[at]}' instead of field delimiter '{self.delimiter}'"
        return (None if value in self.nulls else value), None

    def _plain(self) -> str | None:
        text, begin = self.text, self.at
        at = begin
        parts: list[str] = []
        while at < len(text) and not self._stops(at):
            if self.escape_plain and text[at] == self.escape_plain and at + 1 < len(text):
                parts.append(_unescaped(text[at + 1]))
                at += 2
            else:
                parts.append(text[at])
                at += 1
        self.at = at
        raw = text[begin:at]
        value = "".join(parts)
        if self.form["TRIM_SPACE"]:
            raw, value = raw.strip(" \t"), value.strip(" \t")
        if raw in self.nulls or (not raw and self.form["EMPTY_FIELD_AS_NULL"]):
            return None
        return value


ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f"}


def _unescaped(char: str) -> str:
    return ESCAPES.get(char, char)
