"""A cursor over the tokens of one statement: what the hand-written grammars read from.

sqlglot's Snowflake tokenizer does the lexing; positions are normalised so that a token's `col` is the column of its
first character, counted from 0, and `line` counts from 1.  Invariant: every failure is a Snowflake syntax error
001003 that names the first token that does not fit, as written, or <EOF>.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from sqlglot.dialects.snowflake import Snowflake
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token, TokenType

from ecomsim import errors
from ecomsim.names import ObjectName, parse_name
from ecomsim.sqltext import spellings

SNOWFLAKE = Snowflake()

STRINGS = frozenset({TokenType.STRING, TokenType.RAW_STRING})
_NO_WORD = frozenset({*STRINGS, TokenType.IDENTIFIER, TokenType.NUMBER, TokenType.HEX_STRING, TokenType.BIT_STRING})

RESERVED = frozenset(
    """
    ALL ALTER AND ANY AS BETWEEN BY CHECK COLUMN CONNECT CONSTRAINT CREATE CROSS DELETE DISTINCT
    DROP ELSE EXISTS FALSE FOR FROM FULL GRANT GROUP HAVING ILIKE IN INNER INSERT INTERSECT INTO
    IS JOIN LATERAL LEFT LIKE MINUS NATURAL NOT NULL OF ON OR ORDER QUALIFY REGEXP REVOKE RIGHT
    RLIKE SAMPLE SELECT SET SOME TABLE TABLESAMPLE THEN TO TRUE TRY_CAST UNION UNIQUE UPDATE
    USING VALUES WHEN WHENEVER WHERE WITH
    """.split()  # noqa: SIM905
)
"""Words that are never identifiers without quotes ("Reserved & limited keywords")."""

Lookup = Callable[[str], Any]
"""Value of `$V`, `:NAME` or `?1` for IDENTIFIER(…) in places where a name must be known at parse time."""


def position(text: str, offset: int) -> tuple[int, int]:
    """Line (from 1) and column (from 0) of a character offset."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset) - 1


def tokenize(text: str) -> list[Token]:
    """The tokens of `text` without comments and optimizer hints.

    A bracket is put in front while lexing: sqlglot would otherwise swallow everything after EXECUTE, CALL and other
    leading words into one opaque string.
    """
    try:
        raw = SNOWFLAKE.tokenize("(" + text)
    except (SqlglotError, RecursionError, ValueError):
        raise errors.syntax_error(*position(text, len(text.rstrip())), "<EOF>") from None
    tokens = []
    for token in raw:
        if token.token_type is TokenType.HINT:
            continue
        token.start -= 1
        token.end -= 1
        if token.line == 1:
            token.col -= 1
        length = token.end - token.start + 1
        if length > token.col:  # spans lines: sqlglot tells where it ends
            token.line, token.col = position(text, max(token.start, 0))
        else:
            token.col -= length
        if token.comments:
            token.comments = []
        tokens.append(token)
    return spellings.plain(tokens[1:])


def without_semicolon(tokens: list[Token]) -> list[Token]:
    """The tokens without the semicolons that end the statement."""
    while tokens and tokens[-1].token_type is TokenType.SEMICOLON:
        tokens.pop()
    return tokens


def written(text: str, token: Token) -> str:
    """The token as it stands in the source."""
    return text[token.start : token.end + 1]


def syntax_error_at(text: str, token: Token | None) -> errors.SnowflakeError:
    """001003 at `token`, or at the end of the text when there is none."""
    if token is None:
        return errors.syntax_error(*position(text, len(text.rstrip())), "<EOF>")
    return errors.syntax_error(*position(text, token.start), written(text, token) or "<EOF>")


def is_word(token: Token) -> bool:
    """Unquoted word: an identifier or a keyword, whatever sqlglot calls it."""
    if token.token_type is TokenType.VAR:
        return True
    first = token.text[:1]
    return token.token_type not in _NO_WORD and (first.isalpha() or first == "_")


