"""C-DT-74: an account that was closed catches up, and says what it missed."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from ecomsim.accounts.account import Account
from ecomsim.agenda.clock import VirtualClock
from tests.dynamic_tables.conftest import T0, Lab

HISTORY = (
    "SELECT data_timestamp, state, refresh_action FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY("
    "NAME => 'd')) ORDER BY data_timestamp"
)


class HandClock(VirtualClock):
    """A wall clock as far as the engine knows, moved by the test."""

    is_virtual = False


def closed_at_100(path: Path) -> None:
    with Account.open(path, clock="virtual", start=T0) as account:
        lab = Lab(account)
        lab.make("d", "SELECT id, v * 2 AS w FROM src")
        lab.to(100)
        lab.run("INSERT INTO src VALUES (3, 30)")


def rows(account: Account) -> list[tuple[int, str, str | None]]:
    session = account.session(database="DB", schema="S")
    assert session.execute("SELECT COUNT(*) FROM d").rows() == [(3,)]
    found: list[tuple[datetime, str, str | None]] = session.execute(HISTORY).rows()  # type: ignore[assignment]
    return [(round((at - T0).total_seconds()), state, action) for at, state, action in found][1:]


def test_a_wall_clock_makes_one_catch_up_refresh(tmp_path: Path) -> None:
    path = tmp_path / "account.duckdb"
    closed_at_100(path)
    with Account.open(path, clock=HandClock(T0 + timedelta(seconds=600))) as account:
        due = account.agenda.next_due()
        assert due is not None
        account.agenda.run_due(account.clock.now())
        found = rows(account)
    assert found[:2] == [(48, "SUCCEEDED", "NO_DATA"), (96, "SUCCEEDED", "NO_DATA")]
    assert [at for at, state, _ in found if state == "SKIPPED"] == list(range(144, 576, 48))
    assert found[-1] == (576, "SUCCEEDED", "INCREMENTAL")


def test_a_virtual_clock_makes_every_refresh(tmp_path: Path) -> None:
    path = tmp_path / "account.duckdb"
    closed_at_100(path)
    with Account.open(path, clock="virtual", start=T0 + timedelta(seconds=600)) as account:
        account.advance(timedelta(seconds=1))
        found = rows(account)
    assert [at for at, _, _ in found] == list(range(48, 600, 48))
    assert [action for _, _, action in found] == ["NO_DATA"] * 2 + ["INCREMENTAL"] + ["NO_DATA"] * 9
