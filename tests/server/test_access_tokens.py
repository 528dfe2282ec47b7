"""Programmatic access tokens: made in SQL, used instead of a password, and what ends them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

pytest.importorskip("ecomsim", reason="starts servers of its own")

import snowflake.connector
from snowflake.connector.errors import DatabaseError

from ecomsim.access import tokens
from ecomsim.server.run import Server
from ecomsim.server.settings import Settings
from tests.server.conftest import Wire


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Settings(port=0, user="owner", password="right", clock="virtual")) as server:
        yield server


@pytest.fixture
def owner(server: Server) -> Wire:
    wire = Wire(server.url)
    assert log_in(wire, "owner", PASSWORD="right")["success"]
    for sql in (
        "CREATE ROLE reader",
        "CREATE USER svc DEFAULT_ROLE = reader",
        "GRANT ROLE reader TO USER svc",
        "GRANT ROLE SYSADMIN TO USER svc",
    ):
        assert wire.query(sql)["success"]
    return wire


def log_in(wire: Wire, user: str, path: str = "", **data: Any) -> dict[str, Any]:
    answer = wire.post(f"/session/v1/login-request{path}", {"data": {"LOGIN_NAME": user, **data}})
    if answer["success"]:
        wire.token = answer["data"]["token"]
    return answer


def rows(wire: Wire, sql: str) -> list[list[Any]]:
    answer = wire.query(sql)
    assert answer["success"], answer
    return list(answer["data"]["rowset"])


def made(owner: Wire, tail: str = "") -> str:
    ((name, secret),) = rows(owner, f"ALTER USER svc ADD PROGRAMMATIC ACCESS TOKEN t {tail}")
    assert name == "T"
    return str(secret)


def code(server: Server, secret: str) -> str | None:
    """What a login with the token is answered; None when it succeeds."""
    answer = log_in(Wire(server.url), "svc", AUTHENTICATOR="PROGRAMMATIC_ACCESS_TOKEN", TOKEN=secret)
    return answer["code"]


def test_a_token_logs_in(server: Server, owner: Wire) -> None:
    secret = made(owner)
    for credential in ({"authenticator": "PROGRAMMATIC_ACCESS_TOKEN", "token": secret}, {"password": secret}):
        with snowflake.connector.connect(
            user="svc", account="local", host="127.0.0.1", port=server.port, protocol="http", **credential
        ) as connection:
            found = connection.cursor().execute("SELECT CURRENT_USER(), CURRENT_ROLE()").fetchone()
            assert found == ("SVC", "READER")
    with pytest.raises(DatabaseError):
        snowflake.connector.connect(
            user="owner", account="local", host="127.0.0.1", port=server.port, protocol="http", password=secret
        )


def test_a_token_is_a_bearer_of_the_rest_apis(server: Server, owner: Wire) -> None:
    bearer = {"Authorization": f"Bearer {made(owner)}"}
    status, body = owner.call("POST", "/api/v2/statements", {"statement": "SELECT CURRENT_USER()"}, headers=bearer)
    assert (status, json.loads(body)["data"]) == (200, [["SVC"]])
    status, body = owner.call("GET", "/api/v2/roles/", headers=bearer)
    assert status == 200
    assert "READER" in [role["name"] for role in json.loads(body)]
    assert owner.call("GET", "/api/v2/roles/", headers={"Authorization": "Bearer wrong"})[0] == 401


def test_only_a_hash_is_kept(server: Server, owner: Wire) -> None:
    secret = made(owner)
    account = server.service.hosting.main.account
    with account.session() as session:
        stored = session.duck.execute("SELECT * FROM _ecomsim.objects").fetchall()
    assert secret not in str(stored)
    assert tokens.digest(secret) in str(stored)
    assert secret not in str(rows(owner, "SELECT * FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY())"))


def test_it_expires_and_is_disabled_and_removed(server: Server, owner: Wire) -> None:
    secret = made(owner, "DAYS_TO_EXPIRY = 2")
    assert code(server, secret) is None
    owner.query("ALTER USER svc MODIFY PAT t SET DISABLED = TRUE")
    assert code(server, secret) == "394400"
    owner.query("ALTER USER svc MODIFY PAT t SET DISABLED = FALSE")
    server.service.hosting.main.account.advance(timedelta(days=3))
    assert code(server, secret) == "394400"
    assert [row[4] for row in rows(owner, "SHOW USER PATS FOR USER svc")] == ["EXPIRED"]
    owner.query("ALTER USER svc REMOVE PAT t")
    assert rows(owner, "SHOW USER PROGRAMMATIC ACCESS TOKENS FOR USER svc") == []
    assert code(server, secret) == "394400"


def test_rotating_ends_the_old_secret_later(server: Server, owner: Wire) -> None:
    old = made(owner)
    ((name, new, rotated),) = rows(owner, "ALTER USER svc ROTATE PAT t EXPIRE_ROTATED_TOKEN_AFTER_HOURS = 1")
    assert (name, rotated.startswith("T_ROTATED_")) == ("T", True)
    assert (code(server, old), code(server, new)) == (None, None)
    server.service.hosting.main.account.advance(timedelta(hours=2))
    assert (code(server, old), code(server, new)) == ("394400", None)


def test_a_restricted_token_has_one_role(server: Server, owner: Wire) -> None:
    secret = made(owner, "ROLE_RESTRICTION = 'SYSADMIN'")
    wire = Wire(server.url)
    assert log_in(wire, "svc", PASSWORD=secret)["data"]["sessionInfo"]["roleName"] == "SYSADMIN"
    assert wire.query("USE ROLE reader")["code"] == "003013"
    assert wire.query("USE ROLE sysadmin")["success"]
    assert log_in(wire, "svc", "?roleName=reader", PASSWORD=secret)["code"] == "390189"
    owner.query("REVOKE ROLE SYSADMIN FROM USER svc")
    assert code(server, secret) == "394400"


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("ALTER USER svc ADD PAT t ROLE_RESTRICTION = 'ACCOUNTADMIN'", "002003"),
        ("ALTER USER svc ADD PAT t DAYS_TO_EXPIRY = 366", "001008"),
        ("ALTER USER svc ADD PAT t COLOUR = 'red'", "001008"),
        ("ALTER USER svc REMOVE PAT nothing", "002003"),
        ("ALTER USER nobody ADD PAT t", "002003"),
        ("ALTER USER svc MODIFY PAT t", "001003"),
    ],
)
def test_refusals(owner: Wire, sql: str, error: str) -> None:
    assert owner.query(sql)["code"] == error


def test_users_make_their_own_and_nobody_elses(server: Server, owner: Wire) -> None:
    wire = Wire(server.url)
    log_in(wire, "svc", PASSWORD=made(owner))
    assert len(rows(wire, "ALTER USER ADD PAT own")) == 1
    assert [row[0] for row in rows(wire, "SHOW USER PATS")] == ["OWN", "T"]
    owner.query("CREATE USER other")
    assert wire.query("ALTER USER other ADD PAT stolen")["code"] in ("002003", "003001")
    assert wire.query("SHOW USER PATS FOR USER other")["code"] in ("002003", "003001")
