"""MATCH_RECOGNIZE: matches of a pattern of rows, as a query over window functions.

The source's rows are numbered within their partition and told which symbols they satisfy; row_patterns.py finds the
matches of each partition; the rows come back with their match, and every measure is a window function over the rows of
one match. All of it is said in Snowflake SQL and bound as any query. Invariant: hidden columns begin with %, which no
name written without quotes does.
Source: Snowflake reference, "MATCH_RECOGNIZE".
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.columns import result_name
from ecomsim.dialect.functions import FUNCTIONS
from ecomsim.dialect.functions.kit import python
from ecomsim.dialect.functions.model import Bound, place, string, to
from ecomsim.dialect.functions.row_patterns import Pattern, PatternError, compiled
from ecomsim.values.types import ARRAY

if TYPE_CHECKING:
    from ecomsim.dialect.scope import Scope

Tree = exp.Expr

_SKIP = re.compile(r"AFTER MATCH SKIP (?:(PAST LAST ROW)|(TO NEXT ROW)|TO (?:(FIRST|LAST) )?(\S+))", re.IGNORECASE)
_PHYSICAL = {"LAG": "LAG", "LEAD": "LEAD", "NEXT": "LEAD", "FIRST_VALUE": "FIRST_VALUE", "LAST_VALUE": "LAST_VALUE"}
"""What DEFINE may ask of other rows, and the window function of the partition that answers."""

_RUNNING = {"kind": "ROWS", "start": "UNBOUNDED", "start_side": "PRECEDING", "end": "CURRENT ROW"}
_FINAL = {"kind": "ROWS", "start": "UNBOUNDED", "start_side": "PRECEDING", "end": "UNBOUNDED", "end_side": "FOLLOWING"}


def rewritten(node: exp.Select, scope: Scope) -> exp.Select:
    """The same query over a derived table in the place of its MATCH_RECOGNIZE."""
    clause: exp.MatchRecognize = node.args["match"]
    from_ = node.args.get("from_")
    if from_ is None:
        raise errors.unsupported("MATCH_RECOGNIZE without FROM")
    line, column = place(clause)
    if any(place(join) < (line, column) for join in node.args.get("joins") or ()):
        raise errors.unsupported("MATCH_RECOGNIZE over a join")
    query = _Recognition.of(clause, from_.this, scope).query()
    alias = clause.args.get("alias") or from_.this.args.get("alias")
    if alias is None and isinstance(from_.this, exp.Table):
        alias = exp.TableAlias(this=from_.this.this.copy())
    answer = node.copy()
    answer.set("match", None)
    answer.set("from_", exp.From(this=exp.Subquery(this=query, alias=alias.copy() if alias is not None else None)))
    return answer


def matches(node: exp.MatchRecognize, scope: Scope) -> Bound:
    """The matches of one partition, where a query made here asks for them."""
    rows, *constants = (scope.bind(part).tree for part in node.args["measures"])
    return Bound(to(python("row_matches", rows, *constants), "JSON"), ARRAY)


@dataclass(slots=True, kw_only=True)
class _Recognition:
    """One clause, taken apart. seen: hidden columns that measures need of each row, before and after matching."""

    source: Tree
    partition: Sequence[Tree]
    order: Sequence[Tree]
    measures: Sequence[tuple[str, Tree, str]]  # name, value, RUNNING or FINAL
    define: dict[str, Tree]
    text: str
    pattern: Pattern
    skip: str
    every_row: bool
    shown: str  # SHOW EMPTY MATCHES, OMIT EMPTY MATCHES, WITH UNMATCHED ROWS
    names: Sequence[str]
    before: list[Tree] = field(default_factory=list)
    after: list[Tree] = field(default_factory=list)

    @classmethod
    def of(cls, clause: exp.MatchRecognize, source: Tree, scope: Scope) -> _Recognition:
        args = clause.args
        define = {item.alias: item.this for item in args.get("define") or ()}
        text = args["pattern"].name
        try:
            pattern = compiled(text, tuple(define))
        except PatternError as cause:
            raise errors.syntax_error(*place(clause), str(cause)) from cause
        rows = args["rows"].name.upper() if args.get("rows") is not None else "ONE ROW PER MATCH"
        every = rows.startswith("ALL")
        order, partition = args.get("order"), args.get("partition_by") or []
        return cls(
            source=source,
            partition=partition,
            order=order.expressions if order is not None else [],
            measures=[_measure(item, every) for item in args.get("measures") or ()],
            define=define,
            text=text,
            pattern=pattern,
            skip=_skipping(args["after"].name if args.get("after") is not None else "", pattern, clause),
            every_row=every,
            shown=rows.removeprefix("ALL ROWS PER MATCH").strip() or "SHOW EMPTY MATCHES",
            names=[result_name(part) for part in partition],
        )

    def query(self) -> exp.Select:
        """Rows, their matches, what the measures need, the measures: each a query over the one before."""
        measures = [exp.alias_(self._value(value, mode), name, quoted=True) for name, value, mode in self.measures]
        rows = self._rows()
        joined = self._joined(rows)
        if self.after:
            joined = _select([exp.Star(), *self.after], joined)
        measured = _select([exp.Star(), *measures], joined)
        if not self.every_row:
            kept = _select([_hidden(f"p{at}", name) for at, name in enumerate(self.names)], measured)
            kept.set(
                "expressions", [*kept.expressions, *(exp.column(name, quoted=True) for name, _, _ in self.measures)]
            )
            return kept.where(exp.EQ(this=_hidden("k"), expression=_hidden("l")), copy=False)
        names = ["p", "r", "s", "m", "c", "k", "l", "x", *(f"p{at}" for at in range(len(self.names)))]
        names += [item.alias.removeprefix("%") for item in (*self.before, *self.after)]
        kept = _select([exp.Star(except_=[_hidden(name) for name in names])], measured)
        shown: Tree = exp.Not(this=_call("EQUAL_NULL", _hidden("x"), exp.true()))
        if self.shown == "OMIT EMPTY MATCHES":
            shown = exp.And(this=shown, expression=exp.GT(this=_hidden("k"), expression=exp.Literal.number(0)))
        return kept.where(shown, copy=False)

    def _rows(self) -> exp.Select:
        """The source with p: the number of its partition, r: of the row in it, s: a digit for each symbol."""
        number: Tree = exp.Literal.number(1)
        if self.partition:
            keys = [exp.Ordered(this=part.copy()) for part in self.partition]
            number = _over(_call("DENSE_RANK"), [], keys)
        digits = [
            _call("IFF", self._condition(symbol), string("1"), string("0")) if symbol in self.define else string("1")
            for symbol in self.pattern.symbols
        ]
        return _select(
            [
                exp.Star(),
                *(exp.alias_(part.copy(), f"%p{at}", quoted=True) for at, part in enumerate(self.partition)),
                exp.alias_(number, "%p", quoted=True),
                exp.alias_(self._physical(_call("ROW_NUMBER")), "%r", quoted=True),
                exp.alias_(_call("CONCAT", *digits), "%s", quoted=True),
                *self.before,
            ],
            self.source.copy(),
        )

    def _joined(self, rows: exp.Select) -> exp.Select:
        """Rows with m: their match, c: their symbol, k: their place in it, l: its length, x: left out of the answer."""
        line = _call("LISTAGG", _hidden("s"), string(","))
        ordered = exp.WithinGroup(this=line, expression=exp.Order(expressions=[exp.Ordered(this=_hidden("r"))]))
        constants = [string(self.text), string(json.dumps(list(self.define))), string(self.skip)]
        asked = exp.MatchRecognize(measures=[ordered, *constants])
        found = exp.Alias(this=asked, alias=exp.to_identifier("%f", quoted=True))
        by_partition = _select([_hidden("p"), found], rows)
        by_partition.set("group", exp.Group(expressions=[_hidden("p")]))
        kinds = {"m": "INT", "r": "INT", "c": "TEXT", "k": "INT", "l": "INT", "x": "BOOLEAN"}
        entry = _column("VALUE", "%e")
        values = [
            exp.alias_(
                exp.Cast(
                    this=exp.Bracket(this=entry.copy(), expressions=[exp.Literal.number(at)]),
                    to=exp.DataType.build(kind),
                ),
                f"%{name}",
                quoted=True,
            )
            for at, (name, kind) in enumerate(kinds.items())
        ]
        flat = _call("FLATTEN", exp.Kwarg(this=exp.var("INPUT"), expression=_hidden("f")))
        entries = _select([_hidden("p"), *values], by_partition)
        entries.set("joins", [exp.Join(this=exp.Lateral(this=flat, alias=_alias("%e")))])
        same = [exp.EQ(this=_column(f"%{key}", "%rows"), expression=_column(f"%{key}", "%found")) for key in ("p", "r")]
        more = exp.Star(except_=[_hidden("p"), _hidden("r")])
        answer = _select([_of("%rows", exp.Star()), _of("%found", more)], rows, "%rows")
        found_rows = exp.Subquery(this=entries, alias=_alias("%found"))
        side = "LEFT" if self.shown == "WITH UNMATCHED ROWS" else None
        answer.set("joins", [exp.Join(this=found_rows, on=exp.And(this=same[0], expression=same[1]), side=side)])
        return answer

    # --- DEFINE ------------------------------------------------------------------------------------------------

    def _physical(self, function: Tree, frame: dict[str, str] | None = None) -> Tree:
        """Over the whole partition, in its order."""
        order = [item.copy() for item in self.order] or [exp.Ordered(this=exp.Literal.number(1))]
        return _over(function, [part.copy() for part in self.partition], order, frame)

    def _condition(self, symbol: str) -> Tree:
        def step(node: Tree) -> Tree:
            if isinstance(node, exp.Column) and node.table in self.pattern.symbols:
                if node.table != symbol:
                    raise errors.unsupported(f"DEFINE of MATCH_RECOGNIZE that asks for {node.sql('snowflake')}")
                return exp.Column(this=node.this.copy())
            if isinstance(node, exp.Anonymous) and not isinstance(node.parent, exp.Window):
                if node.name in _PHYSICAL:
                    arguments = [argument.transform(step) for argument in node.expressions]
                    return self._physical(_call(_PHYSICAL[node.name], *arguments))
                known = FUNCTIONS.get(node.name)
                if node.name in _MEASURING or (known is not None and known.kind == "aggregate"):
                    raise errors.unsupported(f"{node.name} in DEFINE of MATCH_RECOGNIZE")
            return node

        return self.define[symbol].transform(step)

    # --- MEASURES ----------------------------------------------------------------------------------------------

    def _match(self, function: Tree, mode: str | None = None) -> Tree:
        """Over the rows of the match, up to this one or all of them."""
        frame = None if mode is None else _FINAL if mode == "FINAL" else _RUNNING
        return _over(function, [_hidden("p"), _hidden("m")], [exp.Ordered(this=_hidden("k"))], frame)

    def _value(self, measure: Tree, mode: str) -> Tree:
        def step(node: Tree) -> Tree:
            if isinstance(node, exp.Column) and not node.name.startswith("%"):
                if node.table in self.pattern.symbols:  # outside a function: the last such row
                    return self._at(self._last(node.table, "MAX", mode), self._plain(exp.Column(this=node.this.copy())))
                return self._at(_hidden("l"), self._plain(node.copy())) if mode == "FINAL" else self._plain(node.copy())
            if isinstance(node, exp.Anonymous):
                return self._function(node, mode, step)
            return node

        value = measure.transform(step)
        if self.shown == "WITH UNMATCHED ROWS" and self.every_row:
            value = _call("IFF", exp.Is(this=_hidden("m"), expression=exp.Null()), exp.Null(), value)
        return value

    def _function(self, node: exp.Anonymous, mode: str, step: object) -> Tree:
        name = node.name
        if name in _OF_THE_MATCH:
            return _hidden(_OF_THE_MATCH[name])
        if name in _MEASURING or name in _PHYSICAL:
            return self._navigated(node, mode)
        known = FUNCTIONS.get(name)
        if known is not None and known.kind == "aggregate":
            symbol = self._symbol(node)
            kept = [argument.transform(lambda each: self._of_symbol(each, symbol)) for argument in node.expressions]
            return self._match(_call(name, *kept), mode)
        return exp.Anonymous(this=name, expressions=[argument.transform(step) for argument in node.expressions])

    def _of_symbol(self, node: Tree, symbol: str | None) -> Tree:
        """An aggregate's argument, NULL for rows of other symbols."""
        star = isinstance(node, exp.Star) or (isinstance(node, exp.Column) and isinstance(node.this, exp.Star))
        if not star and not (isinstance(node, exp.Column) and not node.name.startswith("%")):
            return _hidden("c") if isinstance(node, exp.Anonymous) and node.name == "CLASSIFIER" else node
        if isinstance(node.parent, exp.Column):
            return node
        value: Tree = exp.Literal.number(1) if star else exp.Column(this=node.this.copy())
        value = self._plain(value)
        if symbol is None:
            return value
        return _call("IFF", exp.EQ(this=_hidden("c"), expression=string(symbol)), value, exp.Null())

    def _navigated(self, node: exp.Anonymous, mode: str) -> Tree:
        """FIRST, LAST, PREV, NEXT, LAG and LEAD of the rows of the match."""
        name, symbol = node.name, self._symbol(node)
        value, *others = [
            argument.transform(lambda each: self._plain(exp.Column(this=each.this.copy())) if _is_name(each) else each)
            for argument in node.expressions
        ]
        value = value.transform(lambda each: _hidden("c") if getattr(each, "name", "") == "CLASSIFIER" else each)
        if name in ("FIRST", "FIRST_VALUE", "LAST", "LAST_VALUE") and not others:
            first = name.startswith("FIRST")
            if symbol is not None:
                return self._at(self._last(symbol, "MIN" if first else "MAX", mode), value)
            return self._at(exp.Literal.number(1) if first else _hidden("l" if mode == "FINAL" else "k"), value)
        if name in ("PREV", "LAG") and symbol is None:
            return self._match(_call("LAG", value, *others))
        if name in ("NEXT", "LEAD") and symbol is None:
            column = f"%n{len(self.before)}"
            self.before.append(exp.alias_(self._physical(_call("LEAD", value, *others)), column, quoted=True))
            return _column(column)
        raise errors.unsupported(f"{node.sql('snowflake')} in MEASURES of MATCH_RECOGNIZE")

    def _plain(self, value: Tree) -> Tree:
        """`value` of a row, NULL in the one row that stands for an empty match."""
        if not self.pattern.empty:
            return value
        return _call("IFF", exp.EQ(this=_hidden("k"), expression=exp.Literal.number(0)), exp.Null(), value)

    def _at(self, position: Tree, value: Tree) -> Tree:
        """`value` of the row at `position` of the match; NULL when there is none."""
        return self._match(_call("LAG", value, exp.Sub(this=_hidden("k"), expression=position)))

    def _last(self, symbol: str, extreme: str, mode: str) -> Tree:
        """The place of the first (MIN) or last (MAX) row of `symbol` in the match."""
        of_symbol = exp.EQ(this=_hidden("c"), expression=string(symbol))
        found = self._match(_call(extreme, _call("IFF", of_symbol, _hidden("k"), exp.Null())), mode)
        column = f"%h{len(self.after)}"
        self.after.append(exp.alias_(found, column, quoted=True))
        return _column(column)

    def _symbol(self, node: Tree) -> str | None:
        """The symbol that the columns of a function are of; None for all rows."""
        named = {column.table for column in node.find_all(exp.Column) if not column.name.startswith("%")}
        symbols = named & set(self.pattern.symbols)
        if len(symbols) > 1 or (symbols and len(named) > 1):
            raise errors.compilation(
                2028, "42601", f"columns of different symbols in {node.sql('snowflake')} of MATCH_RECOGNIZE"
            )
        return next(iter(symbols), None)


