"""COPY INTO a table and COPY INTO a location, with real files."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session
from tests.asking import rows

ENCLOSED = "FIELD_OPTIONALLY_ENCLOSED_BY = '\"'"


def loaded(session: Session, form: str, table: str = "t") -> list[tuple]:
    session.execute(f"COPY INTO {table} FROM @st FILE_FORMAT = ({form})")
    return rows(session, f"SELECT * FROM {table}")


# --- CSV ---------------------------------------------------------------------------------------------------------

CSV = [
    ("plain", "1,a\n2,b\n", "TYPE = CSV", [(1, "a"), (2, "b")]),
    ("header", "id,v\n1,a\n", "TYPE = CSV SKIP_HEADER = 1", [(1, "a")]),
    ("no final newline", "1,a\n2,b", "TYPE = CSV", [(1, "a"), (2, "b")]),
    ("windows line ends", "1,a\r\n2,b\r\n", "TYPE = CSV", [(1, "a"), (2, "b")]),
    ("quotes are data", '1,"a"\n', "TYPE = CSV", [(1, '"a"')]),
    ("enclosed", '1,"a, b"\n"2","c ""d"""\n', f"TYPE = CSV {ENCLOSED}", [(1, "a, b"), (2, 'c "d"')]),
    ("enclosed newline", '1,"a\nb"\n2,c\n', f"TYPE = CSV {ENCLOSED}", [(1, "a\nb"), (2, "c")]),
    ("empty is null", "1,\n,b\n", "TYPE = CSV", [(1, None), (None, "b")]),
    ("empty enclosed is text", '1,""\n', f"TYPE = CSV {ENCLOSED}", [(1, "")]),
    ("empty as text", "1,\n", "TYPE = CSV EMPTY_FIELD_AS_NULL = FALSE", [(1, "")]),
    ("backslash N is null", "1,\\N\n", "TYPE = CSV", [(1, None)]),
    ("null if", "1,none\n2,x\n", "TYPE = CSV NULL_IF = ('none')", [(1, None), (2, "x")]),
    ("null if enclosed", '1,"none"\n', f"TYPE = CSV NULL_IF = ('none') {ENCLOSED}", [(1, None)]),
    ("escape", "1,a\\,b\n", "TYPE = CSV", [(1, "a,b")]),
    ("escape in enclosed", '1,"a\\"b"\n', f"TYPE = CSV ESCAPE = '\\\\' {ENCLOSED}", [(1, 'a"b')]),
    ("tab", "1\ta\n", "TYPE = CSV FIELD_DELIMITER = '\\t'", [(1, "a")]),
    ("long delimiter", "1||a\n2||b|c\n", "TYPE = CSV FIELD_DELIMITER = '||'", [(1, "a"), (2, "b|c")]),
    ("record delimiter", "1,a;2,b", "TYPE = CSV RECORD_DELIMITER = ';'", [(1, "a"), (2, "b")]),
    ("trim", ' 1 , "a" \n', f"TYPE = CSV TRIM_SPACE = TRUE {ENCLOSED}", [(1, "a")]),
    ("blank lines", "1,a\n\n2,b\n", "TYPE = CSV SKIP_BLANK_LINES = TRUE", [(1, "a"), (2, "b")]),
    (
        "ragged",
        "1\n2,b,c\n",
        "TYPE = CSV ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE",
        [(1, None), (2, "b")],
    ),
    ("byte order mark", "\ufeff1,a\n", "TYPE = CSV", [(1, "a")]),
    ("unicode", "1,é€\n", "TYPE = CSV", [(1, "é€")]),
]


@pytest.mark.parametrize(("text", "form", "expected"), [case[1:] for case in CSV], ids=[case[0] for case in CSV])
def test_csv(session: Session, stage: Path, text: str, form: str, expected: list[tuple]) -> None:
    (stage / "f.csv").write_bytes(text.encode())
    session.execute("CREATE TABLE t (a INT, b VARCHAR)")
    assert loaded(session, form) == expected


