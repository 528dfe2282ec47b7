"""How many images a refresh has to follow: known from the versions, after a restart found in the tables, the same."""

from __future__ import annotations

from pathlib import Path

from ecomsim.accounts.account import Account
from ecomsim.catalog.objects import DynamicTable
from ecomsim.names import Name
from tests.dynamic_tables.conftest import T0, Lab

STATEMENTS = (
    "INSERT INTO src VALUES (3, 30), (4, 40), (5, 50)",
    "UPDATE src SET v = v + 1 WHERE id > 1",
    "DELETE FROM src WHERE id = 5",
    "BEGIN",
    "INSERT INTO src VALUES (6, 60), (7, 70)",
    "UPDATE src SET v = 0 WHERE id = 7",
    "COMMIT",
    "BEGIN",
    "DELETE FROM src",
    "ROLLBACK",
)


def images(account: Account) -> tuple[int, int] | None:
    """What the versions know of the source's images since the table's last refresh."""
    table = account.catalog.relation(Name("DB", "S", "D"))
    source = account.catalog.relation(Name("DB", "S", "SRC"))
    assert isinstance(table, DynamicTable)
    assert source is not None
    since = account.dynamic_tables.get(table.id).sources[source.id]
    return account.timelines.images_between(source.id, since, account.timelines.number(source.id))


def test_versions_know_how_many_images_they_hold(lab: Lab) -> None:
    lab.make("d", "SELECT * FROM src", "'1 day'", "REFRESH_MODE = INCREMENTAL")
    lab.script(*STATEMENTS)
    # five new rows, four updates, one of which is of a row of the same transaction, and a row that goes
    assert images(lab.account) == (3 + 4 + 0 + 2 + 1, 0 + 4 + 1 + 0 + 1)


def test_a_refresh_counts_the_same_after_a_restart(tmp_path: Path) -> None:
    """The mark that a refresh leaves says how many rows are behind it and how many a change reached."""
    marks = []
    for name, restarts in (("one", False), ("two", True)):
        path = tmp_path / f"{name}.duckdb"
        with Account.open(path, clock="virtual", start=T0) as account:
            lab = Lab(account)
            account.dynamic_tables.strategy = "keys"
            lab.make("d", "SELECT * FROM src", "'1 day'", "REFRESH_MODE = INCREMENTAL")
            lab.script("INSERT INTO src VALUES (2, 20)", "ALTER DYNAMIC TABLE d REFRESH", *STATEMENTS)
            if not restarts:
                marks.append(refreshed(account))
        if restarts:
            with Account.open(path, clock="virtual") as account:
                assert images(account) is None
                marks.append(refreshed(account))
    assert marks[0] == marks[1]


def refreshed(account: Account) -> str | None:
    """The mark of D after a refresh that follows the change."""
    account.dynamic_tables.strategy = "keys"
    session = account.session()
    for statement in ("USE SCHEMA db.s", "ALTER DYNAMIC TABLE d REFRESH"):
        session.execute(statement)
    table = account.catalog.relation(Name("DB", "S", "D"))
    assert table is not None
    return account.dynamic_tables.get(table.id).mark