def single_words(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The same tokens with PRIMARY KEY, GROUP BY … taken apart, so that grammars see one word at a time."""
    out: list[Token] = []
    for token in tokens:
        if token.token_type is TokenType.VAR or token.token_type in _NO_WORD or not is_word(token):
            out.append(token)
            continue
        source = written(text, token)
        if len(source.split()) == 1:
            out.append(token)
            continue
        offset = token.start
        for part in source.split():
            offset = text.index(part, offset)
            line, column = position(text, offset)
            out.append(Token(TokenType.VAR, part, line, column, offset, offset + len(part) - 1, []))
            offset += len(part)
    return out


@dataclass(slots=True, kw_only=True)
class Cursor:
    """Where a grammar stands in a statement. `raw` are sqlglot's own tokens, `tokens` the single words."""

    text: str
    raw: Sequence[Token]
    tokens: Sequence[Token]
    index: int = 0
    timestamp_type: str = "TIMESTAMP_NTZ"  # what TIMESTAMP means: TIMESTAMP_TYPE_MAPPING
    lookup: Lookup | None = None
    _starts: list[int] = field(default_factory=list)

    # --- looking --------------------------------------------------------------------------------------------

    @property
    def current(self) -> Token | None:
        return self.tokens[self.index] if self.index < len(self.tokens) else None

    def ahead(self, distance: int = 1) -> Token | None:
        place = self.index + distance
        return self.tokens[place] if place < len(self.tokens) else None

    def word(self, distance: int = 0) -> str:
        """The unquoted word here (or `distance` tokens on) in upper case; '' when it is something else."""
        token = self.ahead(distance)
        return token.text.upper() if token is not None and is_word(token) else ""

    def at(self, *words: str) -> bool:
        """Whether exactly these words (upper case) or symbols come next."""
        for distance, word in enumerate(words):
            token = self.ahead(distance)
            if token is None or token.token_type in _NO_WORD or token.text.upper() != word:
                return False
        return True

    def at_any(self, *words: str) -> bool:
        return any(self.at(word) for word in words)

    @property
    def at_end(self) -> bool:
        return self.index >= len(self.tokens)

    @property
    def at_string(self) -> bool:
        return self.current is not None and self.current.token_type in STRINGS

    @property
    def at_number(self) -> bool:
        return self.current is not None and self.current.token_type is TokenType.NUMBER

    # --- moving ---------------------------------------------------------------------------------------------

    def fail(self, token: Token | None = None) -> NoReturn:
        """Syntax error at `token`, or at the current one."""
        raise syntax_error_at(self.text, token or self.current)

    def advance(self) -> Token:
        token = self.current
        if token is None:
            self.fail()
        self.index += 1
        return token

    def take(self, *words: str) -> bool:
        """Move over these words when they come next."""
        if not self.at(*words):
            return False
        self.index += len(words)
        return True

    def take_any(self, *words: str) -> str:
        """Move over the one of `words` that comes next and return it; '' when none does."""
        for word in words:
            if self.take(word):
                return word
        return ""

    def expect(self, *words: str) -> None:
        for word in words:
            if not self.take(word):
                self.fail()

    def finish(self) -> None:
        """The statement must end here."""
        if not self.at_end:
            self.fail()

    # --- values ---------------------------------------------------------------------------------------------

    def identifier(self, *, reserved: bool = False) -> str:
        """One folded identifier; `reserved` also lets keywords pass (option names, kinds)."""
        token = self.current
        if token is None or not (token.token_type is TokenType.IDENTIFIER or is_word(token)):
            self.fail()
        if token.token_type is not TokenType.IDENTIFIER and not reserved and token.text.upper() in RESERVED:
            self.fail()
        self.index += 1
        return token.text if token.token_type is TokenType.IDENTIFIER else token.text.upper()

    def name(self, most: int = 3) -> ObjectName:
        """A dotted name of up to `most` parts, or IDENTIFIER('…' | $variable | :bind | ?)."""
        if self.at("IDENTIFIER", "("):
            return self._dynamic_name()
        parts = [self.identifier()]
        while self.at(".") and len(parts) < most:
            self.index += 1
            parts.append("" if self.at(".") and len(parts) == 1 else self.identifier())
        return ObjectName(tuple(parts))

    def _dynamic_name(self) -> ObjectName:
        opening = self.current
        self.expect("IDENTIFIER", "(")
        if self.at_string:
            value: Any = self.string()
        else:
            value = self.looked_up()
        self.expect(")")
        try:
            return parse_name(str(value))
        except ValueError:
            raise syntax_error_at(self.text, opening) from None

    def looked_up(self) -> Any:
        """The value of $variable, :bind or ?, which must be known now."""
        if self.take("$"):
            key = "$" + self.identifier(reserved=True)
        elif self.take(":"):
            key = ":" + (self.advance().text if self.at_number else self.identifier(reserved=True))
        elif self.take("?"):
            key = f"?{sum(1 for token in self.tokens[: self.index] if token.token_type is TokenType.PLACEHOLDER)}"
        else:
            self.fail()
        if self.lookup is None:
            raise errors.unsupported(f"IDENTIFIER({key}) as the name of an object here")
        return self.lookup(key)

    def string(self) -> str:
        """A '…' or $$…$$ literal, or the text that :bind, ? or $variable is."""
        token = self.current
        if not self.at_string and self.lookup is not None and self.at_any(":", "?", "$"):
            value = self.looked_up()
            return value if isinstance(value, str) else self.fail(token)
        if not self.at_string:
            self.fail()
        return self.advance().text

    def integer(self) -> int:
        """An integer literal with an optional sign, or the integer that :bind, ? or $variable is."""
        token = self.current
        is_held = self.lookup is not None and self.at_any(":", "?", "$")
        value = self.looked_up() if is_held else self.number()
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail(token if is_held else self.tokens[self.index - 1])
        return value

    def number(self) -> int | float:
        sign = -1 if self.take("-") else 1
        self.take("+")
        if not self.at_number:
            self.fail()
        token = self.advance()
        try:
            return sign * (int(token.text) if token.text.isdigit() else float(token.text))
        except ValueError:
            self.fail(token)

    def names_in_parentheses(self) -> tuple[str, ...]:
        """(a, b, …): at least one identifier."""
        self.expect("(")
        names = [self.identifier()]
        while self.take(","):
            names.append(self.identifier())
        self.expect(")")
        return tuple(names)

    def names(self) -> tuple[ObjectName, ...]:
        """a, b.c, …: at least one dotted name."""
        found = [self.name()]
        while self.take(","):
            found.append(self.name())
        return tuple(found)

    # --- stretches of source --------------------------------------------------------------------------------

    def skip_parentheses(self) -> None:
        """Move over a balanced (…)."""
        self.expect("(")
        depth = 1
        while depth:
            token = self.advance()
            if token.token_type is TokenType.L_PAREN:
                depth += 1
            elif token.token_type is TokenType.R_PAREN:
                depth -= 1

    def skip_until(self, *words: str) -> None:
        """Move to the next of `words` outside brackets and CASE … END, to an unmatched ) or to the end."""
        depth = 0
        while (token := self.current) is not None:
            kind = token.token_type
            if kind in (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE) or kind is TokenType.CASE:
                depth += 1
            elif kind in (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE):
                if depth == 0:
                    return
                depth -= 1
            elif kind is TokenType.END and depth:
                depth -= 1
            elif (
                depth == 0
                and kind not in _NO_WORD
                and token.text.upper() in words
                and not self._is_distinct_from()
                and not self._after_dot()
            ):
                return
            self.index += 1

    def _is_distinct_from(self) -> bool:
        return self.at("FROM") and self.index > 1 and self.tokens[self.index - 1].text.upper() == "DISTINCT"

    def _after_dot(self) -> bool:
        return self.index > 0 and self.tokens[self.index - 1].text in (".", ":")

    def source(self, first: int, last: int | None = None) -> str:
        """The source between token `first` and token `last` (exclusive; default here), as written."""
        stop = self.index if last is None else last
        if first >= stop:
            return ""
        return self.text[self.tokens[first].start : self.tokens[stop - 1].end + 1]

    def rest(self) -> str:
        """Everything from here to the end, as written; moves to the end."""
        if self.at_end:
            return ""
        first = self.index
        self.index = len(self.tokens)
        return self.source(first)

    def raw_slice(self, first: int, last: int | None = None) -> tuple[int, int]:
        """Where the tokens [first, last) lie in `raw`."""
        if not self._starts:
            self._starts.extend(token.start for token in self.raw)
        stop = self.index if last is None else last
        begin = self.tokens[first].start if first < len(self.tokens) else len(self.text)
        end = self.tokens[stop].start if stop < len(self.tokens) else len(self.text)
        return bisect_left(self._starts, begin), bisect_left(self._starts, end)


def cursor(
    text: str,
    *,
    timestamp_type: str = "TIMESTAMP_NTZ",
    lookup: Lookup | None = None,
    tokens: Sequence[Token] | None = None,
) -> Cursor:
    """A cursor at the start of `text`; `tokens` when it has been tokenized already."""
    raw = tokenize(text) if tokens is None else tokens
    return Cursor(
        text=text,
        raw=raw,
        tokens=single_words(text, raw),
        timestamp_type=timestamp_type,
        lookup=lookup,
    )
