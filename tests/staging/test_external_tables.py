"""External tables over real files, and insert-only streams on them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ecomsim.sessions.session import Session
from tests.asking import fails, rows

FORMAT = "FILE_FORMAT = (TYPE = CSV)"


@pytest.fixture
def folder(session: Session, tmp_path: Path) -> Path:
    """The folder of the external stage ST, with two files."""
    folder = tmp_path / "lake"
    (folder / "2026").mkdir(parents=True)
    (folder / "2025").mkdir()
    (folder / "2026" / "a.csv").write_text("1,x\n2,\n")
    (folder / "2025" / "b.csv").write_text("3,z\n")
    session.execute(f"CREATE STAGE st URL = 'file://{folder}/'")
    return folder


@pytest.fixture
def table(session: Session, folder: Path) -> Path:
    session.execute(
        "CREATE EXTERNAL TABLE e (id INT AS (value:c1::INT), name VARCHAR AS (value:c2::VARCHAR), "
        f"y VARCHAR AS (SPLIT_PART(METADATA$FILENAME, '/', 1))) PARTITION BY (y) LOCATION = @st {FORMAT} "
        "PATTERN = '.*[.]csv' AUTO_REFRESH = FALSE COMMENT = 'lake'"
    )
    return folder


def test_columns(session: Session, table: Path) -> None:
    assert rows(session, "SELECT * FROM e ORDER BY id") == [
        ('{\n  "c1": "1",\n  "c2": "x"\n}', 1, "x", "2026"),
        ('{\n  "c1": "2"\n}', 2, None, "2026"),
        ('{\n  "c1": "3",\n  "c2": "z"\n}', 3, "z", "2025"),
    ]
    assert rows(session, "SELECT metadata$filename, metadata$file_row_number FROM e WHERE y = '2026' ORDER BY 2") == [
        ("2026/a.csv", 1),
        ("2026/a.csv", 2),
    ]
    session.execute("CREATE VIEW v AS SELECT t.id AS i FROM e AS t JOIN e AS u ON t.id = u.id")
    assert rows(session, "SELECT SUM(i) FROM v") == [(6,)]


def test_json_and_parquet(session: Session, folder: Path) -> None:
    (folder / "j.json").write_text('{"a": 1}\n{"a": 2}\n')
    session.execute("CREATE FILE FORMAT js TYPE = JSON")
    session.execute("CREATE EXTERNAL TABLE j LOCATION = @st/j FILE_FORMAT = (FORMAT_NAME = js)")
    assert rows(session, "SELECT SUM(value:a::INT) FROM j") == [(3,)]
    session.execute("CREATE TABLE t (a INT)")
    session.execute("INSERT INTO t VALUES (7)")
    session.execute("COPY INTO @st/p/x FROM t FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE")
    session.execute(
        "CREATE EXTERNAL TABLE p (a INT AS (value:A::INT)) LOCATION = @st/p/ FILE_FORMAT = (TYPE = PARQUET)"
    )
    assert rows(session, "SELECT a FROM p") == [(7,)]


def test_refresh_is_what_shows_files(session: Session, table: Path) -> None:
    (table / "2026" / "c.csv").write_text("4,n\n")
    (table / "2026" / "c.txt").write_text("5,n\n")
    (table / "2026" / "a.csv").write_text("1,x\n2,y\n9,new\n")
    (table / "2025" / "b.csv").unlink()
    assert rows(session, "ALTER EXTERNAL TABLE e REFRESH '2026/'") == [
        ("2026/a.csv", "REGISTERED_UPDATE", "File registered successfully."),
        ("2026/c.csv", "REGISTERED_NEW", "File registered successfully."),
    ]
    assert rows(session, "ALTER EXTERNAL TABLE e REFRESH") == [
        ("2025/b.csv", "UNREGISTERED", "File unregistered successfully."),
    ]
    assert rows(session, "SELECT id FROM e ORDER BY 1") == [(1,), (2,), (4,), (9,)]
    files = (
        "SELECT file_name, file_size FROM TABLE(INFORMATION_SCHEMA.EXTERNAL_TABLE_FILES(TABLE_NAME => 'e')) ORDER BY 1"
    )
    assert rows(session, files) == [("2026/a.csv", 14), ("2026/c.csv", 4)]


def test_add_and_remove_files(session: Session, folder: Path) -> None:
    session.execute(f"CREATE EXTERNAL TABLE e LOCATION = @st/2026/ {FORMAT} REFRESH_ON_CREATE = FALSE")
    assert rows(session, "SELECT COUNT(*) FROM e") == [(0,)]
    assert rows(session, "ALTER EXTERNAL TABLE e ADD FILES ('a.csv')")[0][:2] == ("2026/a.csv", "REGISTERED_NEW")
    assert rows(session, "SELECT COUNT(*) FROM e") == [(2,)]
    assert rows(session, "ALTER EXTERNAL TABLE e REMOVE FILES ('a.csv')")[0][:2] == ("2026/a.csv", "UNREGISTERED")
    assert rows(session, "SELECT COUNT(*) FROM e") == [(0,)]
    fails(session, "ALTER EXTERNAL TABLE e ADD FILES ('none.csv')", "091016")


def test_a_bad_file_gives_the_rows_before_its_error(session: Session, folder: Path) -> None:
    (folder / "j.json").write_text('{"a": 1}\n{"a": 2}\n{"a": \n')
    session.execute("CREATE EXTERNAL TABLE j LOCATION = @st/j FILE_FORMAT = (TYPE = JSON)")
    assert rows(session, "SELECT SUM(value:a::INT) FROM j") == [(3,)]
    (folder / "j.json").unlink()
    assert rows(session, "SELECT COUNT(*) FROM j") == [(0,)]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO e VALUES (1)",
        "UPDATE e SET id = 1",
        "DELETE FROM e",
        "TRUNCATE TABLE e",
        "MERGE INTO e USING (SELECT 1 AS a) s ON e.id = s.a WHEN MATCHED THEN DELETE",
        "COPY INTO e FROM @st",
        "DROP TABLE e",
    ],
)
def test_nothing_writes_it(session: Session, table: Path, sql: str) -> None:
    fails(session, sql, "Object found is of type 'EXTERNAL_TABLE', not specified type 'TABLE'")


@pytest.mark.parametrize(
    ("sql", "match"),
    [
        (f"CREATE EXTERNAL TABLE x LOCATION = @internal {FORMAT}", "external stage"),
        ("CREATE EXTERNAL TABLE x LOCATION = @st", "FILE_FORMAT"),
        (f"CREATE EXTERNAL TABLE x {FORMAT}", "LOCATION"),
        (f"CREATE EXTERNAL TABLE x (a INT) LOCATION = @st {FORMAT}", "AS \\(<expression>\\)"),
        (f"CREATE EXTERNAL TABLE x (a INT AS (nope + 1)) LOCATION = @st {FORMAT}", "000904"),
        (
            f"CREATE EXTERNAL TABLE x (a INT AS (value:c1)) PARTITION BY (a) LOCATION = @st {FORMAT}",
            "METADATA.FILENAME",
        ),
        (f"CREATE EXTERNAL TABLE x (a INT AS (1)) PARTITION BY (b) LOCATION = @st {FORMAT}", "000904"),
        (f"CREATE EXTERNAL TABLE x LOCATION = @st {FORMAT} AUTO_REFRESH = TRUE", "AUTO_REFRESH = TRUE"),
        (f"CREATE EXTERNAL TABLE x LOCATION = @st {FORMAT} TABLE_FORMAT = DELTA", "TABLE_FORMAT"),
        (f"CREATE EXTERNAL TABLE x LOCATION = @st {FORMAT} PARTITION_TYPE = USER_SPECIFIED", "PARTITION_TYPE"),
        (f"CREATE EXTERNAL TABLE x LOCATION = @st {FORMAT} AWS_SNS_TOPIC = 'a'", "AWS_SNS_TOPIC"),
        (f"CREATE EXTERNAL TABLE e LOCATION = @st {FORMAT}", "002002"),
        ("ALTER EXTERNAL TABLE e ADD PARTITION(y = '1') LOCATION '1/'", "USER_SPECIFIED"),
        ("ALTER EXTERNAL TABLE nope REFRESH", "002003"),
        ("ALTER EXTERNAL TABLE plain REFRESH", "002203"),
        ("SELECT * FROM e AT (OFFSET => -1)", "AT"),
    ],
)
def test_refusals(session: Session, table: Path, sql: str, match: str) -> None:
    session.execute("CREATE STAGE internal")
    session.execute("CREATE TABLE plain (a INT)")
    fails(session, sql, match)


def test_metadata(session: Session, table: Path) -> None:
    shown = session.execute("SHOW EXTERNAL TABLES LIKE 'e'")
    assert [column.name for column in shown.columns] == [
        *(
            "created_on",
            "name",
            "database_name",
            "schema_name",
            "invalid",
            "invalid_reason",
            "owner",
            "comment",
            "stage",
        ),
        *("location", "file_format_name", "file_format_type", "cloud", "region", "notification_channel"),
        *("last_refreshed_on", "table_format", "last_refresh_details", "owner_role_type"),
    ]
    values = dict(zip([column.name for column in shown.columns], shown.rows()[0], strict=True))
    assert (values["name"], values["invalid"], values["stage"], values["location"]) == (
        *("E", "false", "D.PUBLIC.ST"),
        "@D.PUBLIC.ST/",
    )
    assert [row[:3] for row in rows(session, "DESCRIBE EXTERNAL TABLE e")] == [
        ("VALUE", "VARIANT", "COLUMN"),
        ("ID", "NUMBER(38,0)", "VIRTUAL"),
        ("NAME", "VARCHAR(16777216)", "VIRTUAL"),
        ("Y", "VARCHAR(16777216)", "VIRTUAL"),
    ]
    view = "SELECT table_name, location, file_format_type FROM information_schema.external_tables"
    assert rows(session, view) == [("E", "@D.PUBLIC.ST/", "CSV")]
    text = rows(session, "SELECT GET_DDL('TABLE', 'e')")[0][0]
    session.execute(text)
    assert rows(session, "SELECT GET_DDL('EXTERNAL_TABLE', 'e')") == [(text,)]
    session.execute("ALTER EXTERNAL TABLE e SET COMMENT = 'new'")
    assert rows(session, "SHOW EXTERNAL TABLES")[0][7] == "new"
    assert rows(session, "DROP EXTERNAL TABLE e") == [("E successfully dropped.",)]
    assert rows(session, "SHOW EXTERNAL TABLES") == []
    assert (table / "2026" / "a.csv").exists()


# --- streams -----------------------------------------------------------------------------------------------------


@pytest.fixture
def stream(session: Session, folder: Path) -> Path:
    session.execute(f"CREATE EXTERNAL TABLE e (id INT AS (value:c1::INT)) LOCATION = @st {FORMAT}")
    session.execute("CREATE STREAM s ON EXTERNAL TABLE e INSERT_ONLY = TRUE")
    session.execute("CREATE TABLE seen (id INT)")
    return folder


def test_stream_shows_rows_of_added_files(session: Session, stream: Path) -> None:
    (stream / "c.csv").write_text("7,a\n8,b\n")
    assert rows(session, "SELECT * FROM s") == []
    session.execute("ALTER EXTERNAL TABLE e REFRESH")
    answer = session.execute("SELECT * EXCLUDE value FROM s ORDER BY id")
    assert [column.name for column in answer.columns] == [
        *("ID", "METADATA$ACTION", "METADATA$ISUPDATE", "METADATA$ROW_ID", "METADATA$FILENAME")
    ]
    assert answer.rows() == [(7, "INSERT", False, "", "c.csv"), (8, "INSERT", False, "", "c.csv")]


def test_stream_is_consumed_like_any_other(session: Session, stream: Path) -> None:
    (stream / "c.csv").write_text("7,a\n")
    session.execute("ALTER EXTERNAL TABLE e REFRESH")
    assert rows(session, "SELECT SYSTEM$STREAM_HAS_DATA('s')") == [(True,)]
    session.execute("BEGIN")
    session.execute("INSERT INTO seen SELECT id FROM s")
    session.execute("ROLLBACK")
    assert rows(session, "SELECT COUNT(*) FROM s") == [(1,)]
    session.execute("INSERT INTO seen SELECT id FROM s")
    assert rows(session, "SELECT COUNT(*) FROM s") == [(0,)]
    assert rows(session, "SELECT SYSTEM$STREAM_HAS_DATA('s')") == [(False,)]
    assert rows(session, "SELECT id FROM seen") == [(7,)]


def test_stream_and_files_that_change_or_go(session: Session, stream: Path) -> None:
    (stream / "2026" / "a.csv").write_text("1,x\n2,y\n5,z\n")
    (stream / "2025" / "b.csv").unlink()
    session.execute("ALTER EXTERNAL TABLE e REFRESH")
    assert rows(session, "SELECT id FROM s ORDER BY id") == [(1,), (2,), (5,)]
    (stream / "d.csv").write_text("6\n")
    session.execute("ALTER EXTERNAL TABLE e REFRESH")
    (stream / "d.csv").unlink()
    session.execute("ALTER EXTERNAL TABLE e REFRESH")
    assert rows(session, "SELECT id FROM s ORDER BY id") == [(1,), (2,), (5,)]


def test_stream_rules(session: Session, stream: Path) -> None:
    fails(session, "CREATE STREAM x ON EXTERNAL TABLE e", "INSERT_ONLY set to true")
    fails(session, "CREATE STREAM x ON EXTERNAL TABLE seen INSERT_ONLY = TRUE", "not specified type 'EXTERNAL_TABLE'")
    fails(session, "CREATE STREAM x ON TABLE e", "Object found is of type 'EXTERNAL_TABLE'")
    fails(session, "CREATE STREAM x ON EXTERNAL TABLE nope INSERT_ONLY = TRUE", "002003")
    session.execute(
        "CREATE EXTERNAL TABLE part (y VARCHAR AS (SPLIT_PART(METADATA$FILENAME, '/', 1))) PARTITION BY (y) "
        f"LOCATION = @st {FORMAT}"
    )
    fails(session, "CREATE STREAM x ON EXTERNAL TABLE part INSERT_ONLY = TRUE", "partitioned")
    shown = session.execute("SHOW STREAMS")
    values = dict(zip([column.name for column in shown.columns], shown.rows()[0], strict=True))
    assert [values[key] for key in ("table_name", "source_type", "base_tables", "mode")] == [
        *("D.PUBLIC.E", "External Table", "D.PUBLIC.E", "INSERT_ONLY")
    ]
    session.execute("DROP EXTERNAL TABLE e")
    fails(session, "SELECT * FROM s", "091901")


def test_stream_on_a_stage(session: Session, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("1\n")
    session.execute("CREATE STAGE d DIRECTORY = (ENABLE = TRUE)")
    for option in ("APPEND_ONLY", "INSERT_ONLY", "SHOW_INITIAL_ROWS"):
        fails(session, f"CREATE STREAM s ON STAGE d {option} = TRUE", f"cannot have {option} set to true")
    fails(session, "CREATE STREAM s ON STAGE d AT (OFFSET => -1)", "directories")
    session.execute("CREATE STREAM s ON STAGE d INSERT_ONLY = FALSE")
    session.execute(f"PUT file://{tmp_path}/f.csv @d AUTO_COMPRESS = FALSE")
    session.execute("ALTER STAGE d REFRESH")
    answer = session.execute("SELECT * FROM s")
    assert [column.name for column in answer.columns] == [
        *("RELATIVE_PATH", "SIZE", "LAST_MODIFIED", "MD5", "ETAG", "FILE_URL"),
        *("METADATA$ACTION", "METADATA$ISUPDATE", "METADATA$ROW_ID"),
    ]
    assert rows(session, "SELECT relative_path, metadata$row_id FROM s") == [("f.csv", "")]
    shown = session.execute("SHOW STREAMS")
    values = dict(zip([column.name for column in shown.columns], shown.rows()[0], strict=True))
    assert [values[key] for key in ("table_name", "source_type", "base_tables")] == [
        "D.PUBLIC.D",
        "Stage",
        "D.PUBLIC.D",
    ]
    (tmp_path / "f.csv").write_text("2\n")
    session.execute("CREATE TABLE seen AS SELECT relative_path AS p FROM s")
    session.execute(f"PUT file://{tmp_path}/f.csv @d AUTO_COMPRESS = FALSE OVERWRITE = TRUE")
    assert rows(session, "SELECT COUNT(*) FROM s") == [(0,)]
    session.execute("ALTER STAGE d REFRESH SUBPATH = 'other'")
    assert rows(session, "SELECT COUNT(*) FROM s") == [(0,)]
    session.execute("ALTER STAGE d REFRESH")
    assert rows(session, "SELECT metadata$action, metadata$isupdate FROM s ORDER BY 1") == [
        ("DELETE", False),
        ("INSERT", False),
    ]
    os.utime(tmp_path / "f.csv")
    fails(session, "CREATE STREAM t ON STAGE nope", "002003")


def test_they_are_listed_among_the_objects(session: Session, folder: Path) -> None:
    session.execute("CREATE EXTERNAL TABLE listed (n INT AS (value:c1::INT)) LOCATION = @st FILE_FORMAT = (TYPE = CSV)")
    session.execute("CREATE TABLE beside (n INT)")
    shown = rows(session, 'SHOW OBJECTS ->> SELECT "name", "kind" FROM $1')
    assert shown == [("BESIDE", "TABLE"), ("LISTED", "EXTERNAL_TABLE")]
    terse = rows(session, 'SHOW TERSE OBJECTS ->> SELECT "name", "kind" FROM $1')
    assert terse == shown
    tables = "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'PUBLIC' ORDER BY 1"
    assert rows(session, tables) == [("BESIDE", "BASE TABLE"), ("LISTED", "EXTERNAL TABLE")]
    columns = "SELECT column_name FROM information_schema.columns WHERE table_name = 'LISTED' ORDER BY ordinal_position"
    assert rows(session, columns) == [("VALUE",), ("N",)]
