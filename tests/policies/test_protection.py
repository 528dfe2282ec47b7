"""What policies hide stays hidden: in cached plans, in every way to a table, and for every role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session
from tests.asking import fails, rows

SETUP = (
    "CREATE DATABASE d",
    "CREATE ROLE analyst",
    "CREATE MASKING POLICY hide AS (v VARCHAR) RETURNS VARCHAR -> IFF(CURRENT_ROLE() = 'ANALYST', v, '*')",
    "CREATE TABLE t (id INT, secret VARCHAR WITH MASKING POLICY hide)",
    "INSERT INTO t VALUES (1, 'one'), (2, 'two')",
    "GRANT USAGE ON DATABASE d TO ROLE analyst",
    "GRANT USAGE ON SCHEMA d.public TO ROLE analyst",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE t TO ROLE analyst",
    "GRANT ROLE analyst TO ROLE ACCOUNTADMIN",
)
ALL = "SELECT secret FROM d.public.t ORDER BY id"


@pytest.fixture
def account() -> Iterator[Account]:
    opened = Account.open(clock="virtual")
    session = opened.session()
    for text in SETUP:
        session.execute(text)
    yield opened
    opened.close()


@pytest.fixture
def session(account: Account) -> Session:
    return account.session(database="D", schema="PUBLIC")


def test_a_plan_of_one_role_never_serves_another(session: Session) -> None:
    for _ in range(2):
        session.execute("USE ROLE analyst")
        assert rows(session, ALL) == [("one",), ("two",)]
        session.execute("USE ROLE ACCOUNTADMIN")
        assert rows(session, ALL) == [("*",), ("*",)]


def test_a_plan_ends_with_the_policy_it_was_made_for(session: Session) -> None:
    assert rows(session, ALL) == [("*",), ("*",)]
    session.execute("ALTER MASKING POLICY hide SET BODY -> 'new'")
    assert rows(session, ALL) == [("new",), ("new",)]
    session.execute("ALTER TABLE t MODIFY COLUMN secret UNSET MASKING POLICY")
    assert rows(session, ALL) == [("one",), ("two",)]
    session.execute("ALTER TABLE t MODIFY COLUMN secret SET MASKING POLICY hide")
    assert rows(session, ALL) == [("new",), ("new",)]


def test_a_plan_of_one_user_never_serves_another(account: Account) -> None:
    first = account.session(database="D", schema="PUBLIC", user="ANN")
    first.execute("ALTER MASKING POLICY hide SET BODY -> CURRENT_USER()")
    other = account.session(database="D", schema="PUBLIC", user="BOB")
    assert rows(first, ALL) == [("ANN",), ("ANN",)]
    assert rows(other, ALL) == [("BOB",), ("BOB",)]


def test_the_session_is_never_that_of_another_plan(account: Account) -> None:
    found = {rows(account.session(), "SELECT CURRENT_SESSION()")[0][0] for _ in range(3)}
    assert len(found) == 3


def test_a_role_that_gains_another_is_seen_at_once(session: Session) -> None:
    session.execute("CREATE ROLE auditor")
    session.execute("ALTER MASKING POLICY hide SET BODY -> IFF(IS_ROLE_IN_SESSION('AUDITOR'), v, '*')")
    session.execute("USE ROLE analyst")
    assert rows(session, ALL) == [("*",), ("*",)]
    session.execute("USE ROLE ACCOUNTADMIN")
    session.execute("GRANT ROLE auditor TO ROLE analyst")
    session.execute("USE ROLE analyst")
    assert rows(session, ALL) == [("one",), ("two",)]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT secret FROM t",
        "SELECT x.secret FROM t AS x",
        "SELECT $2 FROM t",
        "SELECT secret FROM t AT(OFFSET => 0)",
        "SELECT secret FROM IDENTIFIER('t')",
        "SELECT secret FROM TABLE('t')",
        "WITH w AS (SELECT * FROM t) SELECT secret FROM w",
        "SELECT (SELECT MAX(secret) FROM t)",
        "SELECT MIN(secret) FROM t",
        "SELECT secret FROM t UNION SELECT secret FROM t",
        "SELECT secret FROM t SAMPLE (100)",
        "SELECT t.* EXCLUDE id FROM t",
        "SELECT OBJECT_CONSTRUCT(*):SECRET::VARCHAR FROM t",
        "SELECT secret FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY id) = 1",
        "SELECT v FROM t UNPIVOT (v FOR c IN (secret))",
        "SELECT f.value::VARCHAR FROM t, LATERAL FLATTEN(ARRAY_CONSTRUCT(secret)) f",
    ],
)
def test_no_form_of_query_sees_through(session: Session, query: str) -> None:
    assert {row[0] for row in rows(session, query)} == {"*"}


def test_statements_that_write_see_masked_values_and_keep_stored_ones(session: Session) -> None:
    for text in (
        "ALTER TABLE t ADD COLUMN copy VARCHAR",
        "UPDATE t SET copy = secret",
        "MERGE INTO t USING (SELECT 2 AS id) s ON t.id = s.id AND t.secret = '*' WHEN MATCHED THEN UPDATE SET id = 20",
        "DELETE FROM t WHERE secret = 'one'",
        "USE ROLE analyst",
    ):
        session.execute(text)
    assert rows(session, "SELECT * FROM d.public.t ORDER BY id") == [(1, "one", "*"), (20, "two", "*")]


def test_a_virtual_column_computes_with_what_the_role_sees(session: Session) -> None:
    session.execute("ALTER TABLE t ADD COLUMN loud VARCHAR AS (UPPER(secret))")
    assert rows(session, "SELECT DISTINCT loud FROM t") == [("*",)]
    fails(session, "ALTER TABLE t MODIFY COLUMN loud SET MASKING POLICY hide", "virtual column")
    session.execute("USE ROLE analyst")
    assert rows(session, "SELECT loud FROM d.public.t ORDER BY id") == [("ONE",), ("TWO",)]


def test_a_restored_table_whose_policy_is_gone_stays_closed(session: Session) -> None:
    for text in ("DROP TABLE t", "DROP MASKING POLICY hide", "UNDROP TABLE t"):
        session.execute(text)
    fails(session, "SELECT * FROM t", "does not exist any more")
    session.execute("ALTER TABLE t MODIFY COLUMN secret UNSET MASKING POLICY")
    assert rows(session, "SELECT secret FROM t ORDER BY id") == [("one",), ("two",)]


def test_a_mask_longer_than_its_column_is_an_error(session: Session) -> None:
    session.execute("CREATE TABLE short (a VARCHAR(3))")
    session.execute("INSERT INTO short VALUES ('abc')")
    session.execute("CREATE MASKING POLICY long AS (v VARCHAR) RETURNS VARCHAR -> '******'")
    session.execute("ALTER TABLE short MODIFY COLUMN a SET MASKING POLICY long")
    fails(session, "SELECT * FROM short", "too long")


def test_a_policy_that_reads_what_it_protects_is_refused_when_it_is_read(session: Session) -> None:
    session.execute("CREATE ROW ACCESS POLICY loop AS (i NUMBER) RETURNS BOOLEAN -> i IN (SELECT id FROM t)")
    session.execute("ALTER TABLE t ADD ROW ACCESS POLICY loop ON (id)")
    fails(session, "SELECT * FROM t", "read the object they protect")


def test_a_policy_with_users_outside_keeps_its_schema(session: Session) -> None:
    session.execute("CREATE SCHEMA other")
    session.execute("CREATE TABLE other.mine (a VARCHAR WITH MASKING POLICY d.public.hide)")
    fails(session, "DROP SCHEMA d.public", "cannot be dropped/replaced")
    session.execute("DROP TABLE other.mine")
    session.execute("DROP SCHEMA d.public")


def test_a_tag_that_masks_something_outside_keeps_its_schema(session: Session) -> None:
    for text in (
        *(
            "CREATE SCHEMA governance",
            "CREATE TAG pii",
            "CREATE MASKING POLICY text AS (v VARCHAR) RETURNS VARCHAR -> '-'",
        ),
        *("ALTER TAG pii SET MASKING POLICY text", "USE SCHEMA public", "CREATE TABLE u (a VARCHAR)"),
        *("INSERT INTO u VALUES ('x')", "ALTER TABLE u SET TAG governance.pii = 'x'"),
    ):
        session.execute(text)
    assert rows(session, "SELECT a FROM u") == [("-",)]
    fails(session, "DROP SCHEMA governance", "cannot be dropped")
    session.execute("ALTER TABLE u UNSET TAG governance.pii")
    session.execute("DROP SCHEMA governance")
    assert rows(session, "SELECT a FROM u") == [("x",)]


def test_only_who_may_apply_a_policy_attaches_it(session: Session) -> None:
    session.execute("CREATE TABLE mine (a VARCHAR)")
    session.execute("GRANT OWNERSHIP ON TABLE mine TO ROLE analyst")
    attach = "ALTER TABLE d.public.mine MODIFY COLUMN a SET MASKING POLICY d.public.hide"
    session.execute("USE ROLE analyst")
    fails(session, attach, "does not exist or not authorized")
    session.execute("USE ROLE ACCOUNTADMIN")
    session.execute("GRANT APPLY ON MASKING POLICY d.public.hide TO ROLE analyst")
    session.execute("USE ROLE analyst")
    session.execute(attach)
    fails(session, "ALTER TABLE d.public.t MODIFY COLUMN secret UNSET MASKING POLICY", "Insufficient privileges")
    fails(session, "DROP MASKING POLICY d.public.hide", "Insufficient privileges")
    session.execute("USE ROLE ACCOUNTADMIN")
    session.execute("GRANT APPLY MASKING POLICY ON ACCOUNT TO ROLE analyst")
    session.execute("USE ROLE analyst")
    session.execute("ALTER TABLE d.public.t MODIFY COLUMN secret UNSET MASKING POLICY")


def test_the_invoker_of_a_view_is_its_owner(session: Session) -> None:
    session.execute("ALTER MASKING POLICY hide SET BODY -> INVOKER_ROLE() || ' for ' || CURRENT_ROLE()")
    session.execute("CREATE VIEW v AS SELECT secret FROM t")
    session.execute("GRANT SELECT ON VIEW v TO ROLE analyst")
    session.execute("USE ROLE analyst")
    assert rows(session, "SELECT DISTINCT secret FROM d.public.v") == [("ACCOUNTADMIN for ANALYST",)]
    assert rows(session, "SELECT DISTINCT secret FROM d.public.t") == [("ANALYST for ANALYST",)]


def test_the_printed_schema_creates_the_same_protection(session: Session) -> None:
    for text in (
        "CREATE TABLE allowed (i INT)",
        "CREATE ROW ACCESS POLICY few AS (i NUMBER) RETURNS BOOLEAN -> i NOT IN (SELECT a.i FROM allowed AS a)",
        "CREATE OR REPLACE TABLE t (id INT, secret VARCHAR WITH MASKING POLICY hide) "
        "WITH ROW ACCESS POLICY few ON (id) COMMENT = 'c'",
        "CREATE VIEW v (a WITH MASKING POLICY hide) WITH ROW ACCESS POLICY few ON (a) AS SELECT 1::VARCHAR AS a",
    ):
        if "few ON (a)" in text:
            fails(session, text, "does not match")
        else:
            session.execute(text)
    printed = rows(session, "SELECT GET_DDL('SCHEMA', 'd.public', TRUE)")[0][0]
    session.execute("DROP SCHEMA public")
    for text in printed.split(";\n\n"):
        session.execute(text.rstrip(";"))
    assert rows(session, "SELECT GET_DDL('SCHEMA', 'd.public', TRUE)")[0][0] == printed
    assert "with masking policy D.PUBLIC.HIDE" in printed
    assert "with row access policy D.PUBLIC.FEW on (ID)" in printed


def test_kinds_of_relations_that_take_no_policy_say_so(session: Session) -> None:
    session.execute("CREATE TEMPORARY TABLE mine (a VARCHAR WITH MASKING POLICY hide)")
    session.execute("INSERT INTO mine VALUES ('x')")
    assert rows(session, "SELECT a FROM mine") == [("*",)]
    fails(session, "CREATE MATERIALIZED VIEW m AS SELECT id, secret FROM t", "on a table with a policy")
    fails(session, "CREATE OR ALTER TABLE t (id INT, secret VARCHAR WITH MASKING POLICY hide)", "with policies")
    fails(session, "CREATE TABLE u CLONE t WITH ROW ACCESS POLICY p ON (id)", "CLONE")


def test_a_policy_that_asks_for_the_user_stops_a_refresh(session: Session) -> None:
    dynamic = "CREATE DYNAMIC TABLE dt TARGET_LAG = '1 day' WAREHOUSE = compute_wh AS SELECT id, secret FROM t"
    session.execute("ALTER MASKING POLICY hide SET BODY -> CURRENT_USER()")
    fails(session, dynamic, "Security policy 'D.PUBLIC.HIDE' is not compatible")
    session.execute("ALTER MASKING POLICY hide SET BODY -> CURRENT_ROLE()")
    session.execute(dynamic)
    assert rows(session, "SELECT DISTINCT secret FROM dt") == [("ACCOUNTADMIN",)]