def test_encodings_and_compression(session: Session, stage: Path) -> None:
    (stage / "f.csv").write_bytes("1,é\n".encode("latin-1"))
    session.execute("CREATE TABLE t (a INT, b VARCHAR)")
    assert loaded(session, "TYPE = CSV ENCODING = 'ISO-8859-1'") == [(1, "é")]
    with pytest.raises(SnowflakeError, match="Invalid UTF8"):
        session.execute("COPY INTO t FROM @st FORCE = TRUE")
    (stage / "f.csv").unlink()
    for name, codec in (("g.csv.gz", "gzip"), ("b.csv.bz2", "bz2"), ("z.csv.zst", "zstd")):
        with pa.OSFile(str(stage / name), "wb") as raw, pa.CompressedOutputStream(raw, codec) as out:
            out.write(b"2,x\n")
    session.execute("COPY INTO t FROM @st")
    assert rows(session, "SELECT COUNT(*) FROM t WHERE a = 2") == [(3,)]


def test_types_and_date_formats(session: Session, stage: Path) -> None:
    (stage / "f.csv").write_text("1.25,true,31/12/2026,2026-01-02 03:04:05,7\n")
    session.execute("CREATE TABLE t (n NUMBER(10,2), o BOOLEAN, d DATE, ts TIMESTAMP_NTZ, f FLOAT)")
    (row,) = loaded(session, "TYPE = CSV DATE_FORMAT = 'DD/MM/YYYY'")
    assert row[:2] == (Decimal("1.25"), True)
    assert [str(value) for value in row[2:]] == ["2026-12-31", "2026-01-02 03:04:05", "7.0"]


def test_defaults_and_identity_fill_other_columns(session: Session, stage: Path) -> None:
    (stage / "f.csv").write_text("x\ny\n")
    session.execute("CREATE TABLE t (id INT IDENTITY, v VARCHAR, d INT DEFAULT 7)")
    session.execute("COPY INTO t (v) FROM @st")
    assert rows(session, "SELECT * FROM t ORDER BY id") == [(1, "x", 7), (2, "y", 7)]


# --- errors ------------------------------------------------------------------------------------------------------


@pytest.fixture
def bad(session: Session, stage: Path) -> Path:
    (stage / "bad.csv").write_text("1,a\nx,b\n3\n4,toolong\n5,e\n")
    session.execute("CREATE TABLE t (a INT, b VARCHAR(3))")
    return stage


def test_abort_names_the_place_and_loads_nothing(session: Session, bad: Path) -> None:
    with pytest.raises(SnowflakeError) as caught:
        session.execute("COPY INTO t FROM @st")
    assert (caught.value.errno, caught.value.sqlstate) == (100038, "22018")
    assert caught.value.raw_msg.startswith(
        f"Numeric value 'x' is not recognized\n  File 'file://{bad}/bad.csv', line 2, character 1\n"
        '  Row 2, column "T"["A":1]\n  If you would like to continue loading'
    )
    assert rows(session, "SELECT COUNT(*) FROM t") == [(0,)]


def test_continue_loads_the_good_rows(session: Session, bad: Path) -> None:
    answer = session.execute("COPY INTO t FROM @st ON_ERROR = CONTINUE")
    assert [column.name for column in answer.columns] == [
        *("file", "status", "rows_parsed", "rows_loaded", "error_limit", "errors_seen", "first_error"),
        *("first_error_line", "first_error_character", "first_error_column_name"),
    ]
    assert answer.rows()[0][1:] == (
        *("PARTIALLY_LOADED", 5, 2, 5, 3, "Numeric value 'x' is not recognized", 2, 1),
        '"T"["A":1]',
    )
    assert rows(session, "SELECT * FROM t ORDER BY a") == [(1, "a"), (5, "e")]