_OF_THE_MATCH = {"MATCH_NUMBER": "m", "CLASSIFIER": "c", "MATCH_SEQUENCE_NUMBER": "k"}
_MEASURING = frozenset({"FIRST", "LAST", "PREV", "NEXT", *_OF_THE_MATCH})


def _measure(item: exp.MatchRecognizeMeasure, every: bool) -> tuple[str, Tree, str]:
    value = item.this
    mode = item.args.get("window_frame") or ("RUNNING" if every else "FINAL")
    if not isinstance(value, exp.Alias):
        raise errors.syntax_error(*place(item), "MEASURES")
    return value.alias, value.this, str(getattr(mode, "name", mode)).upper()


def _skipping(text: str, pattern: Pattern, clause: Tree) -> str:
    """PAST, NEXT, FIRST x or LAST x."""
    found = _SKIP.fullmatch(" ".join(text.split()))
    if found is None:
        if text:
            raise errors.syntax_error(*place(clause), text)
        return "PAST"
    if found[1] or found[2]:
        return "PAST" if found[1] else "NEXT"
    symbol = found[4].strip('"') if found[4].startswith('"') else found[4].upper()
    if symbol not in pattern.symbols:
        raise errors.invalid_identifier(symbol, *place(clause))
    return f"{(found[3] or 'LAST').upper()} {symbol}"


