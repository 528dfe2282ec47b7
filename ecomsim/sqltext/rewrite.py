"""Token rewriting before sqlglot parses: function calls stay as written, and what sqlglot would let pass is refused.

One walk over the tokens of a query or an expression.  Invariant: every token that goes out keeps the offsets of the
token it came from, so errors and meta data always point into the user's text.

- `name(` becomes a call of an unknown function (the name gets a prefix no user can type), so that sqlglot keeps name
  and arguments untouched; CURRENT_DATE and its like without brackets become calls too.
- `@stage/path` after FROM becomes a string, so that words of a path are no keywords.
- `{…}` becomes OBJECT_CONSTRUCT(…), a list `[…]` ARRAY_CONSTRUCT(…).
- SELECT keywords carry a comment that identifies them in the tree, the ranges of their lists are kept; the n-th `?`
  becomes the bind variable `?n`.
- DATE_PART(part FROM x) becomes DATE_PART(part, x).
- `DATE '…'::t` becomes `(DATE '…')::t`: the cast is of the date, not of its text.
- What sqlglot does not read of types becomes what it does (type_tokens).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from sqlglot.tokens import Token, TokenType

from ecomsim import errors
from ecomsim.sqltext import match_condition, nth_value, type_tokens
from ecomsim.sqltext.cursor import RESERVED, is_word, syntax_error_at
from ecomsim.sqltext.token_kinds import (
    BEFORE_NAME,
    BEFORE_SELECT,
    CLAUSES_NOT_RESERVED,
    CLOSING,
    FUNCTION_NAMES,
    INFIX,
    LIST_ENDS,
    LITERALS,
    NO_OPERAND,
    NO_PAREN_FUNCTIONS,
    OPENING,
    OPERAND_ENDS,
    PREFIX_WORDS,
    SPECIAL,
    STAR_CLAUSES,
    TEXTS,
    TYPES_OF_LITERALS,
    VALUE_ENDS,
    WANTS_OPERAND,
)
from ecomsim.sqltext.type_tokens import copied

T = TokenType

MARK = "\x01"
"""Prefix of a function name in the rewritten tokens."""

NULLS_PLACED = MARK + "nulls"  # comment of FIRST and LAST after NULLS: the order says where they go

MAX_NESTING = 150
"""Levels of brackets; what lies deeper would exhaust the parser's stack."""


@dataclass(slots=True)
class _Frame:
    """One open bracket: its kind, and the select list being read inside it (first token of the running item)."""

    opening: TokenType | None
    constructor: bool = False  # {…} or […] that became a call
    wants_key: bool = False  # inside {…}: the next ':' ends a key
    select: int | None = None
    item: int = 0
    type: str = ""  # inside the brackets of a type: its name


@dataclass(slots=True)
class Rewritten:
    """tokens: for sqlglot; lists: number of a SELECT keyword → (first, last) original token index of each item."""

    tokens: list[Token]
    lists: dict[int, list[tuple[int, int]]]


