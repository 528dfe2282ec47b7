"""USE SECONDARY ROLES: every role of the user reads and changes, the primary one alone creates."""

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session

SETUP = (
    *("CREATE DATABASE d", "CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)", "CREATE ROLE plain"),
    *("CREATE ROLE reads", "CREATE USER u", "GRANT ROLE plain TO USER u", "GRANT ROLE reads TO USER u"),
    *("GRANT USAGE ON DATABASE d TO ROLE reads", "GRANT ALL ON SCHEMA d.public TO ROLE reads"),
    *("GRANT SELECT ON TABLE t TO ROLE reads", "GRANT USAGE ON WAREHOUSE compute_wh TO ROLE plain"),
)
READ, CREATE = "SELECT a FROM d.public.t", "CREATE TABLE d.public.x (a INT)"


@pytest.fixture
def session():
    with Account.open(clock="virtual") as account:
        administrator = account.session()
        for statement in SETUP:
            administrator.execute(statement)
        yield account.session(user="U", role="PLAIN")


def refused(session: Session, sql: str) -> int | None:
    with pytest.raises(SnowflakeError) as caught:
        session.execute(sql)
    return caught.value.errno


def test_all_and_none(session: Session) -> None:
    assert refused(session, READ) == 2003
    session.execute("USE SECONDARY ROLES ALL")
    assert session.execute(READ).rows() == [(1,)]
    assert session.execute("SELECT IS_ROLE_IN_SESSION('READS'), CURRENT_ROLE()").rows() == [(True, "PLAIN")]
    assert '"value":"ALL"' in session.execute("SELECT CURRENT_SECONDARY_ROLES()").rows()[0][0]
    session.execute("USE SECONDARY ROLES NONE")
    assert refused(session, READ) == 2003
    assert session.execute("SELECT CURRENT_SECONDARY_ROLES()").rows() == [('{"roles":"","value":""}',)]


def test_a_list_of_roles(session: Session) -> None:
    administrator = session.account.session()
    administrator.execute("CREATE ROLE other")
    administrator.execute("GRANT ROLE other TO USER u")
    session.execute("USE SECONDARY ROLES other")
    assert refused(session, READ) == 2003
    session.execute("USE SECONDARY ROLES other, reads")
    assert session.execute(READ).rows() == [(1,)]
    now = session.execute("SELECT CURRENT_SECONDARY_ROLES()").rows()
    assert now == [('{"roles":"OTHER,READS","value":"OTHER,READS"}',)]
    administrator.execute("REVOKE ROLE reads FROM USER u")
    assert refused(session, READ) == 2003
    assert refused(session, "USE SECONDARY ROLES reads") == 3013
    assert refused(session, "USE SECONDARY ROLES nowhere") == 2043
    session.execute("USE SECONDARY ROLES ALL")
    now = session.execute("SELECT CURRENT_SECONDARY_ROLES()").rows()
    assert now == [('{"roles":"OTHER","value":"ALL"}',)]


def test_the_primary_role_alone_creates(session: Session) -> None:
    session.execute("USE SECONDARY ROLES ALL")
    assert refused(session, CREATE) == 2003
    session.execute("USE ROLE reads")
    assert session.execute(CREATE).rows() == [("Table X successfully created.",)]


def test_default_secondary_roles_are_all_or_none(session: Session) -> None:
    administrator = session.account.session()
    administrator.execute("ALTER USER u SET DEFAULT_SECONDARY_ROLES = ()")
    administrator.execute("ALTER USER u SET DEFAULT_SECONDARY_ROLES = ('ALL')")
    assert refused(administrator, "ALTER USER u SET DEFAULT_SECONDARY_ROLES = ('READS')") == 1008
