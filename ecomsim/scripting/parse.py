"""The grammar of Snowflake Scripting: a block's text to its tree.

SQL statements inside a block stay text (the session parses them when they run); expressions are parsed and their
variables resolved here, so a name that does not exist fails before anything runs.
Source: spec/scripting.md sections 1 to 9.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from sqlglot.tokens import Token, TokenType

from ecomsim import errors
from ecomsim.scripting import nested, nodes, scope, sql
from ecomsim.scripting.nodes import Body, Expression, Handler, Node, Place
from ecomsim.scripting.reading import Reader
from ecomsim.scripting.scope import Scopes
from ecomsim.scripting.tokens import of_block
from ecomsim.sqltext.cursor import cursor
from ecomsim.sqltext.datatypes import read_type
from ecomsim.values.types import SnowflakeType

_ENDS = ("END", "EXCEPTION", "ELSEIF", "ELSE", "UNTIL", "WHEN")


@lru_cache(maxsize=500)
def parse_block(text: str, arguments: tuple[str, ...] = (), *, allows_sql: bool = True) -> nodes.Block:
    """Read DECLARE … BEGIN … END. `arguments` are variables that exist already (folded names).

    Raises 001003 for bad syntax, a SQL statement where none is allowed included, 000904 for unknown variables, 092228
    where a type cannot be inferred.
    """
    grammar = _Grammar(cursor(text, tokens=of_block(text)), Scopes(arguments), allows_sql=allows_sql)
    block = grammar.block()
    grammar.at.finish()
    return block


@dataclass(slots=True)
class _Grammar(Reader):
    """Recursive descent over the cursor `at`. `loops`: for each loop around, the labels that are left for."""

    loops: list[list[tuple[str, Token]]] = field(default_factory=list)

    def inner_block(self) -> nodes.Block:
        return _Grammar(self.at, Scopes()).block()

    def call_nested(self) -> nodes.CallNested:
        return nested.read_call(self)

    # --- blocks --------------------------------------------------------------------------------------------

    def block(self) -> nodes.Block:
        self.scopes.push()
        declarations: list[nodes.Declaration] = []
        if self.at.take("DECLARE"):
            while not self.at.at("BEGIN"):
                declarations.append(self._declaration())
                self.at.expect(";")
        self.at.expect("BEGIN")
        self.scopes.push()  # what LET declares
        body = self._body()
        lets = self.scopes.pop()
        handlers: list[Handler] = []
        if self.at.take("EXCEPTION"):
            while self.at.take("WHEN"):
                handlers.append(self._handler(lets))
        self.at.expect("END")
        if not self.at.at_end and not self.at.at(";"):
            self.at.identifier()
        self.scopes.pop()
        return nodes.Block(declarations=tuple(declarations), body=body, handlers=tuple(handlers))

    def _handler(self, lets: dict[str, scope.Kind]) -> Handler:
        """WHEN … THEN …; names of LET are visible only to a handler that goes on in the block."""
        names = [self.at.identifier(reserved=True)]
        while self.at.take("OR"):
            names.append(self.at.identifier(reserved=True))
        continues = self.at.take_any("EXIT", "CONTINUE") == "CONTINUE"
        self.at.expect("THEN")
        self.scopes.push(lets if continues else None)
        body = self._body()
        self.scopes.pop()
        return Handler(names=tuple(names), continues=continues, body=body)

    def _body(self) -> Body:
        """Statements up to the word that ends the list; each ends with a semicolon."""
        found: list[Node] = []
        while not self.at.at_any(*_ENDS):
            found.append(self._statement())
            self.at.expect(";")
        return tuple(found)

    def _statement(self) -> Node:
        word = self.at.word()
        if word == "BEGIN" and sql.begins_transaction(self.at):
            return self._sql()
        if self.at.at(word or "-", ":="):
            return self._assignment()
        if self.at.at("NULL", ";"):
            self.at.advance()
            return nodes.Nothing()
        if word.startswith("SYSTEM$") and self.at.at(word, "("):
            return nodes.Evaluate(value=self.expression(";"))
        read = _STATEMENTS.get(word)
        return read(self) if read is not None else self._runnable()

    # --- declarations --------------------------------------------------------------------------------------

    def _declaration(self) -> nodes.Declaration:
        """One item of DECLARE, or what follows LET."""
        place = self.place()
        name = self.at.identifier()
        if self.at.take("CURSOR"):
            self.at.expect("FOR")
            return self._cursor(name)
        if self.at.take("RESULTSET"):
            source = self._source() if self.at.take_any(":=", "DEFAULT") else None
            self.scopes.declare(name, "resultset")
            return nodes.DeclareResultSet(name=name, source=source)
        if self.at.take("EXCEPTION"):
            return self._exception(name)
        if self.at.at("PROCEDURE", "("):
            return nested.read(self, name, _Grammar(self.at, self.scopes, allows_sql=self.allows_sql).block)
        return self._variable(name, place)

    def _let(self) -> nodes.Declaration:
        self.at.expect("LET")
        first = self.at.index
        declared = self._declaration()
        written = self.at.tokens[first : self.at.index]
        arrow = next((token for token in written if token.token_type is TokenType.DARROW), None)
        if arrow is not None and isinstance(declared, nodes.DeclareResultSet):  # s1 ->> s2 may only be assigned later
            self.at.fail(arrow)
        if isinstance(declared, nodes.DeclareProcedure) or (
            isinstance(declared, nodes.DeclareVariable) and declared.value is None
        ):
            self.at.fail()
        return declared

    def _cursor(self, name: str) -> nodes.DeclareCursor:
        self.scopes.declare(name, "cursor")
        following = self.at.ahead()
        if self.at.word() and following is not None and following.text == ";":
            source = self.at.identifier()
            if self.scopes.kind(source) != "resultset":
                self._unknown(source)
            return nodes.DeclareCursor(name=name, resultset=source)
        if not self.at.at_any("SELECT", "WITH", "("):  # SHOW and EXECUTE IMMEDIATE go through a RESULTSET
            self.at.fail()
        return nodes.DeclareCursor(name=name, query=self._sql())

    def _exception(self, name: str) -> nodes.DeclareException:
        number, message = -20000, ""
        if self.at.take("("):
            token = self.at.current
            number = self.at.integer()
            if not -20999 <= number <= -20000:
                self.at.fail(token)
            self.at.expect(",")
            message = self.at.string()
            self.at.expect(")")
        self.scopes.declare(name, "exception")
        return nodes.DeclareException(name=name, number=number, message=message)

    def _variable(self, name: str, place: Place) -> nodes.DeclareVariable:
        kind: SnowflakeType | None = None
        if not self.at.at_any(":=", "DEFAULT"):
            kind = read_type(self.at)
        value = self.expression(";") if self.at.take_any(":=", "DEFAULT") else None
        if kind is None and value is not None and not value.infers_type:
            raise errors.fail(
                92228,
                "P0000",
                f"SQL compilation error:\nerror line {place.line} at position {place.position}\n"
                f"variable '{name}' cannot have its type inferred from initializer",
            )
        self.scopes.declare(name, "variable")
        return nodes.DeclareVariable(name=name, type=kind, value=value, place=place)

    def _assignment(self) -> Node:
        token = self.at.current
        name = self.at.identifier()
        self.at.expect(":=")
        kind = self.scopes.kind(name)
        if kind == "resultset":
            return nodes.Assign(name=name, value=self._source())
        if kind != "variable" or name in scope.STATUS:
            self._unknown(name, token)
        return nodes.Assign(name=name, value=self.expression(";"))

    # --- branches and loops --------------------------------------------------------------------------------

    def _if(self) -> nodes.If:
        self.at.expect("IF")
        branches = [self._branch()]
        while self.at.take("ELSEIF"):
            branches.append(self._branch())
        otherwise = self._body() if self.at.take("ELSE") else ()
        self.at.expect("END", "IF")
        return nodes.If(branches=tuple(branches), otherwise=otherwise)

    def _branch(self) -> tuple[Expression, Body]:
        condition = self._condition()
        self.at.expect("THEN")
        return condition, self._body()

    def _condition(self) -> Expression:
        self.at.expect("(")
        condition = self.expression()
        self.at.expect(")")
        return condition

    def _case(self) -> nodes.If:
        self.at.expect("CASE")
        subject = None if self.at.at("WHEN") else self._subject()
        branches = []
        while self.at.take("WHEN"):
            value = self.expression("THEN")
            self.at.expect("THEN")
            branches.append((value if subject is None else scope.equals(subject, value), self._body()))
        if not branches:
            self.at.fail()
        otherwise = self._body() if self.at.take("ELSE") else ()
        self.at.expect("END")
        self.at.take("CASE")
        return nodes.If(branches=tuple(branches), otherwise=otherwise)

    def _subject(self) -> Expression:
        """What a simple CASE compares: the reference page wants parentheses, scripts that run leave them out."""
        return self._condition() if self.at.at("(") else self.expression("WHEN")

    def _for(self) -> Node:
        self.at.expect("FOR")
        variable = self.at.identifier()
        self.at.expect("IN")
        following = self.at.word(1)
        if following in ("DO", "LOOP") and self.scopes.kind(self.at.word()) in ("cursor", "resultset"):
            place = self.place()
            source = self.at.identifier()
            body, label = self._loop_body(variable, "record")
            return nodes.ForRows(variable=variable, source=source, body=body, label=label, place=place)
        reverse = self.at.take("REVERSE")
        start = self.expression("TO")
        self.at.expect("TO")
        end = self.expression("DO", "LOOP")
        body, label = self._loop_body(variable, "variable")
        return nodes.ForRange(variable=variable, start=start, end=end, reverse=reverse, body=body, label=label)

    def _loop_body(self, variable: str, kind: scope.Kind) -> tuple[Body, str | None]:
        pair = self._loop_word("FOR")
        self.scopes.push()
        self.scopes.declare(variable, kind)
        body = self._rounds()
        self.scopes.pop()
        self.at.expect("END", pair)
        return body, self._loop_label()

    def _rounds(self) -> Body:
        """The statements of a loop, which BREAK and CONTINUE may leave."""
        self.loops.append([])
        return self._body()

    def _loop_label(self) -> str | None:
        """[label] after END LOOP; what BREAK and CONTINUE inside named besides it belongs to a loop around."""
        label = self._label()
        left = [(name, token) for name, token in self.loops.pop() if name != label]
        if left and not self.loops:
            self.at.fail(left[0][1])
        if left:
            self.loops[-1].extend(left)
        return label

    def _loop_word(self, after_do: str) -> str:
        """DO or LOOP, and the word that then follows END."""
        return after_do if (self.at.take_any("DO", "LOOP") or self.at.fail()) == "DO" else "LOOP"

    def _while(self) -> nodes.Loop:
        self.at.expect("WHILE")
        condition = self._condition()
        pair = self._loop_word("WHILE")
        body = self._rounds()
        self.at.expect("END", pair)
        return nodes.Loop(condition=condition, until=False, body=body, label=self._loop_label())

    def _repeat(self) -> nodes.Loop:
        self.at.expect("REPEAT")
        body = self._rounds()
        self.at.expect("UNTIL")
        condition = self._condition()
        self.at.expect("END", "REPEAT")
        return nodes.Loop(condition=condition, until=True, body=body, label=self._loop_label())

    def _loop(self) -> nodes.Loop:
        self.at.expect("LOOP")
        body = self._rounds()
        self.at.expect("END", "LOOP")
        return nodes.Loop(condition=None, until=False, body=body, label=self._loop_label())

    def _label(self) -> str | None:
        """A label may be any word, as OUTER and INNER."""
        return None if self.at.at(";") else self.at.identifier(reserved=True)

    def _leave(self) -> nodes.Leave:
        token = self.at.advance()
        if not self.loops:
            self.at.fail(token)
        kind = "BREAK" if token.text.upper() in ("BREAK", "EXIT") else "CONTINUE"
        named = self.at.current
        label = self._label()
        if label is not None and named is not None:
            self.loops[-1].append((label, named))
        return nodes.Leave(kind=kind, label=label)  # type: ignore[arg-type]

    # --- leaving and failing -------------------------------------------------------------------------------

    def _return(self) -> nodes.Return:
        place = self.place()
        self.at.expect("RETURN")
        if self.at.at(";"):
            return nodes.Return(place=place)
        if not self.at.at("TABLE", "("):
            return nodes.Return(value=self.expression(";"), place=place)
        self.at.expect("TABLE", "(")
        wanted: scope.Kind = "resultset"
        if self.at.take("RESULTSET_FROM_CURSOR", "("):
            wanted = "cursor"
        name = self._name_of(wanted)
        if wanted == "cursor":
            self.at.expect(")")
        self.at.expect(")")
        return nodes.Return(table=name, place=place)

    def _raise(self) -> nodes.Raise:
        place = self.place()
        self.at.expect("RAISE")
        return nodes.Raise(name=None if self.at.at(";") else self._name_of("exception"), place=place)

    # --- cursors -------------------------------------------------------------------------------------------

    def _open(self) -> nodes.OpenCursor:
        place = self.place()
        self.at.expect("OPEN")
        return nodes.OpenCursor(name=self._name_of("cursor"), using=self._using(), place=place)

    def _fetch(self) -> nodes.Fetch:
        place = self.place()
        self.at.expect("FETCH")
        name = self._name_of("cursor")
        self.at.expect("INTO")
        return nodes.Fetch(name=name, into=self.variables(), place=place)

    def _close(self) -> nodes.CloseCursor:
        place = self.place()
        self.at.expect("CLOSE")
        return nodes.CloseCursor(name=self._name_of("cursor"), place=place)

    def _await(self) -> nodes.Await:
        place = self.place()
        self.at.expect("AWAIT")
        return nodes.Await(name=None if self.at.take("ALL") else self._name_of("resultset"), place=place)

    def _cancel(self) -> nodes.Cancel:
        place = self.place()
        self.at.expect("CANCEL")
        return nodes.Cancel(name=self._name_of("resultset"), place=place)


_STATEMENTS: dict[str, Callable[[_Grammar], Node]] = {
    "DECLARE": _Grammar.block,
    "BEGIN": _Grammar.block,
    "LET": _Grammar._let,
    "IF": _Grammar._if,
    "CASE": _Grammar._case,
    "FOR": _Grammar._for,
    "WHILE": _Grammar._while,
    "REPEAT": _Grammar._repeat,
    "LOOP": _Grammar._loop,
    "BREAK": _Grammar._leave,
    "EXIT": _Grammar._leave,
    "CONTINUE": _Grammar._leave,
    "ITERATE": _Grammar._leave,
    "RETURN": _Grammar._return,
    "RAISE": _Grammar._raise,
    "OPEN": _Grammar._open,
    "FETCH": _Grammar._fetch,
    "CLOSE": _Grammar._close,
    "ASYNC": _Grammar._async,
    "AWAIT": _Grammar._await,
    "CANCEL": _Grammar._cancel,
}
