"""Shapes of query trees: what the binder reads. One line per form."""

from __future__ import annotations

from typing import Any

import pytest
from sqlglot import exp

from ecomsim.names import ObjectName
from ecomsim.sqltext.parse import parse_expression, parse_query
from ecomsim.sqltext.queries import object_name, place

SILENT = {
    "requires_string",
    "nested",
    "_type",
    "safe",
    "typed",
    "coalesce",
    "requires_json",
    "clamp_position",
    "ordinality",
    "over",
}


def shape(node: Any) -> str:
    """A tree in one line: NAME(…) for calls, a.b for columns, Class(key=…) for the rest."""
    if isinstance(node, list):
        return "[" + ", ".join(shape(item) for item in node) + "]"
    if not isinstance(node, exp.Expr):
        return str(node)
    match node:
        case exp.Identifier():
            return f'"{node.this}"' if node.args["quoted"] else node.this
        case exp.Literal():
            return f"'{node.this}'" if node.is_string else node.this
        case exp.Var():
            return f"%{node.this}"
        case exp.Anonymous():
            return f"{node.this}({', '.join(map(shape, node.expressions))})"
        case exp.Star() if not any(node.args.values()):
            return "*"
        case exp.Column():
            parts = [node.args.get(key) for key in ("catalog", "db", "table", "this")]
            mark = "(+)" if node.args.get("join_mark") else ""
            return ".".join(shape(part) for part in parts if part) + mark
        case exp.JSONPath():
            return "".join(map(shape, node.expressions))
        case exp.JSONPathRoot():
            return "$"
        case exp.JSONPathKey():
            return f".{node.this}"
        case exp.JSONPathSubscript():
            return f"[{node.this}]"
        case exp.DataType():
            inner = f"({', '.join(shape(part) for part in node.expressions)})" if node.expressions else ""
            return node.this.value + inner
        case exp.DataTypeParam():
            return shape(node.this)
    given = {key: value for key, value in node.args.items() if key not in SILENT and value not in (None, False, [])}
    if list(given) == ["this"]:
        return f"{type(node).__name__}({shape(node.this)})"
    return f"{type(node).__name__}({', '.join(f'{key}={shape(value)}' for key, value in given.items())})"


