"""Queries and expressions: tokens through sqlglot to trees whose function calls stay as written.

What a reader of the trees may rely on (shapes after `parse_query` and `parse_expression`):

Names.  Every unquoted exp.Identifier is folded to upper case and keeps quoted=False; quoted ones are untouched, and
  so are the keys in OBJECT(key type, …), which are exp.ColumnDef inside of an exp.DataType.
  Places: meta["line"] (from 1), meta["col"] (column of the first character, from 0), meta["start"], meta["end"]
  (character offsets in the statement) are on exp.Identifier and on exp.Anonymous; `place(node)` reads them for
  any node. `db..t` is exp.Table(catalog=DB, db="") with a plain empty string. `object_name(table)` gives the
  ObjectName.
Functions.  Every call is exp.Anonymous(this="NAME", expressions=[arguments as written]), also those that
  sqlglot knows, also CURRENT_DATE, CURRENT_TIMESTAMP, LOCALTIME … without brackets.  Date parts and other bare
  words are exp.Column (DATEADD(day, …) → Column(DAY)).  db.s.f(x) → Dot(Dot(Identifier DB, Identifier S),
  Anonymous F). f(a => 1) → Kwarg(this=Var(A), expression); COUNT(*) → [Star()]; COUNT(t.*) → [Column(this=Star,
  table=T)]; COUNT(DISTINCT a, b) → [Distinct(expressions=[a, b])]; LISTAGG(DISTINCT a, ',') →
  [Distinct(expressions=[a, ','])]; LISTAGG(…) WITHIN GROUP (ORDER BY x) → WithinGroup(this=Anonymous,
  expression=Order); ARRAY_AGG(x ORDER BY y) → [Order(this=x, expressions=[Ordered])]; f(x) IGNORE NULLS OVER
  (…) → Window(this=IgnoreNulls(this=Anonymous)); LAG(x IGNORE NULLS) → Anonymous(LAG, [IgnoreNulls(x)]); also
  RespectNulls. x -> x + 1 → Lambda(this, expressions). {'a': 1} → Anonymous OBJECT_CONSTRUCT(['a', 1]); [1, 2]
  → Anonymous ARRAY_CONSTRUCT([1, 2]). Own nodes only for: CAST, TRY_CAST, :: (Cast, TryCast), EXTRACT(p FROM x)
  (Extract), POSITION(a IN b) (StrPosition: this=b, substr=a), CASE (Case), EXISTS, x IN (…), [NOT] BETWEEN,
  LIKE and ILIKE (Like, ILike; with ANY or ALL: expression=Any(Tuple | Paren | Select) or All(…); ESCAPE
  → Escape(this=Like, expression)), RLIKE and
  REGEXP (RegexpLike full_match), IS [NOT] DISTINCT FROM (NullSafeNEQ, NullSafeEQ), COLLATE (Collate), a = ANY
  (SELECT …) (Any), INTERVAL '…' (Interval), PRIOR (Prior, only inside CONNECT BY), CONNECT_BY_ROOT.
  MATCH_RECOGNIZE keeps sqlglot's own nodes inside.
Literals.  Literal (numbers keep their digits: '1.10'; `.5` reads '0.5'), RawString for $$…$$ (this = the text),
  HexString for X'…' , Boolean, Null; DATE '…' → Cast(Literal, DATE).
Variables.  ? → Placeholder(this=None), meta["bind"] = 1, 2 … in order; :1 → Placeholder(this="1"); :name →
  Placeholder(this="NAME"); $name → Parameter(this=Var("NAME")); $1 → Parameter(this=Literal 1); t.$1 →
  Column(this=Parameter(Literal 1), table=T); FROM $1 (after ->>) → Table(this=Parameter(Literal 1)).
Semi-structured.  v:a.b[0]['k'] → JSONExtract(this=v, expression=JSONPath([JSONPathRoot, JSONPathKey(a),
  JSONPathKey(b), JSONPathSubscript(0), JSONPathKey(k)]), variant_extract=True), keys in their own case; v['k'],
  v[0], v[i] → Bracket(this=v, expressions=[…]).
FROM.  exp.Table with args: alias (TableAlias: this, columns), when (HistoricalData: this = AT | BEFORE, kind =
  TIMESTAMP | OFFSET | STATEMENT | STREAM | VERSION, expression), changes (Changes: information = Var,
  at_before, end: HistoricalData), pivots, sample (TableSample: method, size = rows, percent, seed; SAMPLE (10)
  is a percent). Stages: Table(this=Var("@stage/path"), format, pattern).  IDENTIFIER('…' | $v | :v) →
  DynamicIdentifier(this) in place of the name (Table.this, Column.this …).  TABLE(f(…)) →
  TableFromRows(this=Anonymous | Dot | Literal | Parameter, alias); TABLE(f(…)) OVER (…) →
  Table(this=Window(TableFromRows)).  LATERAL f(…) → Lateral(this=Anonymous | Subquery, alias); FLATTEN and
  GENERATOR are the Anonymous of that name with Kwarg arguments.  VALUES → Values(expressions=[Tuple], alias),
  alone too.  Comma joins are Join without kind; ASOF JOIN → Join(method="ASOF", match_condition, on). a.x =
  b.x(+) → Column(join_mark=True).
SELECT.  exp.Select args: with_, distinct, expressions, from_, joins, laterals, where, group (Group: expressions
  with Cube, Rollup, GroupingSets nodes; all=True for GROUP BY ALL), having, qualify, order, limit (Limit; TOP n
  too; Fetch for FETCH), offset, connect (Connect: start, connect), into, match.  ORDER BY ALL → Ordered(Column
  ALL). Ordered.nulls_first carries Snowflake's default (NULL is largest) or what was written
  (meta["nulls_placed"]).
  Star(except_=[Column …], replace=[Alias …], rename=[Alias …], ilike=Literal); t.* → Column(this=Star,
  table=T). Set operations: Union, Intersect, Except (MINUS too) with distinct and by_name. Each unaliased
  projection that is neither a column nor a star has meta["source_text"]: its text as written.

Trees carry no comments.  Invariant: anything that cannot be read raises SnowflakeError, whatever the input.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Any

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token, TokenType

from ecomsim import errors
from ecomsim.names import ObjectName
from ecomsim.sqltext.cursor import (
    RESERVED,
    SNOWFLAKE,
    Cursor,
    position,
    syntax_error_at,
    tokenize,
    without_semicolon,
)
from ecomsim.sqltext.rewrite import MARK, NULLS_PLACED, Rewritten, rewrite
from ecomsim.sqltext.type_tokens import NOT_NULL_TYPE
from ecomsim.values.types import SnowflakeType

Tree = exp.Expr


def parse_query(text: str) -> Tree:
    """Read one SELECT, VALUES, WITH or set operation. Raises 001003 and errors.unsupported."""
    tokens = without_semicolon(tokenize(text))
    return query_of(text, tokens, 0, len(tokens))


def parse_expression(text: str) -> Tree:
    """Read one scalar expression (no alias)."""
    tokens = without_semicolon(tokenize(text))
    return expression_of(text, tokens, 0, len(tokens))


def type_tree(kind: SnowflakeType) -> exp.DataType:
    """The type as a CAST in a tree has it."""
    tree = parse_expression(f"CAST(NULL AS {kind})").args["to"]
    assert isinstance(tree, exp.DataType)
    return tree


def query_of(text: str, tokens: Sequence[Token], first: int, last: int) -> Tree:
    """The query that tokens [first, last) spell."""
    if first < last and tokens[first].token_type not in _QUERY_STARTS:
        raise syntax_error_at(text, tokens[first])
    rewritten = rewrite(text, tokens, first, last)
    tree: Any = _parse(text, tokens, last, rewritten, rewritten.tokens)
    if not isinstance(tree, (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)):
        raise syntax_error_at(text, tokens[first])
    return _finish(tree, text, tokens, rewritten)


def expression_of(text: str, tokens: Sequence[Token], first: int, last: int) -> Tree:
    """The scalar expression that tokens [first, last) spell."""
    return expressions_of(text, tokens, first, last, most=1)[0]


def expressions_of(text: str, tokens: Sequence[Token], first: int, last: int, *, most: int | None = None) -> list[Tree]:
    """The comma-separated scalar expressions that tokens [first, last) spell; more than `most` are an error."""
    rewritten = rewrite(text, tokens, first, last)
    select = _parse(text, tokens, last, rewritten, [_SELECT, *rewritten.tokens])
    if not isinstance(select, exp.Select) or any(value for key, value in select.args.items() if key != "expressions"):
        raise syntax_error_at(text, _first_outside(tokens, first, last))
    if not select.expressions:
        raise syntax_error_at(text, tokens[first])
    if most is not None and len(select.expressions) > most:
        raise syntax_error_at(text, _top_level_comma(tokens, first, last))
    for item in select.expressions:
        if isinstance(item, exp.Alias):
            raise _unexpected(text, item.args["alias"])
    _finish(select, text, tokens, rewritten)
    return [item.pop() for item in list(select.expressions)]


def from_of(text: str, tokens: Sequence[Token], first: int, last: int) -> exp.Select:
    """Table expressions [first, last) (what may stand after FROM) as a Select with `from_` and `joins`."""
    rewritten = rewrite(text, tokens, first, last)
    select = _parse(text, tokens, last, rewritten, [_SELECT, _STAR, _FROM, *rewritten.tokens])
    if not isinstance(select, exp.Select) or any(
        value for key, value in select.args.items() if key not in ("expressions", "from_", "joins", "laterals")
    ):
        raise syntax_error_at(text, _first_outside(tokens, first, last))
    _finish(select, text, tokens, rewritten)
    return select


# --- for the grammars ---------------------------------------------------------------------------------------


def take_expression(cursor: Cursor, *stops: str) -> tuple[Tree, str]:
    """Read an expression up to one of the words `stops` outside brackets; returns it with its source text."""
    first = cursor.index
    cursor.skip_until(*stops)
    begin, end = cursor.raw_slice(first)
    return expression_of(cursor.text, cursor.raw, begin, end), cursor.source(first)


def take_query(cursor: Cursor) -> tuple[Tree, str]:
    """Read the query that runs from here to the end (or to an unmatched bracket), with its source text."""
    first = cursor.index
    cursor.skip_until()
    begin, end = cursor.raw_slice(first)
    return query_of(cursor.text, cursor.raw, begin, end), cursor.source(first)


def take_parenthesised(cursor: Cursor) -> tuple[list[Tree], list[str]]:
    """Read (e1, e2, …): the expressions and their source texts."""
    cursor.expect("(")
    trees, texts = [], []
    while True:
        tree, text = take_expression(cursor, ",")
        trees.append(tree)
        texts.append(text)
        if not cursor.take(","):
            break
    cursor.expect(")")
    return trees, texts


# --- reading trees ------------------------------------------------------------------------------------------


def place(node: exp.Expr) -> tuple[int, int]:
    """Line (from 1) and position (from 0) of the first name in `node`; (1, 0) when it holds none."""
    metas = [part._meta for part in node.walk() if part._meta and "line" in part._meta]
    if not metas:
        return 1, 0
    first = min(metas, key=lambda meta: meta["start"])
    return int(first["line"]), int(first["col"])


def object_name(table: exp.Table) -> ObjectName:
    """The name of a table reference, one to three folded parts. DynamicIdentifier and stages are the caller's."""
    parts = [table.args.get("catalog"), table.args.get("db"), table.this]
    first = next(index for index, part in enumerate(parts) if part is not None and part != "")
    return ObjectName(tuple(part.name if isinstance(part, exp.Expr) else "" for part in parts[first:]))


