"""The files of Streamlit apps: versions copied from a stage, the live one written through its address."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session

LIVE = "snow://streamlit/D.PUBLIC.APP/versions/live"


@pytest.fixture
def app(session: Session, tmp_path: Path) -> Session:
    (tmp_path / "page.py").write_text("import streamlit\n")
    (tmp_path / "environment.yml").write_text("channels:\n- snowflake\ndependencies:\n- polars\n- altair=5\n")
    session.execute("CREATE STAGE files")
    session.execute(f"PUT 'file://{tmp_path}/*' @files/app AUTO_COMPRESS = FALSE")
    session.execute("CREATE STREAMLIT app FROM '@files/app' MAIN_FILE = 'page.py' QUERY_WAREHOUSE = COMPUTE_WH")
    return session


def listed(session: Session, place: str) -> list[str]:
    return [row[0] for row in session.execute(f"LIST '{place}'").rows()]


def test_the_files_of_the_stage_are_copied(app: Session) -> None:
    app.execute("REMOVE @files")
    assert listed(app, "snow://streamlit/app/versions/last/") == [
        "versions/version$1/environment.yml",
        "versions/version$1/page.py",
    ]
    described = app.execute('DESCRIBE STREAMLIT app ->> SELECT "user_packages" FROM $1').rows()
    assert described == [("polars,altair=5",)]


def test_only_the_live_version_is_written(app: Session, tmp_path: Path) -> None:
    (tmp_path / "more.py").write_text("x = 1\n")
    put = f"PUT 'file://{tmp_path}/more.py' '{{}}/pages' AUTO_COMPRESS = FALSE"
    with pytest.raises(SnowflakeError, match="Version live of APP does not exist"):
        app.execute(put.format(LIVE))
    app.execute("ALTER STREAMLIT app ADD LIVE VERSION FROM LAST")
    app.execute(put.format(LIVE))
    assert f"{LIVE.partition('APP/')[2]}/pages/more.py" in listed(app, LIVE)
    with pytest.raises(SnowflakeError, match="read-only"):
        app.execute(put.format("snow://streamlit/app/versions/version$1"))
    app.execute("ALTER STREAMLIT app COMMIT")
    assert "versions/version$2/pages/more.py" in listed(app, "snow://streamlit/app/versions/default")
    app.execute("ALTER STREAMLIT app ADD LIVE VERSION FROM LAST")
    app.execute(f"REMOVE '{LIVE}/page.py'")
    app.execute("ALTER STREAMLIT app ABORT")
    assert "versions/version$2/page.py" in listed(app, "snow://streamlit/app/versions/last")


def test_dropping_an_app_deletes_its_files(app: Session) -> None:
    assert app.account.stage_root is not None
    assert list(app.account.stage_root.glob("streamlit_*/*/page.py"))
    app.execute("CREATE OR REPLACE STREAMLIT app")
    assert not list(app.account.stage_root.glob("streamlit_*/*/page.py"))
    app.execute("DROP STREAMLIT app")
    assert not list(app.account.stage_root.glob("streamlit_*"))


def test_get_ddl_makes_the_app_again(app: Session) -> None:
    text = app.execute("SELECT GET_DDL('STREAMLIT', 'app')").rows()[0][0]
    before = app.execute('SHOW STREAMLITS ->> SELECT "title", "query_warehouse" FROM $1').rows()
    app.execute(text)
    assert app.execute('SHOW STREAMLITS ->> SELECT "title", "query_warehouse" FROM $1').rows() == before
    assert app.execute("SELECT GET_DDL('STREAMLIT', 'app')").rows()[0][0] == text


def test_a_role_needs_usage_to_read_and_ownership_to_write(app: Session) -> None:
    app.execute("ALTER STREAMLIT app ADD LIVE VERSION FROM LAST")
    app.execute("CREATE ROLE viewer")
    app.execute(f"GRANT ROLE viewer TO USER {app.user}")
    app.execute("GRANT USAGE ON DATABASE d TO ROLE viewer")
    app.execute("GRANT USAGE ON SCHEMA d.public TO ROLE viewer")
    app.execute("USE ROLE viewer")
    with pytest.raises(SnowflakeError, match="does not exist"):
        listed(app, LIVE)
    app.execute("USE ROLE ACCOUNTADMIN")
    app.execute("GRANT USAGE ON STREAMLIT app TO ROLE viewer")
    app.execute("USE ROLE viewer")
    assert len(listed(app, LIVE)) == 2
    with pytest.raises(SnowflakeError, match="Insufficient privileges"):
        app.execute(f"REMOVE '{LIVE}'")


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("CREATE STREAMLIT x FROM '@nowhere'", "Stage 'D.PUBLIC.NOWHERE' does not exist"),
        ("CREATE STREAMLIT x FROM '@~/app'", "must be on an internal named stage"),
        ("CREATE STREAMLIT x ROOT_LOCATION = '@files'", "MAIN_FILE"),
        ("CREATE STREAMLIT x QUERY_WAREHOUSE = nowhere", "Warehouse 'NOWHERE' does not exist"),
        ("CREATE STREAMLIT x RUNTIME_NAME = 'SYSTEM$ST_CONTAINER_RUNTIME_PY3_11'", "container runtimes"),
        ("ALTER STREAMLIT app PULL", "Git"),
        ("ALTER STREAMLIT app ADD VERSION version$9 FROM '@files'", "Invalid version alias"),
        ("ALTER STREAMLIT app ADD VERSION LAST FROM '@files'", "unexpected 'LAST'"),
        ("LIST 'snow://notebook/app/versions/live'", "Unsupported feature"),
        ("LIST 'snow://streamlit/app/versions/live/../../x'", "Version live of APP"),
    ],
)
def test_refusals(app: Session, sql: str, message: str) -> None:
    with pytest.raises(SnowflakeError, match=message):
        app.execute(sql)


def test_copy_files(app: Session) -> None:
    assert app.execute("COPY FILES INTO @files/copied FROM @files/app FILES = ('page.py')").rows() == [
        ("copied/page.py",)
    ]
    app.execute("ALTER STREAMLIT app ADD LIVE VERSION FROM LAST")
    app.execute(f"COPY FILES INTO '{LIVE}/pages/' FROM @files PATTERN = '.*copied.*'")
    assert "versions/live/pages/copied/page.py" in listed(app, LIVE)
    with pytest.raises(SnowflakeError, match="was not found"):
        app.execute("COPY FILES INTO @files/copied FROM @files/app FILES = ('nothing.py')")


def test_apps_live_as_long_as_the_account(tmp_path: Path) -> None:
    path = str(tmp_path / "account.duckdb")
    with Account.open(path, clock="virtual") as account, account.session() as session:
        session.execute("CREATE DATABASE d")
        session.execute("CREATE STREAMLIT d.public.app TITLE = 'kept'")
    with Account.open(path, clock="virtual") as account, account.session() as session:
        shown = session.execute('SHOW STREAMLITS IN ACCOUNT ->> SELECT "name", "title" FROM $1').rows()
    assert shown == [("APP", "kept")]
