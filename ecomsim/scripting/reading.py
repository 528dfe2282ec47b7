"""What every statement of Scripting is made of: variables, SQL up to its end, expressions, places.

Source: spec/scripting.md sections 1 to 9.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import NoReturn

from sqlglot.tokens import Token

from ecomsim.scripting import nodes, scope, sql
from ecomsim.scripting.nodes import Expression, Place, Sql
from ecomsim.scripting.scope import Scopes
from ecomsim.sqltext.cursor import Cursor


@dataclass(slots=True)
class Reader(ABC):
    """Parts of statements, read from the cursor `at`. allows_sql: False in the body of a function."""

    at: Cursor
    scopes: Scopes
    allows_sql: bool = field(default=True, kw_only=True)

    @abstractmethod
    def inner_block(self) -> nodes.Block:
        """Read a block that sees no variables of this one."""

    def _using(self) -> tuple[str, ...]:
        if not self.at.take("USING"):
            return ()
        self.at.expect("(")
        names = self.variables()
        self.at.expect(")")
        return names

    def variables(self) -> tuple[str, ...]:
        """name or :name, separated by commas."""
        names = []
        while True:
            self.at.take(":")
            names.append(self._name_of("variable"))
            if not self.at.take(","):
                return tuple(names)

    def _name_of(self, kind: scope.Kind) -> str:
        token = self.at.current
        name = self.at.identifier()
        if self.scopes.kind(name) != kind:
            self._unknown(name, token)
        return name

    @abstractmethod
    def call_nested(self) -> nodes.CallNested:
        """Read CALL of a procedure that the block declares."""

    # --- SQL -----------------------------------------------------------------------------------------------

    def _source(self) -> nodes.Runnable | nodes.Async:
        """[ASYNC] (statement), the source of a RESULTSET."""
        return self._async() if self.at.at("ASYNC", "(") else self._parenthesised()

    def _parenthesised(self) -> nodes.Runnable:
        self.at.expect("(")
        source = self._runnable()
        self.at.expect(")")
        return source

    def _async(self) -> nodes.Async:
        place = self.place()
        self.at.expect("ASYNC")
        token = self.at.ahead()
        source = self._parenthesised()
        if isinstance(source, nodes.CallNested):  # a child job runs a statement of the session
            self.at.fail(token)
        return nodes.Async(source=source, place=place)

    def _runnable(self) -> nodes.Runnable:
        if self.at.at("EXECUTE", "IMMEDIATE") and self.allows_sql:
            return self._execute_immediate()
        if self.at.at("CALL") and self.scopes.kind(self.at.word(1)) == "procedure":
            return self.call_nested()
        return self._sql()

    def _execute_immediate(self) -> nodes.ExecuteImmediate:
        place = self.place()
        self.at.expect("EXECUTE", "IMMEDIATE")
        source = self.expression(";", "USING")
        return nodes.ExecuteImmediate(source=source, using=self._using(), place=place)

    def _sql(self) -> Sql:
        """A SQL statement up to its semicolon, or to the bracket that closes around it."""
        if not self.allows_sql:
            self.at.fail()
        return sql.read(self.at, self.scopes, self.inner_block)

    # --- expressions ---------------------------------------------------------------------------------------

    def expression(self, *stops: str) -> Expression:
        first = self.at.index
        self.at.skip_until(*stops, ";")
        if self.at.index == first:
            self.at.fail()
        begin, end = self.at.raw_slice(first)
        return scope.read(self.at.text, self.at.raw, begin, end, self.scopes)

    def place(self) -> Place:
        token = self.at.current
        return Place(token.line, token.col) if token is not None else Place(1, 0)

    def _unknown(self, name: str, token: Token | None = None) -> NoReturn:
        sql.unknown(name, token or self.at.tokens[self.at.index - 1])
