"""Which tables are read to tell what a change affects; a refresh tells it by the column that asks for least."""

from __future__ import annotations

import pyarrow as pa
import pytest

from ecomsim.catalog.objects import DynamicTable
from ecomsim.dynamic_tables import definition, derive, telling
from ecomsim.dynamic_tables.signed import Changes, Relation
from ecomsim.names import Name
from ecomsim.storage import layout
from tests.dynamic_tables.conftest import Lab

TABLES = (
    "CREATE TABLE people(who INT, name VARCHAR)",
    "CREATE TABLE orders(id INT, who INT)",
    "CREATE TABLE items(id INT, units INT)",
)
NAMES = ("people", "orders", "items")
QUERY = (
    "SELECT o.id, p.name, SUM(i.units) AS units FROM orders o JOIN people p ON p.who = o.who "
    "LEFT JOIN items i ON i.id = o.id GROUP BY o.id, p.name"
)


@pytest.fixture(name="filled")
def _filled(lab: Lab) -> Lab:
    fill = (f"INSERT INTO {each} SELECT seq4(), seq4() FROM TABLE(GENERATOR(ROWCOUNT => 40))" for each in NAMES)
    lab.script(*TABLES, *fill)
    lab.make("d", QUERY, "'1 day'", "REFRESH_MODE = INCREMENTAL")
    return lab


def table_id(lab: Lab, name: str) -> int:
    found = lab.session.catalog.relation(Name("DB", "S", name))
    assert found is not None
    return found.id


@pytest.mark.parametrize(
    ("column", "changed", "read"),
    [
        (0, ["ITEMS"], []),  # an equality gives the items' own column
        (0, ["ORDERS"], []),
        (0, ["PEOPLE"], ["ORDERS"]),
        (1, ["ITEMS"], ["ORDERS", "PEOPLE"]),
        (1, ["ORDERS"], ["PEOPLE"]),
        (1, ["PEOPLE"], []),
        (1, [], []),
    ],
)
def test_tables_read_to_tell_a_column(filled: Lab, column: int, changed: list[str], read: list[str]) -> None:
    table = filled.session.catalog.relation(Name("DB", "S", "D"))
    assert isinstance(table, DynamicTable)
    followed = derive.derived(table, definition.of(table, filled.account), filled.session)
    assert followed.tree is not None
    ids = frozenset(table_id(filled, name) for name in changed)
    found = telling.read(followed.tree, [followed.tree.columns[column]], ids)
    assert found == {table_id(filled, name) for name in read}


def test_a_refresh_reads_no_more_than_that(filled: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """Items alone changed: the statement that tells their orders reads no table."""
    asked: list[str] = []
    relation = Changes.relation

    def heard(changes: Changes, sql: str) -> Relation | None:
        asked.append(sql)
        return relation(changes, sql)

    monkeypatch.setattr(Changes, "relation", heard)
    filled.account.dynamic_tables.strategy = "keys"
    filled.run("ALTER DYNAMIC TABLE d REFRESH")
    filled.run("UPDATE items SET units = 200 WHERE id = 3")
    filled.run("ALTER DYNAMIC TABLE d REFRESH")
    assert filled.run("SELECT * FROM d WHERE id = 3") == [(3, "3", 200)]
    assert asked
    for name in ("PEOPLE", "ORDERS"):
        assert not [sql for sql in asked if f"{layout.current(table_id(filled, name))} " in sql]


def test_columns_that_leave_few_rows(lab: Lab) -> None:
    """Those with many different values, most first; not those with NULL, nor lists, which DuckDB cannot look for."""
    changes = Changes(lab.session, {}, frozenset(), frozenset(), lambda _: True)
    columns = {
        "two": ["p", "q", "q"],
        "many": [1, 2, 3],
        "one": ["x", "x", "x"],
        "none": pa.array([None] * 3, pa.null()),
        "some": [1, 2, None],
        "lists": [[1], [2], [3]],
    }
    found = changes.kept(pa.table(columns))
    assert found is not None
    assert changes.narrow(found, columns) == ("many", "two")