EXPRESSIONS: list[tuple[str, str]] = [
    # calls
    ("dateadd(day, 1, x)", "DATEADD(DAY, 1, X)"),
    ("Left(a, 2)", "LEFT(A, 2)"),
    ("REPLACE(a, 'b')", "REPLACE(A, 'b')"),
    ("INSERT(a, 1, 2, 'b')", "INSERT(A, 1, 2, 'b')"),
    ("NVL(a, IFF(b, 1, 2))", "NVL(A, IFF(B, 1, 2))"),
    ("DATE(a)", "DATE(A)"),
    ("TO_TIMESTAMP('1', 3)", "TO_TIMESTAMP('1', 3)"),
    ("ZEROIFNULL(a)", "ZEROIFNULL(A)"),
    ("MOD(a, 2)", "MOD(A, 2)"),
    ("TRUNCATE(a)", "TRUNCATE(A)"),
    ("db.s.f(x)", "Dot(this=Dot(this=DB, expression=S), expression=F(X))"),
    ('s."g"(x)', "Dot(this=S, expression=g(X))"),
    ("f()", "F()"),
    ("f(a => 1, B => 'x')", "F(Kwarg(this=%A, expression=1), Kwarg(this=%B, expression='x'))"),
    ("CURRENT_DATE", "CURRENT_DATE()"),
    ("current_timestamp", "CURRENT_TIMESTAMP()"),
    ("CURRENT_TIMESTAMP(3)", "CURRENT_TIMESTAMP(3)"),
    ("LOCALTIME", "LOCALTIME()"),
    ("CURRENT_USER", "CURRENT_USER()"),
    ("CURRENT_ROLE()", "CURRENT_ROLE()"),
    ("SYSTEM$STREAM_HAS_DATA('s')", "SYSTEM$STREAM_HAS_DATA('s')"),
    ("COUNT(*)", "COUNT(*)"),
    ("COUNT(t.*)", "COUNT(T.*)"),
    ("COUNT(DISTINCT a, b)", "COUNT(Distinct(expressions=[A, B]))"),
    ("OBJECT_CONSTRUCT(*)", "OBJECT_CONSTRUCT(*)"),
    (
        "LISTAGG(a, ',') WITHIN GROUP (ORDER BY b)",
        "WithinGroup(this=LISTAGG(A, ','), expression=Order(expressions=[Ordered(B)]))",
    ),
    ("ARRAY_AGG(x ORDER BY y)", "ARRAY_AGG(Order(this=X, expressions=[Ordered(Y)]))"),
    ("FILTER(a, x -> x > 1)", "FILTER(A, Lambda(this=GT(this=X, expression=1), expressions=[X]))"),
    (
        "REDUCE(a, 0, (acc, x) -> acc + x)",
        "REDUCE(A, 0, Lambda(this=Add(this=ACC, expression=X), expressions=[ACC, X]))",
    ),
    ("LIKE(a, 'b')", "LIKE(A, 'b')"),
    ("RLIKE(a, 'b')", "RLIKE(A, 'b')"),
    # windows
    (
        "RANK() OVER (PARTITION BY a ORDER BY b)",
        "Window(this=RANK(), partition_by=[A], order=Order(expressions=[Ordered(B)]))",
    ),
    (
        "FIRST_VALUE(x) IGNORE NULLS OVER (ORDER BY b)",
        "Window(this=IgnoreNulls(FIRST_VALUE(X)), order=Order(expressions=[Ordered(B)]))",
    ),
    (
        "LAG(x IGNORE NULLS) OVER (ORDER BY b)",
        "Window(this=LAG(IgnoreNulls(X)), order=Order(expressions=[Ordered(B)]))",
    ),
    (
        "SUM(x) OVER (ORDER BY b DESC ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
        "Window(this=SUM(X), order=Order(expressions=[Ordered(this=B, desc=True, nulls_first=True)]), "
        "spec=WindowSpec(kind=ROWS, start=1, start_side=PRECEDING, end=CURRENT ROW))",
    ),
    # special forms
    ("CAST(a AS NUMBER(10, 2))", "Cast(this=A, to=DECIMAL(10, 2))"),
    ("a::TIMESTAMP_NTZ(3)", "Cast(this=A, to=TIMESTAMPNTZ(3))"),
    ("a::timestamp", "Cast(this=A, to=TIMESTAMP)"),
    ("TRY_CAST(a AS INT)", "TryCast(this=A, to=INT)"),
    ("TRY_CAST(a AS BOOLEAN)", "TryCast(this=A, to=BOOLEAN)"),
    ("DATE '2020-01-01'", "Cast(this='2020-01-01', to=DATE)"),
    ("EXTRACT(year FROM d)", "Extract(this=%YEAR, expression=D)"),
    ("POSITION('a' IN b)", "StrPosition(this=B, substr='a')"),
    ("POSITION('a', b)", "POSITION('a', B)"),
    ("a LIKE ANY ('x', 'y')", "Like(this=A, expression=Any(Tuple(expressions=['x', 'y'])))"),
    ("a LIKE 'b' ESCAPE '^'", "Escape(this=Like(this=A, expression='b'), expression='^')"),
    ("a NOT ILIKE 'b'", "Not(ILike(this=A, expression='b'))"),
    ("a RLIKE 'b'", "RegexpLike(this=A, expression='b', full_match=True)"),
    ("a IN (1, 2)", "In(this=A, expressions=[1, 2])"),
    ("a NOT IN (SELECT 1)", "Not(In(this=A, query=Subquery(Select(expressions=[1]))))"),
    ("a BETWEEN 1 AND 2", "Between(this=A, low=1, high=2)"),
    ("a IS NOT NULL", "Not(Is(this=A, expression=Null()))"),
    ("a IS DISTINCT FROM b", "NullSafeNEQ(this=A, expression=B)"),
    ("CASE a WHEN 1 THEN 2 ELSE 3 END", "Case(this=A, ifs=[If(this=1, true=2)], default=3)"),
    ("EXISTS (SELECT 1)", "Exists(Select(expressions=[1]))"),
    ("a || b", "DPipe(this=A, expression=B)"),
    ("a COLLATE 'en-ci'", "Collate(this=A, expression='en-ci')"),
    ("INTERVAL '1 day'", "Interval(this='1', unit=%DAY)"),
    ("INTERVAL '1 year, 3 days'", "Interval('1 year, 3 days')"),
    # literals
    ("1.10", "1.10"),
    ("1e5", "1e5"),
    ("'it''s'", "'it's'"),
    (r"'a\tb'", "'a\tb'"),
    (r"$$a\tb'c$$", r"RawString(a\tb'c)"),
    ("X'AB'", "HexString(AB)"),
    (
        "{'a': 1, 'B': v:x.y}",
        "OBJECT_CONSTRUCT('a', 1, 'B', JSONExtract(this=V, expression=$.x.y, variant_extract=True))",
    ),
    ("[1, [2]]", "ARRAY_CONSTRUCT(1, ARRAY_CONSTRUCT(2))"),
    ("{}", "OBJECT_CONSTRUCT()"),
    # semi-structured
    ("v:a.b[0]['K']", "JSONExtract(this=V, expression=$.a.b[0].K, variant_extract=True)"),
    ('t.v:"A b".Select', "JSONExtract(this=T.V, expression=$.A b.Select, variant_extract=True)"),
    ("v:Order::STRING", "Cast(this=JSONExtract(this=V, expression=$.Order, variant_extract=True), to=TEXT)"),
    ("v['k']", "Bracket(this=V, expressions=['k'])"),
    ("f(x):a", "JSONExtract(this=F(X), expression=$.a, variant_extract=True)"),
    # names and variables
    ('a."b".C', 'A."b".C'),
    ("seq.NEXTVAL", "SEQ.NEXTVAL"),
    ("METADATA$ACTION", "METADATA$ACTION"),
    ("$1", "Parameter(1)"),
    ("t.$2", "T.Parameter(2)"),
    ("$var", "Parameter(%VAR)"),
    (":b", "Placeholder(B)"),
    (":1", "Placeholder(1)"),
    ("IDENTIFIER('a.b')", "DynamicIdentifier('a.b')"),
    ("IDENTIFIER($x)", "DynamicIdentifier(Parameter(%X))"),
]


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS, ids=lambda value: str(value)[:40])
def test_expression(text: str, expected: str) -> None:
    assert shape(parse_expression(text)) == expected


