"""A query of protected data, repeated word for word: planned once for a set of roles, and never for another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session
from ecomsim.statements import execution

QUERY = "SELECT b FROM d.public.t"
SEEN, HIDDEN = [("secret",)], [("*",)]


@pytest.fixture
def session() -> Iterator[Session]:
    account = Account.open(clock="virtual")
    opened = account.session()
    for text in (
        "CREATE DATABASE d",
        "CREATE ROLE reader",
        "CREATE ROLE trusted",
        "CREATE MASKING POLICY m AS (v TEXT) RETURNS TEXT -> IFF(IS_ROLE_IN_SESSION('TRUSTED'), v, '*')",
        "CREATE TABLE t (a INT, b TEXT MASKING POLICY m)",
        "INSERT INTO t VALUES (1, 'secret')",
        "GRANT ROLE reader TO USER ecomsim",
        "GRANT USAGE ON DATABASE d TO ROLE reader",
        "GRANT USAGE ON SCHEMA d.public TO ROLE reader",
        "GRANT USAGE ON WAREHOUSE compute_wh TO ROLE reader",
        "GRANT SELECT ON TABLE t TO ROLE reader",
        "USE ROLE reader",
    ):
        opened.execute(text)
    yield opened
    account.close()


def test_it_is_planned_once(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    session.execute(QUERY)
    monkeypatch.setattr(execution, "plan_query", lambda *_: pytest.fail("planned again"))
    assert session.execute(QUERY).rows() == HIDDEN


def test_it_follows_grants_of_roles(session: Session) -> None:
    with session.account.session() as administrator:
        for text, seen in (
            ("GRANT ROLE trusted TO ROLE reader", SEEN),
            ("REVOKE ROLE trusted FROM ROLE reader", HIDDEN),
            ("GRANT ROLE trusted TO ROLE public", SEEN),
        ):
            administrator.execute(text)
            assert [session.execute(QUERY).rows() for _ in range(2)] == [seen, seen], text


def test_it_follows_secondary_roles_and_the_rights_of_owners(session: Session) -> None:
    with session.account.session() as administrator:
        administrator.execute("GRANT ROLE trusted TO USER ecomsim")
        administrator.execute("USE DATABASE d")
        administrator.execute("GRANT CREATE PROCEDURE ON SCHEMA d.public TO ROLE reader")
    session.execute(
        "CREATE PROCEDURE d.public.asked() RETURNS TEXT AS "
        f"'DECLARE found TEXT; BEGIN SELECT b INTO :found FROM ({QUERY}); RETURN found; END'"
    )
    for roles, seen in (("NONE", HIDDEN), ("ALL", SEEN), ("NONE", HIDDEN), ("trusted", SEEN)):
        session.execute(f"USE SECONDARY ROLES {roles}")
        for _ in range(2):
            assert session.execute(QUERY).rows() == seen, roles
            assert session.execute("CALL d.public.asked()").rows() == HIDDEN, "owner's rights know no secondary roles"


def test_each_session_sees_what_its_role_may(session: Session) -> None:
    with session.account.session(role="TRUSTED") as other:
        other.execute("USE ROLE ACCOUNTADMIN")
        for _ in range(2):
            assert session.execute(QUERY).rows() == HIDDEN
            assert other.execute(QUERY).rows() == HIDDEN  # the administrator is not in TRUSTED
        other.execute("GRANT ROLE trusted TO ROLE sysadmin")
        for _ in range(2):
            assert other.execute(QUERY).rows() == SEEN
            assert session.execute(QUERY).rows() == HIDDEN
