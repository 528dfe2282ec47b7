"""Queries through the binder: values, column names and types, and the errors of what is wrong."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from ecomsim.dialect.bind import ScopeColumn, assign, bind_condition, bind_expression, bind_query
from ecomsim.dialect.context import Udf
from ecomsim.dialect.errors import snowflake_error
from ecomsim.dialect.runtime import install
from ecomsim.errors import SnowflakeError
from ecomsim.names import ObjectName
from ecomsim.sqltext.queries import parse_expression, parse_query
from ecomsim.values.types import BOOLEAN, INTEGER, TEXT, VARIANT, Column, number, timestamp_tz, varchar
from tests.dialect.harness import Bench


@pytest.fixture(scope="module")
def bench() -> Bench:
    made = Bench()
    made.table(
        "T",
        Column("A", INTEGER),
        Column("B", TEXT),
        Column("V", VARIANT),
        rows=[(1, "x", '{"a":1,"l":[10,20]}'), (2, "y", None)],
    )
    made.table("U", Column("A", INTEGER), Column("C", number(10, 2)), rows=[(2, Decimal("1.50")), (3, Decimal("2.25"))])
    made.table("ODD", Column("a", INTEGER), Column("A", INTEGER), rows=[(1, 2)])
    return made


ROWS: list[tuple[str, list[tuple[Any, ...]]]] = [
    ("select a from t x where exists (select 1 from t y where y.a = x.a + 1)", [(1,)]),
    ("select x.a, (select count(*) from t y where y.a <= x.a) n from t x order by n desc", [(2, 2), (1, 1)]),
    ("select a from t union select a + 1 from t intersect select 2 order by 1", [(1,), (2,)]),
    ("select a from t except select a from u", [(1,)]),
    ("(select 1 a) union all (select 2 order by 1 limit 1) order by a desc limit 1", [(2,)]),
    ("select null x, 1 y union all select 'a', null order by 2", [(None, 1), ("a", None)]),
    ("select 1 as a, 2 as b union all by name select 4 as b, 3 as a order by 1", [(1, 2), (3, 4)]),
    ("select 1 as a union all by name select 2 as b order by a", [(1, None), (None, 2)]),
    ("with a as (select a from t), b as (select a + 1 as a from a) select * from a join b using (a)", [(2,)]),
    ("with c as (select 1 n union all select n + 1 from c where n < 20) select max(n), sum(n) from c", [(20, 210)]),
    ("with c (k) as (select a from t) select k from c order by k", [(1,), (2,)]),
    ("select a, c from t left join u using (a) order by 1", [(1, None), (2, Decimal("1.50"))]),
    (
        "select a, b, c from t full join u using (a) order by a",
        [(1, "x", None), (2, "y", Decimal("1.50")), (3, None, Decimal("2.25"))],
    ),
    ("select u.a from t right join u on t.a = u.a where t.a is null", [(3,)]),
    ("select t.a from t, u where t.a = u.a(+) and u.c(+) > 1 order by 1", [(1,), (2,)]),
    ("select l.y from t, lateral (select t.a * 2 as y) l order by 1", [(2,), (4,)]),
    (
        "select t.a, f.index, f.value::int v from t, lateral flatten(input => t.v:l) f order by 2",
        [(1, 0, 10), (1, 1, 20)],
    ),
    ("select t.a, f.value from t, lateral flatten(input => t.v:l, outer => true) f where t.a = 2", [(2, None)]),
    (
        "select column2, $1 from values (1, 'a'), (2.5, null) order by 2",
        [("a", Decimal("1.0")), (None, Decimal("2.5"))],
    ),
    ("select x from (values (1, 2)) as v (x, y)", [(1,)]),
    ("select a + 1 c, count(*) from t group by c having c > 2", [(3, 1)]),
    ("select b, sum(a) s from t group by 1 order by s desc", [("y", 2), ("x", 1)]),
    (
        "select b, count(*) n from t group by grouping sets ((b), ()) order by n desc, b",
        [(None, 2), ("x", 1), ("y", 1)],
    ),
    ("select 1 as a, a + 1 as b, b * 2 as c", [(1, 2, 4)]),
    ("select a from t qualify row_number() over (order by a desc) = 1", [(2,)]),
    ("select a, row_number() over (order by a desc) rn from t qualify rn = 2", [(1, 2)]),
    ("select sum(sum(a)) over () from t group by a", [(3,), (3,)]),
    ("select * exclude (v) rename (b as z) from t where a = 1", [(1, "x")]),
    ("select * exclude (b, v) replace (a * 10 as a) from t order by 1", [(10,), (20,)]),
    ("select t.* ilike 'b%' from t order by 1", [("x",), ("y",)]),
    ('select "a", a from odd', [(1, 2)]),
    ("select $1, t.$2 from t order by 1 limit 1", [(1, "x")]),
    ("select a from t order by a limit 1 offset 1", [(2,)]),
    ("select top 1 a from t order by a desc", [(2,)]),
    ("select a in (1, null), b not in ('x', 'z') from t order by a", [(True, False), (None, True)]),
    ("select (a, b) in (select a, b from t) from t", [(True,), (True,)]),
    ("select 2 >= all (select a from t), 2 = any (select a from t)", [(True, True)]),
    ("select case a when 1 then 'one' else b end from t order by 1", [("one",), ("y",)]),
    ("select b ilike any ('X', 'z'), b like '_', b not like all ('a', 'b') from t where a = 1", [(True, True, True)]),
    ("select 'a%c' like 'a^%c' escape '^', 'abc' like 'a^%c' escape '^'", [(True, False)]),
    (
        "select d + 1, d - '2024-01-01'::date, d + interval '1 month 2 days' from (select '2024-01-31'::date d)",
        [(date(2024, 2, 1), 30, date(2024, 3, 2))],
    ),
    ("select '2024-01-01'::timestamp - interval '90 minutes'", [(datetime(2023, 12, 31, 22, 30),)]),
    ("select '2024-01-01 10:00 +0200'::timestamp_tz = '2024-01-01 08:00 +0000'::timestamp_tz", [(True,)]),
    ("select v:a = 1, v['a']::int, v:l[1]::int, v:nosuch is null from t where a = 1", [(True, 1, 20, True)]),
    ("select count(*) from table(generator(rowcount => 5)) where seq4() < 3", [(3,)]),
    ("select * from u pivot (sum(c) for a in (2, 3))", [(Decimal("1.50"), Decimal("2.25"))]),
    ("select x.* from (select 1 id, 2 jan, null feb) unpivot (amt for m in (jan, feb)) x", [(1, "JAN", 2)]),
    ("select count(*) from t sample (100)", [(2,)]),
    ("select count(*) from t sample (1 rows)", [(1,)]),
    (
        "select -7 / 2, 7 / -2, 0.5 / 1000000, 1 / 3 * 3",
        [(Decimal("-3.500000"), Decimal("-3.500000"), Decimal("0.0000005"), Decimal("0.999999"))],
    ),
    ("select avg(c), sum(c), avg(a) from u", [(Decimal("1.87500000"), Decimal("3.75"), Decimal("2.500000"))]),
]


@pytest.mark.parametrize(("sql", "rows"), ROWS, ids=[sql for sql, _ in ROWS])
def test_rows(sql: str, rows: list[tuple[Any, ...]], bench: Bench) -> None:
    assert bench.rows(sql) == rows


SHAPES = [
    ("select 1.10, 007, .5, 1e3", ["NUMBER(3,2)", "NUMBER(1,0)", "NUMBER(1,1)", "FLOAT"]),
    (
        "select a + 1, c * 2.5, c / a, c % 3, a + c from u",
        ["NUMBER(38,0)", "NUMBER(12,3)", "NUMBER(16,8)", "NUMBER(10,2)", "NUMBER(38,2)"],
    ),
    (
        "select c * c, sum(c), avg(c), count(c), max(c) from u group by c",
        ["NUMBER(20,4)", "NUMBER(38,2)", "NUMBER(38,8)", "NUMBER(18,0)", "NUMBER(10,2)"],
    ),
    ("select 'ab' || 'cde', coalesce('a', 'bcd'), null", ["VARCHAR(5)", "VARCHAR(3)", "VARCHAR(16777216)"]),
    ("select iff(true, 1, 2.25), case when true then 1 else 1e0 end", ["NUMBER(3,2)", "FLOAT"]),
    (
        "select 1::timestamp_ntz(3), '2024-01-01'::timestamp, 'x'::varchar(7)",
        ["TIMESTAMP_NTZ(3)", "TIMESTAMP_NTZ(9)", "VARCHAR(7)"],
    ),
    ("select row_number() over (order by a), v:a, v from t", ["NUMBER(18,0)", "VARIANT", "VARIANT"]),
    ("select 1 x union all select 2.5 union all select 30", ["NUMBER(3,1)"]),
]


@pytest.mark.parametrize(("sql", "types"), SHAPES, ids=[sql for sql, _ in SHAPES])
def test_types(sql: str, types: list[str], bench: Bench) -> None:
    assert bench.types(sql) == types


def test_timestamp_follows_the_session() -> None:
    assert Bench(TIMESTAMP_TYPE_MAPPING="TIMESTAMP_TZ").types("select '2024-01-01'::timestamp") == ["TIMESTAMP_TZ(9)"]


NAMES = [
    (
        "select a, t.b, a as \"x y\", a+1, 'aB', count(*) from t group by all",
        ["A", "B", "x y", "A+1", "'AB'", "COUNT(*)"],
    ),
    ('select "a" + a from odd', ['"A" + A']),
    ("select * from t join u on t.a = u.a", ["A", "B", "V", "A", "C"]),
    ("select * from t join u using (a)", ["A", "B", "V", "C"]),
    ("select * from u pivot (sum(c) as s for a in (2, 3))", ["2_S", "3_S"]),
    ("select * from values (1, 2)", ["COLUMN1", "COLUMN2"]),
]


@pytest.mark.parametrize(("sql", "names"), NAMES, ids=[sql for sql, _ in NAMES])
def test_names(sql: str, names: list[str], bench: Bench) -> None:
    assert bench.names(sql) == names


ERRORS = [
    ("select nosuch from t", 904, "error line 1 at position 7\ninvalid identifier 'NOSUCH'"),
    ("select 1,\n  t.nosuch from t", 904, "error line 2 at position 2\ninvalid identifier 'T.NOSUCH'"),
    ('select "b" from t', 904, "invalid identifier '\"b\"'"),
    ("select a from t, u", 2028, "ambiguous column name 'A'"),
    ("select * from nosuch", 2003, "Object 'NOSUCH' does not exist or not authorized."),
    ("select nosuch(1)", 2140, "Unknown function NOSUCH"),
    ("select upper()", 938, "not enough arguments for function [UPPER()], expected 1, got 0"),
    ("select upper('a', 'b')", 939, "too many arguments for function [UPPER('a', 'b')], expected 1, got 2"),
    ("select sum(true)", 1044, "Invalid argument types for function 'SUM': (BOOLEAN)"),
    ("select '2024-01-01'::date * 2", 1044, "Invalid argument types for function '*': (DATE, NUMBER(1,0))"),
    ("select 1 union all select 1, 2", 1789, "expected 1, got 2 in branch {2}"),
    ("select a, b from t group by a", 979, "is not a valid group by expression"),
    ("select 1 / 0", 100051, "Division by zero"),
    ("select 1e0 / 0", 100051, "Division by zero"),
    ("select a / (a - a) from t", 100051, "Division by zero"),
    ("select 5 % 0", 100051, "Division by zero"),
    ("select 'x'::int", 100038, "Numeric value 'x' is not recognized"),
    ("select '1000'::number(3,0)", 100039, "Numeric value '1000' is out of range"),
    ("select b + 1 from t", 100038, "Numeric value 'x' is not recognized"),
    ("select v:l::int from t", 100071, "Failed to cast variant value [10,20] to FIXED"),
    ("select '2024-02-30'::date", 100040, "Date '2024-02-30' is not recognized"),
    ("select 'soon'::timestamp", 100035, "Timestamp 'soon' is not recognized"),
    ("select 'maybe'::boolean", 100037, "Boolean value 'maybe' is not recognized"),
    ("select 'abc'::varchar(2)", 100078, "String 'abc' is too long and would be truncated"),
    ("select 99999999999999999999999999999999999999 + 1", 100046, "Number out of representable range"),
    ("select (select a from t)", 90150, "Single-row subquery returns more than one row."),
    ("select try_cast(5 as varchar)", 1065, "TRY_CAST"),
    ("select $nosuch", 2211, "Session variable '$NOSUCH' does not exist"),
    ("select a from t where row_number() over (order by a) = 1", 2303, "Window function appears outside"),
    ("select * exclude (nosuch) from t", 904, "invalid identifier 'NOSUCH'"),
]


@pytest.mark.parametrize(("sql", "errno", "text"), ERRORS, ids=[sql for sql, _, _ in ERRORS])
def test_errors(sql: str, errno: int, text: str, bench: Bench) -> None:
    with pytest.raises(SnowflakeError) as caught:
        bench.rows(sql)
    assert (caught.value.errno, text in caught.value.raw_msg) == (errno, True), caught.value


def test_binds_are_parameters_of_the_plan(bench: Bench) -> None:
    bound = bench.bind("select a from t where a > ? and b = :name", **{"1": (1, INTEGER), "NAME": ("y", TEXT)})
    assert bound.parameters == {"b_1", "b_NAME"}
    assert bench.connection.execute(bound.sql, {"b_1": 1, "b_NAME": "y"}).fetchall() == [(2,)]


def test_input_tree_is_untouched(bench: Bench) -> None:
    tree = parse_query("select a + 1 c, count(*) over () from t join u using (a) where v:a = 1 group by c order by 1")
    before = tree.sql("snowflake")
    bind_query(tree, bench.context)
    assert tree.sql("snowflake") == before


def test_bound_tree_knows_its_parents(bench: Bench) -> None:
    for node in bench.bind("select avg(c) x from u join t using (a) where b in ('x', 'y') order by 1").tree.walk():
        for child in node.iter_expressions():
            assert child.parent is node


def test_sql_functions_are_inlined(bench: Bench) -> None:
    bench.resolver.functions["DOUBLED"] = Udf(
        name=ObjectName(("DOUBLED",)),
        parameters=(Column("X", INTEGER),),
        returns=INTEGER,
        body=parse_expression("x * 2"),
    )
    assert bench.rows("select doubled(a) from t order by 1") == [(2,), (4,)]


def test_sequence_values(bench: Bench) -> None:
    assert bench.rows("select ids.nextval, db.public.ids.nextval") == [(1, 2)]


def scope_columns() -> list[ScopeColumn]:
    return [
        ScopeColumn(name="A", type=INTEGER, qualifier="T", duckdb=("t", "A")),
        ScopeColumn(name="A", type=INTEGER, qualifier="S", duckdb=("s", "A")),
        ScopeColumn(name="B", type=TEXT, qualifier="S", duckdb=("s", "B")),
    ]


def test_expression_over_columns(bench: Bench) -> None:
    bound = bind_expression(parse_expression("t.a + s.a"), scope_columns(), bench.context)
    assert (bound.tree.sql("duckdb"), bound.type) == ('"t"."A" + "s"."A"', INTEGER)
    assert bind_condition(parse_expression("s.a"), scope_columns(), bench.context).type == BOOLEAN
    with pytest.raises(SnowflakeError, match="ambiguous"):
        bind_expression(parse_expression("a"), scope_columns(), bench.context)


def stored(sql: str, target: Column, bench: Bench) -> Any:
    bound = bind_expression(parse_expression(sql), [], bench.context)
    tree = assign(bound.tree, bound.type, target, bench.context, table="T")
    try:
        return bench.connection.execute(f"SELECT {tree.sql('duckdb')}").fetchall()[0][0]
    except duckdb.Error as cause:
        raise snowflake_error(cause) from cause


def test_assignment(bench: Bench) -> None:
    assert stored("'12.7'", Column("C", INTEGER), bench) == 13
    assert stored("1.255", Column("C", number(5, 2)), bench) == Decimal("1.26")
    assert stored("5", Column("C", varchar(3)), bench) == "5"
    assert stored("null", Column("C", VARIANT), bench) is None
    assert stored("'x'", Column("C", VARIANT), bench) == '"x"'


ASSIGNMENTS = [
    (
        "'abcd'",
        Column("C", varchar(3)),
        100078,
        "DML operation to table T failed on column C with error: String 'abcd' is too long",
    ),
    ("null", Column("C", INTEGER, nullable=False), 100072, "NULL result in a non-nullable column"),
    ("'x'", Column("C", INTEGER), 100038, "Numeric value 'x' is not recognized"),
    ("1000", Column("C", number(3, 0)), 100039, "Numeric value '1000' is out of range"),
    ("parse_json('[1]')::array", Column("C", INTEGER), 2023, "expecting NUMBER(38,0) but got ARRAY for column C"),
    ("'x'", Column("C", timestamp_tz()), 100035, "Timestamp 'x' is not recognized"),
]


@pytest.mark.parametrize(("sql", "target", "errno", "text"), ASSIGNMENTS)
def test_assignment_errors(sql: str, target: Column, errno: int, text: str, bench: Bench) -> None:
    with pytest.raises(SnowflakeError) as caught:
        stored(sql, target, bench)
    assert (caught.value.errno, text in caught.value.raw_msg) == (errno, True), caught.value


def test_install_twice(bench: Bench) -> None:
    fresh = duckdb.connect()
    fresh.execute("CREATE SCHEMA _ecomsim")
    install(fresh)
    fresh.execute("CREATE OR REPLACE MACRO _ecomsim.sf_ntz_text(t) AS 'kept'")
    install(fresh.cursor())
    assert fresh.execute("SELECT _ecomsim.sf_ntz_text(TIMESTAMP '2024-01-01')").fetchall() == [("kept",)]


def test_division_is_exact_at_ties(bench: Bench) -> None:
    """(2n+1)/2 units in the last place: floating point alone would round some of them the wrong way."""
    rows = bench.rows(
        "select n, n / 2000000 from (select 2 * seq4() * 7919 + 1 as n from table(generator(rowcount => 2000)))"
    )
    for number_, quotient in rows:
        assert quotient == (Decimal(number_) / 2000000).quantize(Decimal("0.000001"), "ROUND_HALF_UP")