FROM: list[tuple[str, str]] = [
    ("db.s.t", "Table(this=T, db=S, catalog=DB)"),
    ("db..t x", "Table(this=T, db=, catalog=DB, alias=TableAlias(X))"),
    ("t AS x (a, b)", "Table(this=T, alias=TableAlias(this=X, columns=[A, B]))"),
    ("t AT(OFFSET => -60)",
     "Table(this=T, when=HistoricalData(this=AT, kind=OFFSET, expression=Neg(60)))"),
    ("t BEFORE(STATEMENT => 'q')",
     "Table(this=T, when=HistoricalData(this=BEFORE, kind=STATEMENT, expression='q'))"),
    ("t CHANGES(INFORMATION => append_only) AT(STREAM => 's') END(OFFSET => 0)",
     "Table(this=T, changes=Changes(information=%APPEND_ONLY, "
     "at_before=HistoricalData(this=AT, kind=STREAM, expression='s'), "
     "end=HistoricalData(this=END, kind=OFFSET, expression=0)))"),
    ("t SAMPLE (10)", "Table(this=T, sample=TableSample(method=%BERNOULLI, percent=10))"),
    ("t SAMPLE ROW (3 ROWS) SEED (1)", "Table(this=T, sample=TableSample(method=%ROW, size=3, seed=1))"),
    ("TABLE(FLATTEN(INPUT => x)) f",
     "TableFromRows(this=FLATTEN(Kwarg(this=%INPUT, expression=X)), alias=TableAlias(F))"),
    ("TABLE(GENERATOR(ROWCOUNT => 3))", "TableFromRows(GENERATOR(Kwarg(this=%ROWCOUNT, expression=3)))"),
    ("TABLE(RESULT_SCAN(LAST_QUERY_ID()))", "TableFromRows(RESULT_SCAN(LAST_QUERY_ID()))"),
    ("TABLE(INFORMATION_SCHEMA.TASK_HISTORY(RESULT_LIMIT => 1))",
     "TableFromRows(Dot(this=INFORMATION_SCHEMA, "
        "expression=TASK_HISTORY(Kwarg(this=%RESULT_LIMIT, expression=1))))"),
    ("TABLE('a.b')", "TableFromRows('a.b')"),
    ("IDENTIFIER($x) z", "Table(this=DynamicIdentifier(Parameter(%X)), alias=TableAlias(Z))"),
    ("$1", "Table(Parameter(1))"),
    ("VALUES (1, 'a'), (2, f(b)) AS v (x, y)",
     "Values(expressions=[Tuple(expressions=[1, 'a']), Tuple(expressions=[2, F(B)])], "
     "alias=TableAlias(this=V, columns=[X, Y]))"),
    ("(SELECT 1) x", "Subquery(this=Select(expressions=[1]), alias=TableAlias(X))"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FROM, ids=lambda value: str(value)[:40])
def test_from(text: str, expected: str) -> None:
    assert shape(parse_query(f"SELECT * FROM {text}").args["from_"].this) == expected


JOINS: list[tuple[str, str]] = [
    (", u", "Join(Table(U))"),
    ("JOIN u ON a = b", "Join(this=Table(U), on=EQ(this=A, expression=B))"),
    ("LEFT OUTER JOIN u USING (a)", "Join(this=Table(U), side=LEFT, kind=OUTER, using=[A])"),
    ("CROSS JOIN u", "Join(this=Table(U), kind=CROSS)"),
    ("NATURAL JOIN u", "Join(this=Table(U), method=NATURAL)"),
    (", LATERAL FLATTEN(INPUT => v:a) AS f",
     "Join(Lateral(this=FLATTEN(Kwarg(this=%INPUT, expression=JSONExtract(this=V, expression=$.a, "
     "variant_extract=True))), alias=TableAlias(F)))"),
    (", LATERAL (SELECT 1) x", "Join(Lateral(this=Subquery(Select(expressions=[1])), alias=TableAlias(X)))"),
    ("ASOF JOIN u MATCH_CONDITION (t.a >= u.a) ON t.b = u.b",
     "Join(this=Table(U), method=ASOF, match_condition=GTE(this=T.A, expression=U.A),"
     " on=EQ(this=T.B, expression=U.B))"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), JOINS, ids=lambda value: str(value)[:40])
def test_join(text: str, expected: str) -> None:
    (join,) = parse_query(f"SELECT * FROM t {text}").args["joins"]
    assert shape(join) == expected


def test_outer_join_mark() -> None:
    assert shape(parse_query("SELECT 1 FROM t, u WHERE t.a = u.b (+)").args["where"].this) == (
        "EQ(this=T.A, expression=U.B(+))"
    )


CLAUSES: list[tuple[str, str, str]] = [
    ("SELECT TOP 5 a FROM t", "limit", "Limit(expression=5)"),
    ("SELECT a FROM t LIMIT 3 OFFSET 2", "offset", "Offset(expression=2)"),
    ("SELECT a FROM t FETCH FIRST 3 ROWS ONLY", "limit",
     "Fetch(direction=FIRST, count=3, limit_options=LimitOptions(rows=True))"),
    ("SELECT a FROM t GROUP BY ALL", "group", "Group(all=True)"),
    ("SELECT a FROM t GROUP BY CUBE(a, b), 1", "group", "Group(expressions=[Cube(expressions=[A, B]), 1])"),
    ("SELECT a FROM t ORDER BY ALL", "order", "Order(expressions=[Ordered(ALL)])"),
    ("SELECT a FROM t ORDER BY a DESC NULLS LAST", "order", "Order(expressions=[Ordered(this=A, desc=True)])"),
    ("SELECT a FROM t QUALIFY f() = 1", "qualify", "Qualify(EQ(this=F(), expression=1))"),
    ("SELECT a FROM t START WITH a = 1 CONNECT BY PRIOR a = b", "connect",
     "Connect(start=EQ(this=A, expression=1), connect=EQ(this=Prior(A), expression=B))"),
    ("SELECT a INTO :x FROM t", "into", "Into(Table(Placeholder(X)))"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "clause", "expected"), CLAUSES, ids=lambda value: str(value)[:40])
def test_clause(text: str, clause: str, expected: str) -> None:
    assert shape(parse_query(text).args[clause]) == expected


STARS: list[tuple[str, str]] = [
    ("* EXCLUDE (a, b) REPLACE (f(a) AS c)", "Star(except_=[A, B], replace=[Alias(this=F(A), alias=C)])"),
    ("* EXCLUDE a", "Star(except_=[A])"),
    ("* RENAME (a AS b)", "Star(rename=[Alias(this=A, alias=B)])"),
    ("* ILIKE '%a%'", "Star(ilike='%a%')"),
    ("t.*", "T.*"),
]


@pytest.mark.parametrize(("text", "expected"), STARS)
def test_star(text: str, expected: str) -> None:
    assert shape(parse_query(f"SELECT {text} FROM t").expressions[0]) == expected


def source_texts(text: str) -> list[list[str | None]]:
    return [
        [item.meta.get("source_text") for item in select.expressions]
        for select in parse_query(text).find_all(exp.Select, bfs=False)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT a, t.b, 1+ 1, f( x ) AS y, 'it''s', * FROM t", [[None, None, "1+ 1", None, "'it''s'", None]]),
        ("SELECT DISTINCT  a||b , c z FROM t", [["a||b", None]]),
        ("SELECT TOP 3 a + 1, b", [["a + 1", None]]),
        ("SELECT COUNT(*) /* all */ FROM t;", [["COUNT(*)"]]),
        ("SELECT a IS DISTINCT FROM b, 2 FROM t", [["a IS DISTINCT FROM b", "2"]]),
        ("SELECT (SELECT max(x) FROM u), 1 FROM (SELECT min(y) FROM v)",
         [["(SELECT max(x) FROM u)", "1"], ["max(x)"], ["min(y)"]]),
        ("WITH c AS (SELECT 1 + 1) SELECT 2 + 2 FROM c UNION ALL SELECT f(3) FROM c",
         [["2 + 2"], ["f(3)"], ["1 + 1"]]),
        ("SELECT CURRENT_DATE, v:a.b, a::INT, {'a': 1}, [1, 2], ?, :x FROM t",
         [["CURRENT_DATE", "v:a.b", "a::INT", "{'a': 1}", "[1, 2]", "?", ":x"]]),
        ("SELECT CASE WHEN a THEN 1 END, x, FROM t", [["CASE WHEN a THEN 1 END", None]]),
        ("SELECT a\n  + b FROM t", [["a\n  + b"]]),
        ("SELECT a FROM t WHERE b IN (SELECT c + 1 FROM u) AND EXISTS (SELECT 2 FROM v) AND d > ANY (SELECT 3)",
         [[None], ["c + 1"], ["2"], ["3"]]),
        ("SELECT f((SELECT 1)), ARRAY_CONSTRUCT(1) FROM t, LATERAL (SELECT 2) x JOIN (SELECT 3 UNION SELECT 4) y",
         [["f((SELECT 1))", "ARRAY_CONSTRUCT(1)"], ["1"], ["2"], ["3"], ["4"]]),
    ],
)  # fmt: skip
def test_source_text(text: str, expected: list[list[str | None]]) -> None:
    found = source_texts(text)
    assert sorted(map(str, found)) == sorted(map(str, expected))