@dataclass(slots=True)
class _Rewriter:
    text: str
    source: Sequence[Token]
    after: Token | None  # what follows the stretch: the culprit when it ends too early
    first: int
    last: int
    binds: int = 0
    out: list[Token] = field(default_factory=list)
    lists: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    frames: list[_Frame] = field(default_factory=lambda: [_Frame(None)])
    match: dict[int, int] = field(default_factory=dict)
    path_until: int = -1  # inside @stage/path
    pattern_until: int = -1  # inside PATTERN (a b+ …) of MATCH_RECOGNIZE
    name_at: int = -2  # the last keyword that was read as a name
    recognizes: bool = False
    verbatim_until: int = -1  # inside the brackets of a type or of an alias

    def fail(self, index: int) -> NoReturn:
        raise syntax_error_at(self.text, self.source[index] if index < self.last else self.after)

    def kind(self, index: int) -> TokenType | None:
        return self.source[index].token_type if self.first <= index < self.last else None

    def _before(self, index: int) -> TokenType | None:
        """Kind of the token before `index`; VAR when that was a keyword used as a name, STRING for a stage's path."""
        if index - 1 == self.path_until >= self.first:
            return T.STRING
        return T.VAR if index - 1 == self.name_at else self.kind(index - 1)

    def run(self) -> Rewritten:
        if self.first >= self.last:
            self.fail(self.last)
        self._match_brackets()
        kinds = [token.token_type for token in self.source[self.first : self.last]]
        self.recognizes = T.MATCH_RECOGNIZE in kinds
        if T.MATCH_CONDITION in kinds:
            match_condition.check(self.source, self.match)
        for index in range(self.first, self.last):
            if index <= self.path_until:
                continue
            kind, before = kinds[index - self.first], kinds[index - self.first - 1]
            if kind is T.PARAMETER and before in (T.FROM, T.JOIN) and self.source[index].text == "@":
                self._stage_path(index)
            elif kind is T.FROM and before is T.R_PAREN and nth_value.counts_from(self.source, self.match, index):
                self.path_until = index + 1  # both words go out, and what stood before them was a value
            elif index > self.first and self._is_plain_value(kind, before):
                self.out.append(self.source[index])
            else:
                self._token(index, self.source[index])
        last = self._before(self.last)
        if last in WANTS_OPERAND or last is T.VALUES:
            self.fail(self.last)
        self._end_list(self.last)
        return Rewritten(self.out, self.lists)

    def _stage_path(self, index: int) -> None:
        """One string for `@` and the tokens that touch it and each other, up to a bracket or comma."""
        end = index
        while self.kind(end + 1) not in (None, T.L_PAREN, T.R_PAREN, T.COMMA, T.SEMICOLON):
            if self.source[end].end + 1 != self.source[end + 1].start:
                break
            end += 1
        if end == index:
            self.fail(index + 1)
        self.path_until = end
        path = self.text[self.source[index].start : self.source[end].end + 1]
        self.out.append(copied(self.source[index], kind=T.STRING, text=path))

    def _match_brackets(self) -> None:
        stack: list[int] = []
        for index in range(self.first, self.last):
            kind = self.source[index].token_type
            if kind in OPENING:
                stack.append(index)
                if len(stack) > MAX_NESTING:
                    raise errors.unsupported(f"more than {MAX_NESTING} levels of nesting")
            elif kind in CLOSING:
                if not stack or self.source[stack[-1]].token_type is not CLOSING[kind]:
                    self.fail(index)
                self.match[stack.pop()] = index

    def _is_plain_value(self, kind: TokenType, before: TokenType) -> bool:
        """A literal or a comma in a list of literals: most of a long VALUES, and nothing to decide about."""
        if kind in LITERALS:
            return before is T.COMMA or before is T.L_PAREN
        frame = self.frames[-1]
        return kind is T.COMMA and before in LITERALS and frame.opening is T.L_PAREN and frame.select is None

    def _token(self, index: int, token: Token) -> None:
        kind = token.token_type
        before = self._before(index)
        if index > self.pattern_until:
            self._check(index, kind, before)
        if index <= self.verbatim_until:
            self._verbatim(index, token)
            return
        follows = self.kind(index + 1)
        if follows is T.L_PAREN and kind is T.VAR and token.text.upper() == "PATTERN" and self.recognizes:
            self.pattern_until = self.verbatim_until = self.match.get(index + 1, self.last)
            self.out.append(token)
            return
        if kind in OPENING:
            self._open(index, token)
        elif follows is not T.L_PAREN and self._is_plain_name(index, token, before):
            self.name_at = index
            self.out.append(copied(token, kind=T.VAR))
        elif kind in CLOSING:
            self._close(index, token)
        elif kind is T.SELECT:
            self._begin_list(index)
            self.out.append(copied(token, comments=[f"{MARK}{index}"]))
        elif kind is T.COMMA:
            self._comma(index)
            self.out.append(token)
        elif kind is T.COLON and self.frames[-1].wants_key:
            self.frames[-1].wants_key = False
            self.out.append(copied(token, kind=T.COMMA))
        elif kind is T.FROM and self._ends_date_part(index):
            self.out.append(copied(token, kind=T.COMMA, text=","))
        elif kind is T.LT and type_tokens.ends_nested_type(self.source, self.match, index - 1):
            self.out += type_tokens.apart(token)
        elif kind is T.PLACEHOLDER:
            self.binds += 1
            self.out.append(copied(token, kind=T.COLON, text=":"))
            self.out.append(copied(token, kind=T.VAR, text=f"{MARK}?{self.binds}"))
        elif follows is T.L_PAREN and self._is_call(index, token, before):
            name = token.text if kind is T.IDENTIFIER else token.text.upper()
            self.out.append(copied(token, kind=T.VAR, text=MARK + name))
        elif follows is T.DCOLON and kind in TEXTS and before in TYPES_OF_LITERALS:
            self.out.insert(-1, copied(self.out[-1], kind=T.L_PAREN, text="("))
            self.out += [token, copied(token, kind=T.R_PAREN, text=")")]
        elif kind in NO_PAREN_FUNCTIONS and follows is not T.L_PAREN and before not in (T.DOT, T.ALIAS):
            self.out.append(copied(token, kind=T.VAR, text=MARK + token.text.upper()))
            self.out.append(copied(token, kind=T.L_PAREN, text="("))
            self.out.append(copied(token, kind=T.R_PAREN, text=")"))
        else:
            if kind in LIST_ENDS:
                self._maybe_end_list(index, before)
            if before in (T.ALIAS, T.DCOLON) and follows is T.L_PAREN and is_word(token):
                self.verbatim_until = self.match.get(index + 1, self.last)
            places_nulls = index > self.first and self.source[index - 1].text.upper() == "NULLS"
            self.out.append(copied(token, comments=[NULLS_PLACED]) if places_nulls else token)

    def _verbatim(self, index: int, token: Token) -> None:
        """A token in the brackets of a type or of an alias."""
        kind = token.token_type
        if kind in OPENING:
            self.frames.append(_Frame(kind, type=self.source[index - 1].text.upper()))
        elif kind in CLOSING:
            self.frames.pop()
        found = type_tokens.inside(self.source, index, self.frames[-1].type)
        if found is None:
            self.fail(index + 1)
        self.out += found

    def _ends_date_part(self, index: int) -> bool:
        """Whether FROM at `index` is that of DATE_PART(part FROM x), the other spelling of DATE_PART(part, x)."""
        opens = index - 3 >= self.first and self.source[index - 2].token_type is T.L_PAREN
        return opens and self.source[index - 3].text.upper() == "DATE_PART"

    def _spreads(self, index: int) -> bool:
        """Whether the star at `index` ends the ** of (** array) or (x, ** array)."""
        first = self.source[index - 1]
        opens = index >= 2 and self.source[index - 2].token_type in (T.L_PAREN, T.COMMA)
        return opens and first.end + 1 == self.source[index].start

    def _check(self, index: int, kind: TokenType, before: TokenType | None) -> None:
        """Refuse what sqlglot would silently accept."""
        if before in WANTS_OPERAND and kind in NO_OPERAND and not self._may_follow(index, kind, before):
            self.fail(index)
        if kind is T.SELECT and before in WANTS_OPERAND - BEFORE_SELECT:
            self.fail(index)
        is_word_of_sql = kind is not T.IDENTIFIER and self.source[index].text.upper() in RESERVED
        if before is T.ALIAS and is_word_of_sql and not self.recognizes:  # DEFINE a AS TRUE
            self.fail(index)
        if before is None and (kind in NO_OPERAND or kind is T.DARROW):
            self.fail(index)
        if before is T.L_PAREN and (
            kind is T.COMMA
            or kind is T.FROM
            or (kind is T.R_PAREN and self.kind(index - 2) in (T.IN, T.ON, T.USING, T.VALUES))
        ):
            self.fail(index)
        if before is T.STAR and kind is T.STAR and not self._spreads(index):
            self.fail(index)
        if before in (T.STRING, T.RAW_STRING) and kind in (T.STRING, T.RAW_STRING):
            self.fail(index)
        if kind is T.PLACEHOLDER and before in VALUE_ENDS:
            self.fail(index)
        if kind is T.VAR:
            first = self.source[index].text[:1]
            if not (first.isalpha() or first == "_") and before not in (T.PARAMETER, T.DOT, T.COLON):
                self.fail(index)
        elif kind in (T.UNKNOWN, T.HASH, T.BACKSLASH, T.BLOCK_START, T.BLOCK_END):
            self.fail(index)

    def _may_follow(self, index: int, kind: TokenType, before: TokenType) -> bool:
        if before is T.DOT and is_word(self.source[index]):  # a key of a path
            return True
        if kind in CLAUSES_NOT_RESERVED:
            return before in BEFORE_NAME
        if before is T.COMMA:  # a trailing comma is allowed in a select list only
            return kind is T.FROM and self.frames[-1].select is not None
        return before is T.DISTINCT and kind is T.FROM and self.kind(index - 2) in (T.IS, T.NOT)

    def _is_plain_name(self, index: int, token: Token, before: TokenType | None) -> bool:
        """A keyword that can only be a name here: a part of a dotted name, a key of a path, a column named LIMIT."""
        if before is T.DOT or (before is T.COLON and self.frames[-1].opening is not T.L_BRACE):
            return is_word(token)
        return token.token_type in CLAUSES_NOT_RESERVED and before in BEFORE_NAME

    def _is_call(self, index: int, token: Token, before: TokenType | None) -> bool:
        kind = token.token_type
        upper = token.text.upper()
        if kind is not T.IDENTIFIER and upper in SPECIAL:
            return False
        if upper == "POSITION" and self._has_in(index + 1):
            return False
        if before is T.DOT:
            return is_word(token) or kind is T.IDENTIFIER
        if kind not in FUNCTION_NAMES:
            return False
        if before in (T.ALIAS, T.DCOLON):
            return False
        if before in OPERAND_ENDS and self.source[index - 1].text.upper() not in PREFIX_WORDS:
            return False
        if kind in INFIX and before in (T.NOT, T.END, T.NULL, T.TRUE, T.FALSE):
            return before is T.NOT and self.kind(index - 2) not in OPERAND_ENDS
        if before is T.STAR and upper in STAR_CLAUSES and self._is_wildcard(index - 1):
            return False
        closing = self.match.get(index + 1)
        return not (closing is not None and self.kind(closing + 1) is T.ALIAS and self.kind(closing + 2) is T.L_PAREN)

    def _has_in(self, opening: int) -> bool:
        depth = 0
        for index in range(opening, self.match.get(opening, opening)):
            kind = self.source[index].token_type
            depth += (kind in OPENING) - (kind in CLOSING)
            if depth == 1 and kind is T.COMMA:
                return False
            if depth == 1 and kind is T.IN:
                return True
        return False

    def _is_wildcard(self, star: int) -> bool:
        return self.kind(star - 1) in (T.SELECT, T.COMMA, T.DOT, T.DISTINCT, T.ALL, T.L_PAREN, T.L_BRACE)

    # --- brackets -------------------------------------------------------------------------------------------

    def _open(self, index: int, token: Token) -> None:
        kind = token.token_type
        is_list = kind is T.L_BRACKET and not self._is_subscript(index)
        if kind is T.L_BRACE or is_list:
            name = "OBJECT_CONSTRUCT" if kind is T.L_BRACE else "ARRAY_CONSTRUCT"
            self.out.append(copied(token, kind=T.VAR, text=MARK + name))
            self.out.append(copied(token, kind=T.L_PAREN, text="("))
            self.frames.append(_Frame(kind, constructor=True, wants_key=kind is T.L_BRACE))
        else:
            self.out.append(token)
            self.frames.append(_Frame(kind))

    def _is_subscript(self, index: int) -> bool:
        before = self.kind(index - 1)
        if before in OPERAND_ENDS:
            return True
        return self.kind(index - 2) in (T.DOT, T.COLON) and is_word(self.source[index - 1])

    def _close(self, index: int, token: Token) -> None:
        self._end_list(index)
        frame = self.frames.pop()
        self.out.append(copied(token, kind=T.R_PAREN, text=")") if frame.constructor else token)

    def _comma(self, index: int) -> None:
        frame = self.frames[-1]
        if frame.opening is T.L_BRACE:
            frame.wants_key = True
        if frame.select is not None:
            self.lists[frame.select].append((frame.item, index - 1))
            frame.item = index + 1

    # --- select lists ---------------------------------------------------------------------------------------

    def _begin_list(self, index: int) -> None:
        frame = self.frames[-1]
        frame.select = index
        self.lists[index] = []
        frame.item = index + 1
        if self.kind(frame.item) in (T.DISTINCT, T.ALL):
            frame.item += 1
        if self.kind(frame.item) is T.TOP:
            frame.item += 2

    def _maybe_end_list(self, index: int, before: TokenType | None) -> None:
        if before in (T.DOT, T.ALIAS, T.SELECT) or (before is T.COMMA and self.kind(index) is not T.FROM):
            return
        if before is T.DISTINCT and self.kind(index - 2) in (T.IS, T.NOT):
            return
        self._end_list(index)

    def _end_list(self, index: int) -> None:
        frame = self.frames[-1]
        if frame.select is not None:
            if index - 1 >= frame.item:
                self.lists[frame.select].append((frame.item, index - 1))
            frame.select = None


def rewrite(text: str, tokens: Sequence[Token], first: int, last: int) -> Rewritten:
    """Prepare tokens [first, last) of `text` for sqlglot.

    Raises the syntax error Snowflake gives for an operand that is missing, brackets that do not match and characters
    that belong to no token.
    """
    after = tokens[last] if last < len(tokens) else None
    for token in tokens[first:last]:
        if MARK in token.text and token.token_type is T.VAR:  # a control character of the user's is no mark of ours
            raise syntax_error_at(text, token)
    # a statement's expressions are read one by one, its binds are numbered through
    binds = sum(token.token_type is T.PLACEHOLDER for token in tokens[:first])
    return _Rewriter(text, tokens, after, first, last, binds=binds).run()