# --- inside -------------------------------------------------------------------------------------------------

_QUERY_STARTS = frozenset({TokenType.SELECT, TokenType.WITH, TokenType.L_PAREN, TokenType.VALUES})
_SELECT = Token(TokenType.SELECT, "SELECT", 1, 0, 0, 0, [])
_STAR = Token(TokenType.STAR, "*", 1, 0, 0, 0, [])
_FROM = Token(TokenType.FROM, "FROM", 1, 0, 0, 0, [])


def _parse(text: str, tokens: Sequence[Token], last: int, rewritten: Rewritten, stream: list[Token]) -> Any:
    parser = SNOWFLAKE.parser()
    try:
        trees = parser.parse(stream, text)
    except SqlglotError:
        index = parser._index
        added = len(stream) - len(rewritten.tokens)
        if index < added or index >= len(stream):
            raise syntax_error_at(text, tokens[last] if last < len(tokens) else None) from None
        raise syntax_error_at(text, stream[index]) from None
    except RecursionError:
        raise errors.unsupported("statements nested this deep") from None
    except (AttributeError, TypeError, ValueError, KeyError, IndexError, AssertionError):
        # sqlglot's own slips over malformed input: to the user it is a statement that cannot be read
        index = min(parser._index, len(stream) - 1)
        raise syntax_error_at(text, stream[index]) from None
    if len(trees) != 1:
        semicolon = next((t for t in stream if t.token_type is TokenType.SEMICOLON), None)
        raise syntax_error_at(text, semicolon)
    return trees[0]