def test_binds_are_numbered_in_reading_order() -> None:
    tree = parse_query("SELECT ?, f(?) FROM (SELECT ? AS a) WHERE a = ? LIMIT ?")
    numbers = [node.meta["bind"] for node in tree.find_all(exp.Placeholder)]
    assert sorted(numbers) == [1, 2, 3, 4, 5]
    assert [item.find(exp.Placeholder).meta["bind"] for item in tree.expressions] == [1, 2]
    assert tree.args["where"].find(exp.Placeholder).meta["bind"] == 4


def test_places_and_names() -> None:
    tree = parse_query("SELECT a,\n       Foo(t.bar)\n  FROM db..t")
    call = tree.expressions[1]
    assert place(tree.expressions[0]) == (1, 7)
    assert place(call) == (2, 7)
    assert place(call.expressions[0]) == (2, 11)
    assert (call.meta["start"], call.meta["end"]) == (17, 19)
    assert object_name(tree.find(exp.Table)) == ObjectName(("DB", "", "T"))


def test_no_comments_and_no_marks_remain() -> None:
    tree = parse_query("SELECT /* x */ f(a) -- y\n, ? FROM t // z\n WHERE b /*+ hint */ > 1")
    assert all(not node.comments for node in tree.walk())
    assert "\x01" not in repr(tree)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a FROM t1 UNION ALL BY NAME SELECT b FROM t2 MINUS SELECT c FROM t3 ORDER BY 1 LIMIT 3",
        "WITH RECURSIVE x (a, b) AS (SELECT 1, 2), y AS (SELECT * FROM x) SELECT * FROM y",
        "SELECT * FROM t PIVOT(SUM(x) FOR m IN ('a', 'b') DEFAULT ON NULL (0)) AS p (c, d)",
        "SELECT * FROM t PIVOT(SUM(x) FOR m IN (ANY ORDER BY m))",
        "SELECT * FROM t UNPIVOT INCLUDE NULLS (v FOR m IN (a, b AS 'x'))",
        "SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY a ORDER BY b MEASURES FIRST(x) AS y ONE ROW PER MATCH "
        "PATTERN (s e+) DEFINE e AS x > LAG(x))",
        "SELECT $1 FROM @stage/path (FILE_FORMAT => 'x', PATTERN => '.*') s",
        "SELECT NTILE(4) OVER (ORDER BY a) FROM TABLE(f(1)) OVER (PARTITION BY a)",
        "(SELECT 1) UNION (SELECT 2)",
        "SELECT limit, offset, fetch FROM t",
        "SELECT a FROM t AS values_",
        "SELECT type, name, status, date, time, timestamp, year, count, first, value, key FROM t",
        "SELECT t.date, t.order_ FROM t WHERE row_number = 1",
        "SELECT t.$1, COUNT(*) FROM t GROUP BY GROUPING SETS ((a), (b))",
    ],
)
def test_reads(text: str) -> None:
    assert isinstance(parse_query(text), exp.Expression)


def test_a_bind_that_is_cast() -> None:
    assert shape(parse_expression("?::int + ? :: date")) == shape(parse_expression("? ::int + ? ::date"))
    assert shape(parse_expression("'?::x'")) == "'?::x'"


@pytest.mark.parametrize("rest", ["", " WHERE TRUE", " UNION ALL SELECT 1"])
def test_stage_paths_may_end_with_a_slash(rest: str) -> None:
    tree = parse_query(f"SELECT $1 FROM @st/day=2024-01-01/{rest}")
    assert tree.find(exp.Table).this.name == "@st/day=2024-01-01/"


def test_stage_paths_may_hold_keywords() -> None:
    for path in ("@st/in/select/order.csv", "@~/2024/x=1/part.csv", '@db."my schema".st/in'):
        quoted = parse_query(f"SELECT a FROM '{path}' (FILE_FORMAT => 'F') t")
        assert shape(parse_query(f"SELECT a FROM {path} (FILE_FORMAT => 'F') t")) == shape(quoted)