@pytest.mark.parametrize(
    ("option", "count"),
    [("SKIP_FILE", 1), ("SKIP_FILE_3", 1), ("SKIP_FILE_4", 3), ("'SKIP_FILE_50%'", 1), ("SKIP_FILE_60%", 3)],
)
def test_skip_file(session: Session, bad: Path, option: str, count: int) -> None:
    (bad / "good.csv").write_text("9,z\n")
    session.execute(f"COPY INTO t FROM @st ON_ERROR = {option}")
    assert rows(session, "SELECT COUNT(*) FROM t") == [(count,)]


def test_validation(session: Session, bad: Path) -> None:
    answer = session.execute("COPY INTO t FROM @st VALIDATION_MODE = RETURN_ERRORS")
    names = [column.name for column in answer.columns]
    found = [dict(zip(names, row, strict=True)) for row in answer.rows()]
    assert [(each["LINE"], each["CODE"], each["REJECTED_RECORD"]) for each in found] == [
        (2, 100038, "x,b"),
        (3, 100080, "3"),
        (4, 100074, "4,toolong"),
    ]
    (bad / "bad.csv").write_text("1,a\n2,b\n3,c\n")
    assert rows(session, "COPY INTO t FROM @st VALIDATION_MODE = RETURN_2_ROWS") == [(1, "a"), (2, "b")]
    assert rows(session, "SELECT COUNT(*) FROM t") == [(0,)]


def test_truncatecolumns(session: Session, bad: Path) -> None:
    (bad / "bad.csv").write_text("4,toolong\n")
    session.execute("COPY INTO t FROM @st TRUNCATECOLUMNS = TRUE")
    assert rows(session, "SELECT * FROM t") == [(4, "too")]


# --- which files -------------------------------------------------------------------------------------------------


def test_files_are_loaded_once(session: Session, stage: Path) -> None:
    session.execute("CREATE TABLE t (a INT)")
    (stage / "f.csv").write_text("1\n")
    nothing = [("Copy executed with 0 files processed.",)]
    assert session.execute("COPY INTO t FROM @st").rowcount == 1
    assert rows(session, "COPY INTO t FROM @st") == nothing
    session.execute("COPY INTO t FROM @st FORCE = TRUE")
    assert rows(session, "SELECT COUNT(*) FROM t") == [(2,)]
    (stage / "f.csv").write_text("2\n")
    session.execute("COPY INTO t FROM @st")
    assert rows(session, "SELECT MAX(a), COUNT(*) FROM t") == [(2, 3)]
    session.execute("TRUNCATE TABLE t")
    session.execute("COPY INTO t FROM @st")
    assert rows(session, "SELECT * FROM t") == [(2,)]


def test_history_follows_the_transaction(session: Session, stage: Path) -> None:
    session.execute("CREATE TABLE t (a INT)")
    (stage / "f.csv").write_text("1\n")
    session.execute("BEGIN")
    session.execute("COPY INTO t FROM @st")
    assert rows(session, "COPY INTO t FROM @st") == [("Copy executed with 0 files processed.",)]
    session.execute("ROLLBACK")
    session.execute("COPY INTO t FROM @st")
    assert rows(session, "SELECT * FROM t") == [(1,)]
    session.account.advance_to(session.clock.now())
    history = rows(
        session,
        "SELECT file_name, row_count, status FROM TABLE(INFORMATION_SCHEMA.COPY_HISTORY("
        "TABLE_NAME => 't', START_TIME => DATEADD(hour, -1, CURRENT_TIMESTAMP())))",
    )
    assert history == [(f"file://{stage}/f.csv", 1, "Loaded")]


