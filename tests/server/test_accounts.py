"""Accounts of one's own (ECOMSIM_ACCOUNT): apart while they live, shared by those who name them, gone with the last."""

from __future__ import annotations

import threading
from typing import Any

from tests.server.conftest import Running, Wire


def logged_in(server: Running, account: str | None, **parameters: Any) -> Wire:
    wire = Wire(server.url)
    assert wire.log_in(account, **parameters)["success"]
    return wire


def test_accounts_at_the_same_time(server: Running, account: str) -> None:
    """Twelve accounts, two sessions each, all with the same names at once: nobody sees anybody else's rows."""
    failures: list[str] = []
    ready = threading.Barrier(12)

    def work(number: int) -> None:
        own = f"{account}-{number}"
        first, second = logged_in(server, own), logged_in(server, own)
        ready.wait(30)
        for sql in ("CREATE DATABASE shop", "CREATE TABLE t (owner INT)", "CREATE TEMPORARY TABLE mine (a INT)",
                    *(f"INSERT INTO t VALUES ({number})" for _ in range(number + 1))):  # fmt: skip
            answer = first.query(sql)
            if not answer["success"]:
                failures.append(f"{number}: {sql}: {answer['message']}")
        seen = second.query("SELECT COUNT(*), MIN(owner), MAX(owner) FROM shop.public.t")["data"]["rowset"]
        if seen != [[str(number + 1), str(number), str(number)]]:
            failures.append(f"{number} saw {seen}")
        if second.query("SELECT * FROM shop.public.mine")["success"]:
            failures.append(f"{number} saw a temporary table of another session")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    names = [row[1] for row in logged_in(server, None).query("SHOW DATABASES")["data"]["rowset"]]
    assert "SHOP" not in names


def test_an_account_goes_with_its_last_session(server: Running, account: str) -> None:
    first, second = logged_in(server, account), logged_in(server, account)
    first.query("CREATE DATABASE kept")
    query_id = first.query("SELECT 'secret'")["data"]["queryId"]
    first.post("/session?delete=true", {})
    assert [row[1] for row in second.query("SHOW DATABASES")["data"]["rowset"]] == ["KEPT"]
    second.post("/session?delete=true", {})
    later = logged_in(server, account)
    assert later.query("SHOW DATABASES")["data"]["rowset"] == []
    assert later.get(f"/queries/{query_id}/result")["code"] == "000709"


def test_clocks_are_apart(server: Running, account: str) -> None:
    past = logged_in(server, f"{account}-a", ECOMSIM_CLOCK="virtual", ECOMSIM_START="2001-01-01T00:00:00+00:00")
    future = logged_in(server, f"{account}-b", ECOMSIM_CLOCK="virtual", ECOMSIM_START="2051-01-01T12:00:00+00:00")
    year = "SELECT YEAR(CURRENT_TIMESTAMP()::TIMESTAMP_NTZ)"
    assert [wire.query(year)["data"]["rowset"] for wire in (past, future)] == [[["2000"]], [["2051"]]]
