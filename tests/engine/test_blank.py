"""Accounts in memory are copies of a blank one: they have all that an account made anew has, and can do without it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ecomsim.accounts import bootstrap
from ecomsim.accounts.account import Account
from ecomsim.accounts.blank import Blank
from ecomsim.catalog import store
from ecomsim.catalog.account_objects import Role, Warehouse

CATALOG = (
    "SELECT schema_name, table_name, column_name, data_type, is_nullable, column_default FROM duckdb_columns()",
    "SELECT schema_name, table_name, constraint_type, constraint_text FROM duckdb_constraints()",
    "SELECT schema_name, index_name, table_name, sql FROM duckdb_indexes()",
    "SELECT function_name, parameters, macro_definition FROM duckdb_functions() WHERE schema_name = '_ecomsim'",
    "SELECT sequence_name, start_value, increment_by FROM duckdb_sequences()",
    "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal",
    "SELECT database_name FROM duckdb_databases()",
    "SELECT key, value FROM _ecomsim.meta WHERE key <> 'stopped'",
    "SELECT current_setting('TimeZone'), current_setting('immediate_transaction_mode')",
)


@pytest.fixture
def blank(monkeypatch: pytest.MonkeyPatch) -> Blank:
    """A process that has opened no account yet."""
    own = Blank()
    monkeypatch.setattr(bootstrap, "blank", own)
    return own


def held(account: Account) -> list[list[tuple]]:
    """What DuckDB holds of an account that nobody has used."""
    return [sorted(account.duck.execute(sql).fetchall(), key=repr) for sql in CATALOG]


def answer(account: Account) -> tuple:
    """What needs the internal tables, a macro, the Python function and the clock."""
    session = account.session(parameters={"TIMEZONE": "UTC"})
    session.execute("CREATE DATABASE db")
    session.execute('CREATE TABLE t (v VARIANT) AS SELECT PARSE_JSON(\'{"b": 1.50, "a": [1]}\')')
    sql = "SELECT v:a[0]::INT, '2024-01-01 12:00 +0200'::TIMESTAMP_TZ::VARCHAR, SOUNDEX('x') FROM t"
    return session.execute(sql).rows()[0]


def test_a_copy_is_what_an_account_made_anew_is(blank: Blank) -> None:
    accounts = [Account.open() for _ in range(4)]
    assert blank._path is not None
    first, *later = [held(account) for account in accounts]
    tables, _, _, macros, *_ = first
    assert len(tables) > len(macros) > 50
    assert later == [first] * 3
    answers = [answer(account) for account in accounts]
    assert answers == [(1, "2024-01-01 12:00:00.000 +0200", "X000")] * 4
    for account in accounts:
        account.close()
    with Account.open() as account:
        assert held(account) == first, "what was done in one account is not in the blank one"


def test_one_account_needs_no_file(blank: Blank) -> None:
    with Account.open() as account:
        assert answer(account)[0] == 1
    assert blank._path is None


def test_a_cleared_temporary_folder_is_no_harm(blank: Blank) -> None:
    for _ in range(2):
        Account.open().close()
    assert blank._path is not None
    shutil.rmtree(blank._path.parent)
    for _ in range(3):
        with Account.open() as account:
            assert answer(account)[0] == 1
    assert blank._path is not None, "it was written again"


def test_no_room_for_the_file_is_no_harm(
    blank: Blank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    for _ in range(3):
        with Account.open() as account:
            assert answer(account)[0] == 1
    assert blank._path is None
    assert "made anew" in caplog.text


def test_a_new_account_is_furnished_as_statements_would() -> None:
    with Account.open(clock="virtual") as account:
        born = account.catalog.objects()
        session = account.session(internal=True)
        session.execute("DROP WAREHOUSE COMPUTE_WH")
        session.execute("CREATE WAREHOUSE COMPUTE_WH WAREHOUSE_SIZE = XSMALL INITIALLY_SUSPENDED = TRUE")
        session.execute("GRANT USAGE ON WAREHOUSE COMPUTE_WH TO ROLE PUBLIC")
        warehouse, role = born
        assert isinstance(warehouse, Warehouse)
        assert isinstance(role, Role)
        made = account.catalog.get(Warehouse.kind, warehouse.name)
        assert isinstance(made, Warehouse)
        assert replace(made, id=warehouse.id, created_on=warehouse.created_on) == warehouse
        now = account.catalog.get(Role.kind, role.name)
        assert isinstance(now, Role)
        (usage,), granted = role.grants, now.grants[-1]
        assert replace(granted, object_id=warehouse.id, created_on=usage.created_on) == usage
        assert store.load(account.duck).objects() == account.catalog.objects()