def _is_name(node: Tree) -> bool:
    return isinstance(node, exp.Column) and not node.name.startswith("%")


def _call(name: str, *arguments: Tree) -> exp.Anonymous:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _column(name: str, table: str | None = None) -> exp.Column:
    return exp.column(name, table=table, quoted=True)


def _of(table: str, star: exp.Star) -> exp.Column:
    return exp.Column(this=star, table=exp.to_identifier(table, quoted=True))


def _alias(name: str) -> exp.TableAlias:
    return exp.TableAlias(this=exp.to_identifier(name, quoted=True))


def _hidden(name: str, alias: str | None = None) -> Tree:
    column = _column(f"%{name}")
    return column if alias is None else exp.alias_(column, alias, quoted=True)


def _select(expressions: Sequence[Tree], source: Tree, alias: str | None = None) -> exp.Select:
    if isinstance(source, exp.Select):
        source = exp.Subquery(this=source.copy(), alias=None if alias is None else _alias(alias))
    return exp.Select(expressions=list(expressions), from_=exp.From(this=source))


def _over(
    function: Tree, partition: Sequence[Tree], order: Sequence[Tree], frame: dict[str, str] | None = None
) -> exp.Window:
    return exp.Window(
        this=function,
        partition_by=list(partition),
        order=exp.Order(expressions=list(order)),
        spec=exp.WindowSpec(**frame) if frame else None,
        over="OVER",
    )