def test_pattern_files_and_purge(session: Session, stage: Path) -> None:
    session.execute("CREATE TABLE t (a INT)")
    for number in (1, 2, 3):
        (stage / f"f{number}.csv").write_text(f"{number}\n")
    session.execute("COPY INTO t FROM @st PATTERN = '.*[12][.]csv'")
    assert rows(session, "SELECT SUM(a) FROM t") == [(3,)]
    session.execute("COPY INTO t FROM @st FILES = ('f3.csv') PURGE = TRUE")
    assert sorted(path.name for path in stage.iterdir()) == ["f1.csv", "f2.csv"]
    with pytest.raises(SnowflakeError, match=r"091016 \(22000\): Remote file '.*f9.csv' was not found"):
        session.execute("COPY INTO t FROM @st FILES = ('f9.csv')")


# --- JSON and Parquet --------------------------------------------------------------------------------------------


def test_json(session: Session, stage: Path) -> None:
    (stage / "a.json").write_text('{"id": 1, "n": {"k": "v"}}\n{"id": 2}\n')
    session.execute("CREATE TABLE v (v VARIANT)")
    session.execute("COPY INTO v FROM @st FILE_FORMAT = (TYPE = JSON)")
    assert rows(session, "SELECT v:id::INT, v:n.k::VARCHAR FROM v ORDER BY 1") == [(1, "v"), (2, None)]
    (stage / "a.json").write_text('[{"id": 1, "x": null}, {"id": 2}]')
    session.execute("COPY INTO v FROM @st FILE_FORMAT = (TYPE = JSON)")
    assert rows(session, "SELECT TYPEOF(v) FROM v WHERE v[0] IS NOT NULL") == [("ARRAY",)]
    session.execute("TRUNCATE TABLE v")
    session.execute(
        "COPY INTO v FROM @st FILE_FORMAT = (TYPE = JSON STRIP_OUTER_ARRAY = TRUE STRIP_NULL_VALUES = TRUE)"
    )
    assert rows(session, "SELECT TO_JSON(v) FROM v ORDER BY 1") == [('{"id":1}',), ('{"id":2}',)]
    (stage / "a.json").write_text('{"id": 1}\n{"id": \n')
    with pytest.raises(SnowflakeError, match=r"100069 \(22P02\): Error parsing JSON"):
        session.execute("COPY INTO v FROM @st FILE_FORMAT = (TYPE = JSON)")
    session.execute("CREATE TABLE two (a INT, b INT)")
    with pytest.raises(SnowflakeError, match="one and only one column of type variant"):
        session.execute("COPY INTO two FROM @st FILE_FORMAT = (TYPE = JSON)")


