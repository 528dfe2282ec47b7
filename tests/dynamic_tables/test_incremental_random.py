"""Random queries over random changes, by both strategies: two dynamic tables with one query, of which one is always
computed as a whole and the other by affected keys wherever that is possible.
"""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ecomsim.account import Account
from tests.dynamic_tables.conftest import T0, Lab

COLUMNS = {"src": ("id", "v"), "t2": ("id", "g"), "t3": ("g", "k")}
WAYS = ("full", "keys", "change", "sums")


@st.composite
def sources(draw: st.DrawFn, depth: int = 1) -> tuple[str, list[str]]:
    """A FROM clause, its joins and WHERE; and the columns that can be selected."""
    text, columns, where = "", [], []
    count = draw(st.integers(1, 3))
    for position in range(count):
        alias = f"{'xyz'[position]}{depth}"
        if depth and draw(st.integers(0, 3)) == 0:
            inner, names = draw(selects(depth - 1))
            relation = f"({inner}) {alias}"
        else:
            table = draw(st.sampled_from(sorted(COLUMNS)))
            names, relation = list(COLUMNS[table]), f"{table} {alias}"
        own = [f"{alias}.{name}" for name in names]
        if position == 0:
            text = f"FROM {relation}"
        else:
            on = f"{draw(st.sampled_from(columns))} = {draw(st.sampled_from(own))}"
            kind = draw(st.sampled_from(["JOIN", "LEFT JOIN", "CROSS JOIN"]))
            text += f" {kind} {relation}" + ("" if kind == "CROSS JOIN" else f" ON {on}")
            where += [on] if kind == "CROSS JOIN" else []
        columns += own
    if draw(st.booleans()):
        where.append(draw(st.sampled_from([f"{columns[0]} > 1", f"{columns[-1]} IS NULL", f"{columns[0]} <> 3"])))
    return text + (f" WHERE {' AND '.join(where)}" if where else ""), columns


@st.composite
def selects(draw: st.DrawFn, depth: int = 1) -> tuple[str, list[str]]:
    """A query with columns a, b (and n), all integers."""
    text, columns = draw(sources(depth))
    one, two, other = (draw(st.sampled_from(columns)) for _ in range(3))
    form = draw(st.sampled_from(["plain", "distinct", "group", "having", "window", "qualify", "union", "union all"]))
    shown = f"{one} AS a, {two} AS b"
    if form == "plain":
        return f"SELECT {shown}, {other} + 1 AS n {text}", ["a", "b", "n"]
    if form == "distinct":
        return f"SELECT DISTINCT {shown} {text}", ["a", "b"]
    if form in ("group", "having"):
        having = " HAVING COUNT(*) > 1" if form == "having" else ""
        call = draw(st.sampled_from(["COUNT(*)", f"SUM({other})", f"COUNT(DISTINCT {other})", f"MAX({other})"]))
        return f"SELECT {shown}, {call} AS n {text} GROUP BY {one}, {two}{having}", ["a", "b", "n"]
    if form == "window":
        return f"SELECT {shown}, SUM({other}) OVER (PARTITION BY {one}) AS n {text}", ["a", "b", "n"]
    if form == "qualify":
        return f"SELECT {shown} {text} QUALIFY COUNT(*) OVER (PARTITION BY {two}, {one}) > 1", ["a", "b"]
    more, found = draw(sources(0))
    return f"SELECT {shown} {text} {form.upper()} SELECT {found[0]}, {found[-1]} {more}", ["a", "b"]


VALUES = st.sampled_from(["NULL", "0", "1", "2", "3", "4"])


@st.composite
def changes(draw: st.DrawFn) -> str:
    table = draw(st.sampled_from(sorted(COLUMNS)))
    first, second = COLUMNS[table]
    one, two = draw(VALUES), draw(VALUES)
    return draw(
        st.sampled_from(
            [
                f"INSERT INTO {table} VALUES ({one}, {two})",
                f"UPDATE {table} SET {first} = {one} WHERE {second} = {two}",
                f"UPDATE {table} SET {second} = {one} WHERE {first} = {two}",
                f"DELETE FROM {table} WHERE {first} = {one}",
            ]
        )
    )


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(selects(), st.lists(st.lists(changes(), min_size=1, max_size=4), min_size=1, max_size=4))
def test_both_strategies_give_the_query(query: tuple[str, list[str]], history: list[list[str]]) -> None:
    with Account.open(clock="virtual", start=T0) as account:
        lab = Lab(account)
        lab.script("CREATE TABLE t2(id INT, g INT)", "CREATE TABLE t3(g INT, k INT)", "CREATE TABLE sink(id INT)")
        lab.script(
            "INSERT INTO src VALUES (1, 1), (1, 1), (3, NULL), (NULL, 2)",
            "INSERT INTO t2 VALUES (1, 1), (2, 3), (NULL, 4)",
            "INSERT INTO t3 VALUES (1, 1), (1, 2), (3, 3)",
        )
        for way in WAYS:
            lab.make(f"by_{way}", query[0], "'1 day'")
            assume(lab.show(f"by_{way}")["refresh_mode"] == "INCREMENTAL")
            lab.run(f"CREATE STREAM of_{way} ON DYNAMIC TABLE by_{way}")
        before = Counter(lab.run(query[0]))
        for statements in [["INSERT INTO src VALUES (2, 3)", "INSERT INTO t3 VALUES (2, 2)"], *history]:
            lab.script(*statements)
            after = Counter(lab.run(query[0]))
            for way in WAYS:
                account.dynamic_tables.strategy = way  # type: ignore[assignment]
                lab.run(f"ALTER DYNAMIC TABLE by_{way} REFRESH")
                assert Counter(lab.run(f"SELECT * FROM by_{way}")) == after, way
                seen = lab.run(f"SELECT * EXCLUDE (METADATA$ROW_ID, METADATA$ISUPDATE) FROM of_{way}")
                inserted = Counter(row[:-1] for row in seen if row[-1] == "INSERT")
                deleted = Counter(row[:-1] for row in seen if row[-1] == "DELETE")
                assert (inserted - deleted, deleted - inserted) == (after - before, before - after), way
                lab.run(f"INSERT INTO sink SELECT 1 FROM of_{way} WHERE FALSE")
            before = after
