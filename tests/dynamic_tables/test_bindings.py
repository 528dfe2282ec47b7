"""A change of the catalog binds the definitions that name what changed, and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ecomsim.accounts.account import Account
from ecomsim.dynamic_tables import bindings, definition, refresh
from tests.dynamic_tables.conftest import T0, Lab

MANY = 12


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[str]]]:
    """Asks for the graph and gives the names of the tables whose definitions were bound for it."""
    names: list[str] = []
    bind = definition.bound
    monkeypatch.setattr(
        definition, "bound", lambda table, session: (names.append(table.name.last), bind(table, session))[1]
    )
    with Account.open(clock="virtual", start=T0) as account:
        lab = Lab(account)
        lab.script("CREATE TABLE other(id INT)", "CREATE VIEW above AS SELECT id, v FROM src")
        lab.run("CREATE FUNCTION twice(n INT) RETURNS INT AS 'n * 2'")
        lab.make("of_other", "SELECT id FROM other")
        lab.make("of_view", "SELECT id FROM above")
        lab.make("of_function", "SELECT twice(id) AS id FROM other")
        for number in range(MANY):
            lab.make(f"d{number}", "SELECT id, v FROM src", "DOWNSTREAM")

        def ask(*statements: str) -> list[str]:
            refresh.graph_of(account)
            names.clear()
            lab.script(*statements)
            names.clear()  # what the statement itself had to bind
            refresh.graph_of(account)
            return sorted(names)

        yield ask


def test_what_nothing_names_binds_nothing(bound: Callable[..., list[str]]) -> None:
    assert bound("CREATE TABLE fresh(id INT)") == []
    assert bound("CREATE ROLE reader", "GRANT SELECT ON TABLE src TO ROLE reader") == []
    assert bound("ALTER TABLE src SET COMMENT = 'rows'") == []
    assert bound("ALTER DYNAMIC TABLE d1 SUSPEND") == []
    assert bound("DROP TABLE fresh") == []


def test_a_table_binds_its_readers_through_views_and_functions(bound: Callable[..., list[str]]) -> None:
    readers = sorted(["OF_VIEW", *(f"D{number}" for number in range(MANY))])
    assert bound("ALTER TABLE src ADD COLUMN w INT") == readers
    assert bound("CREATE OR REPLACE VIEW above AS SELECT id, v + 1 AS v FROM src") == ["OF_VIEW"]
    assert bound("CREATE OR REPLACE FUNCTION twice(n INT) RETURNS INT AS 'n + n'") == ["OF_FUNCTION"]
    assert bound("ALTER TABLE other RENAME TO others") == ["OF_FUNCTION", "OF_OTHER"]


def test_a_definition_that_fails_is_tried_again_when_what_it_names_comes_back(
    bound: Callable[..., list[str]],
) -> None:
    assert bound("DROP TABLE other") == ["OF_FUNCTION", "OF_OTHER"]
    assert bound("CREATE TABLE fresh(id INT)") == []
    assert bound("CREATE TABLE other(id INT)") == ["OF_FUNCTION", "OF_OTHER"]


def test_a_new_dynamic_table_binds_only_itself(bound: Callable[..., list[str]]) -> None:
    assert bound("CREATE DYNAMIC TABLE e TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src") == ["E"]


def test_names_are_found_in_every_spelling() -> None:
    text = 'SELECT a.Id FROM "Odd name" a JOIN IDENTIFIER(\'s.t\') ON x = \'5"\' AND "say ""so""" > 1'
    assert {"ID", "Id", "Odd name", "S", "T", 'say "so"'} <= bindings.words(text)