def test_match_by_column_name(session: Session, stage: Path) -> None:
    session.execute("CREATE TABLE t (id INT, name VARCHAR, other INT)")
    (stage / "a.json").write_text('{"ID": 1, "Name": "x"}\n{"id": 2, "extra": 5}\n')
    session.execute("COPY INTO t FROM @st FILE_FORMAT = (TYPE = JSON) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    assert rows(session, "SELECT COUNT(*), MAX(name) FROM t") == [(2, "x")]
    (stage / "a.json").unlink()
    (stage / "b.csv").write_text("name,id\ny,3\n")
    session.execute(
        "COPY INTO t FROM @st FILE_FORMAT = (TYPE = CSV PARSE_HEADER = TRUE) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE"
    )
    assert rows(session, "SELECT id, name, other FROM t WHERE name = 'y'") == [(3, "y", None)]


def test_parquet(session: Session, stage: Path) -> None:
    parquet.write_table(pa.table({"id": [1, 2], "name": ["a", None]}), stage / "p.parquet")
    session.execute("CREATE TABLE t (id INT, name VARCHAR)")
    form = "FILE_FORMAT = (TYPE = PARQUET)"
    session.execute(f"COPY INTO t FROM @st {form} MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    assert rows(session, "SELECT * FROM t ORDER BY id") == [(1, "a"), (2, None)]
    session.execute(f"COPY INTO t FROM (SELECT $1:id + 10, UPPER($1:name::VARCHAR) FROM @st) {form} FORCE = TRUE")
    assert rows(session, "SELECT * FROM t WHERE id > 10 ORDER BY id") == [(11, "A"), (12, None)]


def test_numbers_of_parquet_inside_a_variant(session: Session, stage: Path) -> None:
    """They keep their digits, lose needless zeros, and stand in the order of their names."""
    exact, short = Decimal("12345678901234567890.1234567891"), Decimal("0.500")
    columns = {"w": pa.array([exact], pa.decimal128(38, 10)), "a": pa.array([short], pa.decimal128(18, 3))}
    parquet.write_table(pa.table(columns), stage / "p.parquet")
    session.execute("CREATE TABLE t (v VARIANT)")
    session.execute("COPY INTO t FROM @st FILE_FORMAT = (TYPE = PARQUET)")
    assert rows(session, "SELECT TO_JSON(v), v:w::NUMBER(38,10), v:a = 0.5::DOUBLE::VARIANT FROM t") == [
        ('{"a":0.5,"w":12345678901234567890.1234567891}', exact, True)
    ]


# --- queries over files ------------------------------------------------------------------------------------------


def test_transformation(session: Session, stage: Path) -> None:
    (stage / "f.csv").write_text("1,a,x\n2,b,y\n")
    session.execute("CREATE TABLE t (name VARCHAR, id INT, file VARCHAR, line INT)")
    session.execute(
        "COPY INTO t FROM (SELECT UPPER(s.$2), s.$1 * 10, METADATA$FILENAME, METADATA$FILE_ROW_NUMBER FROM @st s)"
    )
    assert rows(session, "SELECT * FROM t ORDER BY id") == [("A", 10, "f.csv", 1), ("B", 20, "f.csv", 2)]


def test_select_from_a_stage(session: Session, stage: Path) -> None:
    (stage / "f.csv").write_text("h\n1,a\n2\n")
    session.execute("CREATE FILE FORMAT ff TYPE = CSV SKIP_HEADER = 1")
    answer = session.execute("SELECT $1, t.$2, $9, METADATA$FILENAME FROM @st/f (FILE_FORMAT => ff) t ORDER BY 1")
    assert answer.rows() == [("1", "a", None, "f.csv"), ("2", None, None, "f.csv")]
    assert [column.name for column in answer.columns][:3] == ["$1", "$2", "$9"]
    (stage / "f.csv").write_text("h\n7,z\n")
    assert rows(session, "SELECT $1::INT + 1 FROM @st (FILE_FORMAT => 'ff', PATTERN => '.*csv')") == [(8,)]


def test_infer_schema(session: Session, stage: Path) -> None:
    (stage / "f.csv").write_text("id,price,name,day\n1,1.25,x,2026-01-02\n12,10.5,,2026-01-03\n")
    session.execute("CREATE FILE FORMAT ff TYPE = CSV PARSE_HEADER = TRUE")
    found = rows(session, "SELECT * FROM TABLE(INFER_SCHEMA(LOCATION => '@st', FILE_FORMAT => 'ff')) ORDER BY order_id")
    assert [row[:4] for row in found] == [
        ("id", "NUMBER(2, 0)", False, "$1::NUMBER(2, 0)"),
        ("price", "NUMBER(4, 2)", False, "$2::NUMBER(4, 2)"),
        ("name", "TEXT", True, "$3::TEXT"),
        ("day", "DATE", False, "$4::DATE"),
    ]


def test_infer_schema_of_parquet_timestamps(session: Session, stage: Path) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    adjusted = pa.array([moment], pa.timestamp("us", tz="UTC"))
    local = pa.array([moment.replace(tzinfo=None)], pa.timestamp("us"))
    parquet.write_table(pa.table({"adjusted": adjusted, "local": local}), stage / "f.parquet")
    session.execute("CREATE FILE FORMAT pf TYPE = PARQUET")
    found = rows(session, "SELECT * FROM TABLE(INFER_SCHEMA(LOCATION => '@st', FILE_FORMAT => 'pf')) ORDER BY order_id")
    assert [(row[0], row[1], row[3]) for row in found] == [
        ("adjusted", "TIMESTAMP_LTZ", '$1:"adjusted"::TIMESTAMP_LTZ'),
        ("local", "TIMESTAMP_NTZ", '$1:"local"::TIMESTAMP_NTZ'),
    ]
    session.execute(
        "CREATE TABLE made USING TEMPLATE (SELECT ARRAY_AGG(OBJECT_CONSTRUCT(*)) "
        "FROM TABLE(INFER_SCHEMA(LOCATION => '@st', FILE_FORMAT => 'pf')))"
    )
    session.execute("COPY INTO made FROM @st FILE_FORMAT = (FORMAT_NAME = 'pf') MATCH_BY_COLUMN_NAME = CASE_SENSITIVE")
    assert rows(session, 'SELECT DATE_PART(epoch_second, "adjusted"), "local"::VARCHAR FROM made') == [
        (int(moment.timestamp()), "2026-01-02 03:04:05.000")
    ]


# --- unloading ---------------------------------------------------------------------------------------------------


def test_unload_and_load_again(session: Session) -> None:
    session.execute("CREATE STAGE out_")
    session.execute("CREATE TABLE t (a INT, b VARCHAR, d DATE)")
    session.execute("INSERT INTO t VALUES (1, 'x,y', '2026-01-02'), (2, NULL, NULL), (3, 'q\"\\\\', '2026-01-03')")
    for form in (
        "TYPE = CSV",
        f"TYPE = CSV {ENCLOSED}",
        f"TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = '|' {ENCLOSED}",
    ):
        answer = session.execute(f"COPY INTO @out_/u/ FROM t FILE_FORMAT = ({form}) OVERWRITE = TRUE")
        assert [column.name for column in answer.columns] == ["rows_unloaded", "input_bytes", "output_bytes"]
        assert answer.rows()[0][0] == 3
        session.execute("CREATE OR REPLACE TABLE back LIKE t")
        session.execute(f"COPY INTO back FROM @out_/u/ FILE_FORMAT = ({form})")
        assert rows(session, "SELECT * FROM back ORDER BY a") == rows(session, "SELECT * FROM t ORDER BY a")
        session.execute("REMOVE @out_")


def test_unload_names_header_and_overwrite(session: Session) -> None:
    session.execute("CREATE STAGE out_")
    session.execute(
        "COPY INTO @out_/dir/x FROM (SELECT 1 AS a, 'b' AS c) "
        "FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE) HEADER = TRUE"
    )
    assert [row[0] for row in rows(session, "LIST @out_")] == ["out_/dir/x_0_0_0.csv"]
    assert rows(session, "SELECT $1, $2 FROM @out_/dir") == [("A", "C"), ("1", "b")]
    with pytest.raises(SnowflakeError, match="Files already existing at the unload destination"):
        session.execute("COPY INTO @out_/dir/x FROM (SELECT 1 AS a)")
    session.execute("COPY INTO @out_/one.csv FROM (SELECT 1 AS a) FILE_FORMAT = (COMPRESSION = NONE) SINGLE = TRUE")
    assert rows(session, "LIST @out_/one")[0][:2] == ("out_/one.csv", 2)
    session.execute(
        "COPY INTO @out_/many/ FROM (SELECT RPAD('x', 99) AS a FROM TABLE(GENERATOR(ROWCOUNT => 10))) "
        "FILE_FORMAT = (COMPRESSION = NONE) MAX_FILE_SIZE = 500"
    )
    assert [row[1] for row in rows(session, "LIST @out_/many")] == [500, 500]


def test_unload_json_and_parquet(session: Session) -> None:
    session.execute("CREATE STAGE out_")
    session.execute("COPY INTO @out_/j/ FROM (SELECT OBJECT_CONSTRUCT('a', 1)) FILE_FORMAT = (TYPE = JSON)")
    session.execute("CREATE FILE FORMAT js TYPE = JSON")
    assert rows(session, "SELECT $1:a::INT FROM @out_/j (FILE_FORMAT => js)") == [(1,)]
    session.execute("COPY INTO @out_/p/ FROM (SELECT 1 AS a, 'x' AS b) FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE")
    session.execute("CREATE FILE FORMAT pq TYPE = PARQUET")
    assert rows(session, "SELECT $1:A::INT, $1:B::VARCHAR FROM @out_/p (FILE_FORMAT => pq)") == [(1, "x")]


def test_unload_consumes_streams(session: Session) -> None:
    session.execute("CREATE STAGE out_")
    session.execute("CREATE TABLE t (a INT)")
    session.execute("CREATE STREAM s ON TABLE t")
    session.execute("INSERT INTO t VALUES (1), (2)")
    assert rows(session, "COPY INTO @out_ FROM (SELECT a FROM s)")[0][0] == 2
    assert rows(session, "SELECT COUNT(*) FROM s") == [(0,)]


# --- PARTITION BY of an unload -------------------------------------------------------------------------------------


@pytest.fixture
def days(session: Session, stage: Path) -> Path:
    session.execute(
        "CREATE TABLE days AS SELECT column1 AS n, column2::DATE AS d "
        "FROM VALUES (1, '2024-01-01'), (2, '2024-01-02'), (3, '2024-01-01'), (4, NULL)"
    )
    return stage


def test_rows_go_to_the_folder_of_their_partition(session: Session, days: Path) -> None:
    unload = (
        "COPY INTO @st/out FROM days PARTITION BY ('d=' || TO_VARCHAR(d)) FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)"
    )
    assert rows(session, unload + " HEADER = TRUE")[0][0] == 4
    query_id = session.last_query_id
    written = {path.relative_to(days).as_posix(): path.read_text() for path in days.rglob("*.csv")}
    assert written == {
        f"out/d=2024-01-01/data_{query_id}_0_0_0.csv": "N,D\n1,2024-01-01\n3,2024-01-01\n",
        f"out/d=2024-01-02/data_{query_id}_0_0_0.csv": "N,D\n2,2024-01-02\n",
        f"out/__NULL__/data_{query_id}_0_0_0.csv": "N,D\n4,\\N\n",
    }
    assert rows(session, unload)[0][0] == 4  # beside the files that are there
    assert len(list(days.rglob("*.csv"))) == 6


def test_partitions_of_a_query_in_parquet(session: Session, days: Path) -> None:
    answer = rows(
        session,
        "COPY INTO @st FROM (SELECT n, d AS day FROM days WHERE n < 4) PARTITION BY day::VARCHAR "
        "FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE DETAILED_OUTPUT = TRUE",
    )
    assert [(name.split("/")[-2], count) for name, _, count in answer] == [("2024-01-01", 2), ("2024-01-02", 1)]
    (file,) = (days / "2024-01-02").iterdir()
    assert parquet.read_table(file).column_names == ["N", "DAY"]


@pytest.mark.parametrize(
    ("tail", "message"),
    [
        ("PARTITION BY ('x') SINGLE = TRUE", "SINGLE = TRUE"),
        ("PARTITION BY ('x') OVERWRITE = TRUE", "OVERWRITE = TRUE"),
        ("PARTITION BY ('x') INCLUDE_QUERY_ID = FALSE", "INCLUDE_QUERY_ID = FALSE"),
        ("PARTITION BY ('../x')", "not a path on a stage"),
        ("PARTITION BY (nothing)", "invalid identifier"),
        ("PARTITION BY", "syntax error"),
    ],
)
def test_partitions_that_are_refused(session: Session, days: Path, tail: str, message: str) -> None:
    with pytest.raises(SnowflakeError, match=message):
        session.execute(f"COPY INTO @st FROM days {tail}")
    assert list(days.iterdir()) == []