def _finish(tree: Tree, text: str, tokens: Sequence[Token], rewritten: Rewritten) -> Tree:
    """Fold names, strip marks, number binds, note source texts: one walk."""
    node: Any
    for node in tree.walk():
        kind = type(node)
        if kind is exp.Identifier:
            if not node.args.get("quoted") and type(node.parent) is not exp.ColumnDef:  # a key of a type has its case
                name = node.this.upper()
                if name in RESERVED and name != "ALL" and node._meta:
                    raise _unexpected(text, node)
                node.set("this", name)
        elif kind is exp.Anonymous:
            name = node.this
            if isinstance(name, str) and name.startswith(MARK):
                node.set("this", name[len(MARK) :])
        elif kind is exp.Var:
            parent = type(node.parent)
            if parent in (exp.Kwarg, exp.Parameter, exp.Changes):
                node.set("this", node.this.upper())
        elif kind is exp.Select:
            _name_projections(node, text, tokens, rewritten)
        elif kind is exp.Placeholder:
            _number_bind(node)
        elif kind is exp.Ordered:
            if node.comments and NULLS_PLACED in node.comments:
                node.meta["nulls_placed"] = True
        elif kind is exp.ToBoolean:  # what sqlglot makes of TRY_CAST(x AS BOOLEAN)
            node.replace(exp.TryCast(this=node.this, to=exp.DataType(this=exp.DType.BOOLEAN, nested=False)))
        elif kind is exp.Cast and node.to.this is NOT_NULL_TYPE:  # what keeps ::ARRAY and a < apart
            node.replace(node.this)
        elif kind is exp.NEQ and type(node.expression) is exp.All and isinstance(node.expression.this, exp.Query):
            # what sqlglot makes of x NOT IN (SELECT …); <> ALL means the same
            query = exp.Subquery(this=node.expression.this)
            node.replace(exp.Not(this=exp.In(this=node.this, query=query)))
        elif kind is exp.Command:
            raise syntax_error_at(text, tokens[0])
        if node.comments:
            node.comments = None
    if _BOUNDARY in text.upper():
        _open_boundaries(tree)
    return tree


