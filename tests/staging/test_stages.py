"""Stages and file formats as objects, and the files on them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session
from tests.asking import rows


def names(session: Session, place: str) -> list[str]:
    return [row[0] for row in rows(session, f"LIST {place}")]


@pytest.fixture
def local(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text("1,x\n2,y\n")
    (tmp_path / "b b.csv").write_text("3,z\n")
    return tmp_path


def test_put_list_get_remove(session: Session, local: Path) -> None:
    assert rows(session, "CREATE STAGE st") == [("Stage area ST successfully created.",)]
    put = session.execute(f"PUT file://{local}/a*.csv @st/in")
    assert [column.name for column in put.columns] == [
        *("source", "target", "source_size", "target_size", "source_compression", "target_compression"),
        *("status", "message"),
    ]
    assert [(row[0], row[1], row[4], row[5], row[6]) for row in put.rows()] == [
        ("a.csv", "a.csv.gz", "NONE", "GZIP", "UPLOADED")
    ]
    assert rows(session, f"PUT file://{local}/a.csv @st/in")[0][6] == "SKIPPED"
    assert rows(session, f"PUT file://{local}/a.csv @st/in OVERWRITE = TRUE")[0][6] == "UPLOADED"
    assert rows(session, f"PUT 'file://{local}/b b.csv' @st AUTO_COMPRESS = FALSE")[0][1] == "b b.csv"
    assert names(session, "@st") == ["st/b b.csv", "st/in/a.csv.gz"]
    assert names(session, "@st/in") == ["st/in/a.csv.gz"]
    assert names(session, "@st PATTERN = '.*b[.]csv'") == ["st/b b.csv"]
    listed = session.execute("LS @d.public.st/in")
    assert [column.name for column in listed.columns] == ["name", "size", "md5", "last_modified"]
    got = rows(session, f"GET @st/in file://{local}/out/")
    assert [(row[0], row[2]) for row in got] == [("a.csv.gz", "DOWNLOADED")]
    assert gzip.decompress((local / "out" / "a.csv.gz").read_bytes()) == b"1,x\n2,y\n"
    assert rows(session, "REMOVE @st/in") == [("st/in/a.csv.gz", "removed")]
    assert names(session, "@st") == ["st/b b.csv"]


def test_user_and_table_stages(session: Session, local: Path) -> None:
    session.execute("CREATE TABLE t (a INT, b VARCHAR)")
    session.execute(f"PUT file://{local}/a.csv @~/mine")
    session.execute(f"PUT file://{local}/a.csv @%t")
    assert names(session, "@~") == ["mine/a.csv.gz"]
    assert names(session, "@%t") == ["a.csv.gz"]
    session.execute("COPY INTO t FROM @%t")
    session.execute("COPY INTO d.public.t FROM @d.public.%t FORCE = TRUE")
    assert rows(session, "SELECT COUNT(*) FROM t") == [(4,)]


@pytest.mark.parametrize("path", ["..", "../x", "a/../../x"])
def test_no_path_leaves_the_stage(session: Session, local: Path, path: str) -> None:
    session.execute("CREATE STAGE st")
    for sql in (f"LIST @st/{path}", f"PUT file://{local}/a.csv @st/{path}", f"REMOVE @st/{path}"):
        with pytest.raises(SnowflakeError, match="001008"):
            session.execute(sql)


def test_symbolic_links_do_not_leave_the_stage(session: Session, local: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ext"
    folder.mkdir()
    (folder / "ok.csv").write_text("1,a\n")
    (folder / "out.csv").symlink_to(local / "a.csv")
    session.execute(f"CREATE STAGE ext URL = 'file://{folder}/'")
    assert names(session, "@ext") == [f"file://{folder}/ok.csv"]


def test_external_stage_keeps_its_files(session: Session, local: Path) -> None:
    session.execute(f"CREATE STAGE ext URL = 'file://{local}/' FILE_FORMAT = (TYPE = CSV)")
    assert len(names(session, "@ext")) == 2
    session.execute("DROP STAGE ext")
    assert (local / "a.csv").exists()
    with pytest.raises(SnowflakeError, match="stages on s3"):
        session.execute("CREATE STAGE s URL = 's3://bucket/'")


def test_drop_replace_and_missing(session: Session, local: Path) -> None:
    session.execute("CREATE STAGE st")
    session.execute(f"PUT file://{local}/a.csv @st")
    assert rows(session, "CREATE STAGE IF NOT EXISTS st") == [("ST already exists, statement succeeded.",)]
    with pytest.raises(SnowflakeError, match="002002"):
        session.execute("CREATE STAGE st")
    session.execute("CREATE OR REPLACE STAGE st")
    assert names(session, "@st") == []
    assert rows(session, "DROP STAGE st") == [("ST successfully dropped.",)]
    assert rows(session, "DROP STAGE IF EXISTS st") == [("Drop statement executed successfully (ST already dropped).",)]
    with pytest.raises(SnowflakeError) as caught:
        session.execute("LIST @st")
    assert (caught.value.errno, caught.value.sqlstate) == (2003, "02000")
    with pytest.raises(SnowflakeError, match="253006"):
        session.execute(f"PUT file://{local}/none*.csv @~")


def test_stages_lie_beside_the_database(tmp_path: Path, local: Path) -> None:
    path = tmp_path / "shop.duckdb"
    with Account.open(path) as account, account.session() as session:
        session.execute("CREATE DATABASE D")
        session.execute("CREATE STAGE st")
        session.execute(f"PUT file://{local}/a.csv @st")
    assert [each.name for each in (tmp_path / "shop.duckdb.stages").rglob("*.gz")] == ["a.csv.gz"]
    with Account.open(path) as account, account.session(database="D", schema="PUBLIC") as session:
        assert names(session, "@st") == ["st/a.csv.gz"]


def test_temporary_stage_ends_with_its_session(session: Session, local: Path) -> None:
    with session.account.session(database="D", schema="PUBLIC") as other:
        other.execute("CREATE TEMPORARY STAGE tmp")
        other.execute(f"PUT file://{local}/a.csv @tmp")
        assert names(other, "@tmp") == ["tmp/a.csv.gz"]
        with pytest.raises(SnowflakeError):
            session.execute("LIST @tmp")
    assert rows(session, "SHOW STAGES") == []


def test_show_describe_and_ddl(session: Session) -> None:
    status = rows(
        session, "CREATE FILE FORMAT ff TYPE = CSV SKIP_HEADER = 1 NULL_IF = ('NULL', '') FIELD_DELIMITER = '\\t'"
    )
    assert status == [("File format FF successfully created.",)]
    session.execute("CREATE STAGE st FILE_FORMAT = (FORMAT_NAME = 'ff') COMMENT = 'c' DIRECTORY = (ENABLE = TRUE)")
    shown = session.execute("SHOW STAGES LIKE 's%'")
    values = dict(zip([column.name for column in shown.columns], shown.rows()[0], strict=True))
    assert (values["name"], values["type"], values["directory_enabled"], values["comment"]) == (
        "ST",
        "INTERNAL",
        "Y",
        "c",
    )
    described = {row[0]: row[2] for row in rows(session, "DESCRIBE FILE FORMAT ff")}
    assert (described["SKIP_HEADER"], described["NULL_IF"], described["FIELD_DELIMITER"]) == ("1", "[NULL, ]", "\\t")
    for kind, name in (("FILE_FORMAT", "ff"), ("STAGE", "st")):
        text = rows(session, f"SELECT GET_DDL('{kind}', '{name}')")[0][0]
        session.execute(text)
        assert rows(session, f"SELECT GET_DDL('{kind}', '{name}')") == [(text,)]
    session.execute("ALTER FILE FORMAT ff SET SKIP_HEADER = 2")
    assert {row[0]: row[2] for row in rows(session, "DESC FILE FORMAT ff")}["SKIP_HEADER"] == "2"
    with pytest.raises(SnowflakeError, match="invalid property"):
        session.execute("CREATE FILE FORMAT bad TYPE = JSON SKIP_HEADER = 1")
    with pytest.raises(SnowflakeError, match="file format type AVRO"):
        session.execute("CREATE FILE FORMAT bad TYPE = AVRO")


def test_directory_table_and_stream(session: Session, local: Path) -> None:
    session.execute("CREATE STAGE plain")
    with pytest.raises(SnowflakeError, match="DIRECTORY not enabled for the stage PLAIN"):
        session.execute("CREATE STREAM s ON STAGE plain")
    session.execute("CREATE STAGE st DIRECTORY = (ENABLE = TRUE)")
    session.execute("CREATE STREAM s ON STAGE st")
    session.execute(f"PUT file://{local}/*.csv @st AUTO_COMPRESS = FALSE")
    assert rows(session, "SELECT COUNT(*) FROM s") == [(0,)]
    refreshed = rows(session, "ALTER STAGE st REFRESH")
    assert [row[:2] for row in refreshed] == [("a.csv", "REGISTERED_NEW"), ("b b.csv", "REGISTERED_NEW")]
    assert rows(session, "SELECT relative_path, size FROM DIRECTORY(@st) ORDER BY 1") == [("a.csv", 8), ("b b.csv", 4)]
    assert rows(session, "SELECT relative_path, metadata$action FROM s ORDER BY 1") == [
        ("a.csv", "INSERT"),
        ("b b.csv", "INSERT"),
    ]
    session.execute("CREATE TABLE seen AS SELECT relative_path AS p FROM s")
    session.execute("INSERT INTO seen SELECT relative_path FROM s")
    session.execute("REMOVE @st/a.csv")
    session.execute("ALTER STAGE st REFRESH")
    assert rows(session, "SELECT relative_path, metadata$action FROM s") == [("a.csv", "DELETE")]
    assert rows(session, "SHOW TABLES LIKE 'DIRECTORY%'") == []


def test_information_schema(session: Session, local: Path) -> None:
    session.execute("CREATE STAGE st")
    session.execute("CREATE FILE FORMAT ff TYPE = JSON")
    session.execute("CREATE PROCEDURE p(a INT) RETURNS VARCHAR(5) AS 'BEGIN RETURN a; END'")
    session.execute("CREATE FUNCTION f() RETURNS TABLE (a INT) AS 'SELECT 1'")
    session.execute("CREATE TABLE t (a INT, b VARCHAR)")
    session.execute(f"PUT file://{local}/a.csv @st")
    session.execute("COPY INTO t FROM @st")
    schema = "d.information_schema"
    assert rows(session, f"SELECT stage_name, stage_type FROM {schema}.stages") == [("ST", "Internal Named")]
    assert rows(session, f"SELECT file_format_name, file_format_type, skip_header FROM {schema}.file_formats") == [
        ("FF", "JSON", None)
    ]
    assert rows(session, f"SELECT procedure_name, argument_signature, data_type FROM {schema}.procedures") == [
        ("P", "(A NUMBER)", "VARCHAR(5)")
    ]
    assert rows(session, f"SELECT function_name, data_type FROM {schema}.functions") == [("F", "TABLE")]
    assert rows(session, f"SELECT table_name, file_name, status, row_count FROM {schema}.load_history") == [
        ("T", "st/a.csv.gz", "LOADED", 2)
    ]
    session.execute("TRUNCATE TABLE t")
    assert rows(session, f"SELECT * FROM {schema}.load_history") == []


def test_stage_options(session: Session, tmp_path: Path) -> None:
    session.execute("CREATE STAGE a ENCRYPTION = (TYPE = 'SNOWFLAKE_SSE')")
    session.execute(f"CREATE STAGE b URL = 'file://{tmp_path}/' ENCRYPTION = (TYPE = 'NONE')")
    for options in (
        "ENCRYPTION = (TYPE = 'AWS_SSE_S3')",
        "ENCRYPTION = (TYPE = 'SNOWFLAKE_FULL' MASTER_KEY = 'x')",
        "USE_PRIVATELINK_ENDPOINT = TRUE",
    ):
        with pytest.raises(SnowflakeError, match="000002"):
            session.execute(f"CREATE STAGE c {options}")