_BOUNDARY = "DYNAMIC_TABLE_REFRESH_BOUNDARY"


def _open_boundaries(tree: Tree) -> None:
    """FROM DYNAMIC_TABLE_REFRESH_BOUNDARY(x) is x itself, marked with meta["refresh_boundary"]."""
    for table in tree.find_all(exp.Table):
        call = table.this
        if isinstance(call, exp.Anonymous) and call.name == _BOUNDARY:
            inner = call.expressions[0] if len(call.expressions) == 1 else None
            if not isinstance(inner, exp.Column) or inner.args.get("catalog") is not None:
                raise errors.unsupported(f"{_BOUNDARY} of anything but a name")
            table.set("this", inner.this)
            table.set("db", inner.args.get("table"))
            table.set("catalog", inner.args.get("db"))
            table.meta["refresh_boundary"] = True


def _name_projections(select: exp.Select, text: str, tokens: Sequence[Token], rewritten: Rewritten) -> None:
    items = None
    for comment in select.comments or ():
        if comment.startswith(MARK):
            items = rewritten.lists.get(int(comment[len(MARK) :]))
    if items is None:
        return
    projections = select.expressions
    if len(items) != len(projections):
        raise syntax_error_at(text, tokens[items[-1][1]] if items else None)
    for (first, last), projection in zip(items, projections, strict=True):
        if isinstance(projection, (exp.Alias, exp.Column, exp.Star)):
            if isinstance(projection, exp.Alias) and _is_star(projection.this):
                raise _unexpected(text, projection.args["alias"])
            continue
        projection.meta["source_text"] = text[tokens[first].start : tokens[last].end + 1]


def _is_star(node: Any) -> bool:
    return isinstance(node, exp.Star) or (isinstance(node, exp.Column) and isinstance(node.this, exp.Star))


def _number_bind(node: exp.Placeholder) -> None:
    name = node.this
    if isinstance(name, str) and name.startswith(MARK):
        node.set("this", None)
        node.meta["bind"] = int(name[len(MARK) + 1 :])
    elif isinstance(name, str):
        node.set("this", name.upper())


def _unexpected(text: str, name: exp.Expr) -> errors.SnowflakeError:
    """Syntax error at an identifier that may not stand where it does."""
    meta = name.meta
    if "start" not in meta:
        return errors.syntax_error(*position(text, len(text.rstrip())), "<EOF>")
    start, end = int(meta["start"]), int(meta["end"])
    return errors.syntax_error(*position(text, start), text[start : end + 1])


def _first_outside(tokens: Sequence[Token], first: int, last: int) -> Token:
    """The first clause keyword outside brackets: what cannot belong to a list of expressions."""
    return next(_outside_brackets(tokens, first, last, _CLAUSES), tokens[first])


_CLAUSES = frozenset(
    {TokenType.FROM, TokenType.WHERE, TokenType.GROUP_BY, TokenType.HAVING, TokenType.QUALIFY}
    | {TokenType.ORDER_BY, TokenType.LIMIT, TokenType.UNION, TokenType.EXCEPT, TokenType.INTERSECT}
    | {TokenType.INTO, TokenType.FETCH, TokenType.OFFSET, TokenType.DISTINCT, TokenType.CONNECT_BY}
)


def _top_level_comma(tokens: Sequence[Token], first: int, last: int) -> Token | None:
    return next(_outside_brackets(tokens, first, last, frozenset({TokenType.COMMA})), None)


def _outside_brackets(tokens: Sequence[Token], first: int, last: int, wanted: Set[TokenType]) -> Iterator[Token]:
    depth = 0
    for token in tokens[first:last]:
        kind = token.token_type
        if kind in (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE):
            depth += 1
        elif kind in (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE):
            depth -= 1
        elif depth == 0 and kind in wanted:
            yield token
