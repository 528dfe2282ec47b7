"""Every option of file formats and of COPY INTO: what it does, or the error that refuses it."""

from __future__ import annotations

import json
import os
import random
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from ecomsim.sessions.session import Session
from ecomsim.staging import csv_text, formats, packing, read, scans
from ecomsim.staging.places import Place, StagedFile, staged
from ecomsim.staging.scans import Want
from tests.asking import fails, rows

JSON = "FILE_FORMAT = (TYPE = JSON {})"
BY_NAME = "MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE"


@pytest.fixture
def stage(session: Session, stage: Path) -> Path:
    session.execute("CREATE TABLE t (id INT, name VARCHAR(5), v VARIANT)")
    session.execute("CREATE TABLE v (v VARIANT)")
    return stage


# --- the two readers of CSV agree ----------------------------------------------------------------------------------

CSV_FORMATS = (
    {},
    {"FIELD_OPTIONALLY_ENCLOSED_BY": '"'},
    {"TRIM_SPACE": True},
    {"TRIM_SPACE": True, "FIELD_OPTIONALLY_ENCLOSED_BY": '"'},
    {"EMPTY_FIELD_AS_NULL": False},
    {"EMPTY_FIELD_AS_NULL": False, "FIELD_OPTIONALLY_ENCLOSED_BY": '"', "NULL_IF": ("", "a")},
    {"NULL_IF": ("a", " ", "b")},
    {"SKIP_HEADER": 1, "FIELD_OPTIONALLY_ENCLOSED_BY": '"'},
    {"ERROR_ON_COLUMN_COUNT_MISMATCH": False},
    {"SKIP_BLANK_LINES": True},
    {"FIELD_DELIMITER": "||"},
    {"ESCAPE_UNENCLOSED_FIELD": "NONE"},
)


@pytest.mark.parametrize("options", CSV_FORMATS, ids=str)
def test_scan_gives_what_the_careful_reader_gives(tmp_path: Path, options: dict) -> None:
    """Random files: where the scan gets through, its rows are those read character by character."""
    form = formats.Format("CSV", {**formats.DEFAULTS["CSV"], **options})
    pieces = ["a", "b", " ", '"', '""', "\\", "\\N", "é", "7", form["FIELD_DELIMITER"], form["FIELD_DELIMITER"]]
    chance = random.Random(str(options))
    through = 0
    for number in range(400):
        lines = ["".join(chance.choices(pieces, k=chance.randint(0, 6))) for _ in range(chance.randint(1, 5))]
        path = tmp_path / f"f{number % 4}.csv"
        path.write_text(chance.choice(("\n", "\n", "\r\n")).join(lines) + chance.choice(("", "\n")), newline="")
        file = _file(path)
        exactly = chance.choice((None, 2, 3))
        careful = list(csv_text.records(packing.text(file, form).decode(), form))
        scanned = read._scanned(file, form, exactly, 1)
        if scanned is None:
            continue
        through += 1
        strict = exactly is not None and form["ERROR_ON_COLUMN_COUNT_MISMATCH"]
        assert all(record.error is None for record in careful), path.read_text()
        assert not strict or all(len(record.fields) == exactly for record in careful), path.read_text()
        wide = scanned.num_columns - 1
        expected = [(*record.fields, *[None] * wide)[:wide] for record in careful]
        got = [tuple(row.values())[:-1] for row in scanned.to_pylist()]
        assert got == expected, (path.read_text(), exactly)
    assert through > 10


def _file(path: Path) -> StagedFile:
    return staged(Place(folder=path.parent, prefix="", label=""), path, path.name)


# --- CSV and text --------------------------------------------------------------------------------------------------


def test_invalid_utf8(session: Session, stage: Path) -> None:
    (stage / "f.csv").write_bytes(b"1,a\xffb\n")
    fails(session, "COPY INTO t (id, name) FROM @st", "100144.*Invalid UTF8")
    fails(session, "COPY INTO t (id, name) FROM @st FILE_FORMAT = (VALIDATE_UTF8 = FALSE)", "VALIDATE_UTF8 = FALSE")
    session.execute("COPY INTO t (id, name) FROM @st FILE_FORMAT = (REPLACE_INVALID_CHARACTERS = TRUE)")
    assert rows(session, "SELECT name FROM t") == [("a\ufffdb",)]
    (stage / "f.csv").unlink()
    (stage / "j.json").write_bytes(b'{"name": "a\xffb"}\n')
    session.execute(f"COPY INTO v FROM @st {JSON.format('IGNORE_UTF8_ERRORS = TRUE')}")
    assert rows(session, "SELECT v:name::VARCHAR FROM v") == [("a\ufffdb",)]


def test_binary_format(session: Session, stage: Path) -> None:
    (stage / "f.csv").write_text("aGk=,1\n")
    session.execute("CREATE TABLE b (b BINARY, n INT)")
    session.execute("COPY INTO b FROM @st FILE_FORMAT = (BINARY_FORMAT = BASE64)")
    assert rows(session, "SELECT b FROM b") == [(b"hi",)]


@pytest.mark.parametrize(
    "options", ["ENABLE_OCTAL = TRUE", "MULTI_LINE = FALSE", "SKIP_HEADER = 1", "STRIP_OUTER_ARRAY = 3"]
)
def test_refused_format_options(session: Session, stage: Path, options: str) -> None:
    fails(session, f"CREATE FILE FORMAT x TYPE = JSON {options}", "0000|00100|001008")


# --- JSON and Parquet ----------------------------------------------------------------------------------------------


def test_allow_duplicate(session: Session, stage: Path) -> None:
    (stage / "j.json").write_text('{"id": 1}\n{"id": 2, "id": 3}\n')
    for target in (f"v FROM @st {JSON}", f"t FROM @st {BY_NAME} {JSON}"):
        fails(session, "COPY INTO " + target.format(""), '100069.*duplicate object attribute "id"')
    session.execute(f"COPY INTO v FROM @st {JSON.format('ALLOW_DUPLICATE = TRUE')}")
    assert rows(session, "SELECT v:id::INT FROM v ORDER BY 1") == [(1,), (3,)]
    (stage / "j.json").write_text('{"id": {"a": 1, "a": 2}}\n')
    fails(session, f"COPY INTO v FROM @st {JSON.format('')}", "duplicate object attribute")


def test_null_if_and_trim_space_of_documents(session: Session, stage: Path) -> None:
    (stage / "j.json").write_text('{"id": "N/A", "name": " x "}\n')
    form = JSON.format("NULL_IF = ('N/A') TRIM_SPACE = TRUE")
    session.execute(f"COPY INTO t FROM @st {BY_NAME} {form}")
    assert rows(session, "SELECT id, name FROM t") == [(None, "x")]
    session.execute(f"COPY INTO v FROM @st {form}")
    assert rows(session, "SELECT v:id::VARCHAR, v:name::VARCHAR FROM v") == [("N/A", " x ")]
    (stage / "j.json").unlink()
    parquet.write_table(pa.table({"id": ["N/A"], "name": [" y "]}), stage / "p.parquet")
    session.execute("TRUNCATE TABLE t")
    session.execute(
        f"COPY INTO t FROM @st {BY_NAME} FILE_FORMAT = (TYPE = PARQUET NULL_IF = ('N/A') TRIM_SPACE = TRUE)"
    )
    assert rows(session, "SELECT id, name FROM t") == [(None, "y")]


def test_strip_options(session: Session, stage: Path) -> None:
    (stage / "j.json").write_text('[{"id": 1, "n": null},\n {"id": 2}]')
    session.execute(f"COPY INTO v FROM @st {JSON.format('STRIP_OUTER_ARRAY = TRUE')}")
    assert rows(session, "SELECT TO_JSON(v) FROM v ORDER BY 1") == [('{"id":1,"n":null}',), ('{"id":2}',)]
    session.execute("TRUNCATE TABLE v")
    session.execute(f"COPY INTO v FROM @st {JSON.format('STRIP_OUTER_ARRAY = TRUE STRIP_NULL_VALUES = TRUE')}")
    assert rows(session, "SELECT TO_JSON(v) FROM v ORDER BY 1") == [('{"id":1}',), ('{"id":2}',)]


def test_date_format_of_documents(session: Session, stage: Path) -> None:
    (stage / "j.json").write_text('{"d": "31/12/2026"}\n')
    session.execute("CREATE TABLE d (d DATE)")
    form = JSON.format("DATE_FORMAT = 'DD/MM/YYYY'")
    session.execute(f"COPY INTO d FROM @st {BY_NAME} {form}")
    assert str(rows(session, "SELECT d FROM d")[0][0]) == "2026-12-31"


def test_binary_as_text(session: Session, stage: Path) -> None:
    parquet.write_table(pa.table({"name": pa.array([b"hi"], pa.binary())}), stage / "p.parquet")
    session.execute(f"COPY INTO t FROM @st {BY_NAME} FILE_FORMAT = (TYPE = PARQUET)")
    assert rows(session, "SELECT name FROM t") == [("hi",)]
    session.execute("CREATE TABLE b (name BINARY)")
    session.execute(f"COPY INTO b FROM @st {BY_NAME} FILE_FORMAT = (TYPE = PARQUET BINARY_AS_TEXT = FALSE)")
    assert rows(session, "SELECT name FROM b") == [(b"hi",)]


def test_match_by_column_name(session: Session, stage: Path) -> None:
    (stage / "j.json").write_text('{"ID": 1, "Name": "x", "v": {"a": [1]}}\n{"id": 2, "name": null}\n')
    session.execute(f"COPY INTO t FROM @st {BY_NAME} {JSON.format('')}")
    assert rows(session, "SELECT id, name, TO_JSON(v) FROM t ORDER BY id") == [(1, "x", '{"a":[1]}'), (2, None, None)]
    session.execute("TRUNCATE TABLE t")
    session.execute(f"COPY INTO t FROM @st MATCH_BY_COLUMN_NAME = CASE_SENSITIVE {JSON.format('')}")
    assert rows(session, "SELECT id FROM t ORDER BY 1") == [(1,), (None,)]
    fails(session, f"COPY INTO t FROM @st MATCH_BY_COLUMN_NAME = SOMEHOW {JSON.format('')}", "MATCH_BY_COLUMN_NAME")
    fails(session, f"COPY INTO t FROM (SELECT 1, 'a', $1 FROM @st) {BY_NAME} {JSON.format('')}", "transformation")


def test_include_metadata(session: Session, stage: Path) -> None:
    session.execute("CREATE TABLE m (id INT, file VARCHAR, line INT)")
    (stage / "j.json").write_text('{"id": 5}\n{"id": 6}\n')
    included = "INCLUDE_METADATA = (file = METADATA$FILENAME, line = METADATA$FILE_ROW_NUMBER)"
    session.execute(f"COPY INTO m FROM @st {BY_NAME} {included} {JSON.format('')}")
    assert rows(session, "SELECT * FROM m ORDER BY id") == [(5, "j.json", 1), (6, "j.json", 2)]
    fails(session, f"COPY INTO v FROM @st {included} {JSON.format('')}", "000904|INCLUDE_METADATA")
    fails(session, f"COPY INTO m FROM @st {BY_NAME} INCLUDE_METADATA = (file = NAME) {JSON.format('')}", "METADATA")


@pytest.mark.parametrize("option", ["TRUNCATECOLUMNS = TRUE", "ENFORCE_LENGTH = FALSE"])
def test_text_that_is_too_long(session: Session, stage: Path, option: str) -> None:
    (stage / "j.json").write_text('{"id": 1, "name": "abcdefgh"}\n')
    form = JSON.format("")
    fails(session, f"COPY INTO t FROM @st {BY_NAME} {form}", "100074")
    session.execute(f"COPY INTO t FROM @st {BY_NAME} {option} {form}")
    session.execute(f"COPY INTO t (id, name) FROM (SELECT 2, $1:name::VARCHAR FROM @st) {option} {form} FORCE = TRUE")
    (stage / "j.json").unlink()
    parquet.write_table(pa.table({"id": [3], "name": ["abcdefgh"]}), stage / "p.parquet")
    session.execute(f"COPY INTO t FROM @st {BY_NAME} {option} FILE_FORMAT = (TYPE = PARQUET)")
    assert rows(session, "SELECT id, name FROM t ORDER BY id") == [(1, "abcde"), (2, "abcde"), (3, "abcde")]


def test_parquet_types_and_errors(session: Session, stage: Path) -> None:
    parquet.write_table(pa.table({"id": [1, 300], "name": ["a", "b"]}), stage / "p.parquet")
    session.execute("CREATE TABLE n (id NUMBER(2, 0), name VARCHAR)")
    form = "FILE_FORMAT = (TYPE = PARQUET)"
    fails(session, f"COPY INTO n FROM @st {BY_NAME} {form}", r"100039|100132|out of range")
    answer = rows(session, f"COPY INTO n FROM @st {BY_NAME} {form} ON_ERROR = CONTINUE")
    assert answer[0][1:6] == ("PARTIALLY_LOADED", 2, 1, 2, 1)
    session.execute(f"COPY INTO n FROM (SELECT $1:id::INT / 100, $1['name']::VARCHAR FROM @st) {form} FORCE = TRUE")
    assert rows(session, "SELECT id, name FROM n ORDER BY id, name") == [(0, "a"), (1, "a"), (3, "b")]


def test_parquet_types_inside_of_documents(session: Session, stage: Path) -> None:
    day, moment = date(2024, 2, 29), datetime(2024, 2, 29, 1, 2, 3)
    table = pa.table(
        {
            "nested": [{"z": day, "a": [{"at": moment}]}],
            "map": pa.array([[("k", day), ("a", None)]], pa.map_(pa.string(), pa.date32())),
            "local": pa.array([moment], pa.timestamp("ns", "UTC")),
            "raw": [b"ab"],
            "none": pa.array([None], pa.date32()),
        }
    )
    parquet.write_table(table, stage / "p.parquet")
    form = "FILE_FORMAT = (TYPE = PARQUET BINARY_AS_TEXT = FALSE)"
    session.execute(f"COPY INTO v FROM @st {form}")
    kinds = "TYPEOF(v:nested:z), TYPEOF(v:nested:a[0]:at), TYPEOF(v:map:k), TYPEOF(v:local), TYPEOF(v:raw)"
    assert rows(session, f"SELECT {kinds} FROM v") == [("DATE", "TIMESTAMP_NTZ", "DATE", "TIMESTAMP_LTZ", "BINARY")]
    shown = rows(session, "SELECT TO_JSON(OBJECT_DELETE(v, 'local')) FROM v")[0][0]
    assert json.loads(shown) == {
        "nested": {"a": [{"at": "2024-02-29 01:02:03.000"}], "z": "2024-02-29"},
        "map": {"a": None, "k": "2024-02-29"},
        "raw": "6162",
        "none": None,
    }


def test_names_that_differ_only_in_case(session: Session, stage: Path) -> None:
    parquet.write_table(pa.table({"a": [1], "A": [2]}), stage / "p.parquet")
    session.execute('CREATE TABLE both ("a" INT, A INT)')
    session.execute("CREATE TABLE one (A INT)")
    exact = "FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_SENSITIVE"
    session.execute(f"COPY INTO both FROM @st {exact}")
    session.execute(f"COPY INTO one FROM @st {exact}")
    assert rows(session, "SELECT * FROM both, one") == [(1, 2, 2)]
    refusal = "000002.*CASE_INSENSITIVE of several columns named A"
    for table in ("both", "one"):
        fails(session, f"COPY INTO {table} FROM @st {BY_NAME} FILE_FORMAT = (TYPE = PARQUET) FORCE = TRUE", refusal)
    (stage / "p.parquet").unlink()
    (stage / "c.csv").write_text("a,A\n1,2\n")
    fails(session, f"COPY INTO one FROM @st {BY_NAME} FILE_FORMAT = (TYPE = CSV PARSE_HEADER = TRUE)", refusal)
    (stage / "c.csv").unlink()
    (stage / "j.json").write_text('{"a": 1}\n{"A": 2}\n')
    fails(session, f"COPY INTO both FROM @st {BY_NAME} {JSON.format('')}", refusal)
    session.execute(f"COPY INTO one FROM @st {BY_NAME} {JSON.format('')}")
    assert rows(session, "SELECT * FROM one ORDER BY 1") == [(1,), (2,), (2,)]


def test_nanoseconds_of_parquet_are_refused(session: Session, stage: Path) -> None:
    parquet.write_table(pa.table({"at": pa.array([1], pa.timestamp("ns"))}), stage / "p.parquet")
    fails(session, "COPY INTO v FROM @st FILE_FORMAT = (TYPE = PARQUET)", "000002.*nanoseconds")
    session.execute("CREATE TABLE n (at TIMESTAMP_NTZ)")
    fails(session, f"COPY INTO n FROM @st {BY_NAME} FILE_FORMAT = (TYPE = PARQUET)", "000002.*nanoseconds")


# --- which files ---------------------------------------------------------------------------------------------------


def test_size_limit_and_failed_only(session: Session, stage: Path) -> None:
    session.execute("CREATE TABLE n (a INT)")
    for number in (1, 2, 3):
        (stage / f"f{number}.csv").write_text(f"{number}\n")
    session.execute("COPY INTO n FROM @st SIZE_LIMIT = 3")
    assert rows(session, "SELECT COUNT(*) FROM n") == [(2,)]
    (stage / "bad.csv").write_text("x\n1\n")
    answer = session.execute("COPY INTO n FROM @st ON_ERROR = CONTINUE RETURN_FAILED_ONLY = TRUE")
    assert [Path(row[0]).name for row in answer.rows()] == ["bad.csv"]
    assert rows(session, "SELECT COUNT(*) FROM n") == [(4,)]
    fails(session, "COPY INTO n FROM @st SIZE_LIMIT = 'x'", "SIZE_LIMIT")
    fails(session, "COPY INTO n FROM @st PURGE = 3", "PURGE")
    fails(session, "COPY INTO n FROM @st LOAD_MODE = ADD_FILES_COPY", "LOAD_MODE")


def test_load_uncertain_files(session: Session, stage: Path) -> None:
    session.execute("CREATE TABLE n (a INT)")
    (stage / "f.csv").write_text("1\n")
    session.execute("COPY INTO n FROM @st")
    old = stage / "old.csv"
    old.write_text("2\n")
    os.utime(old, (0, 0))
    assert rows(session, "COPY INTO n FROM @st")[0][2] == 1  # the table's first load is recent: nothing uncertain
    session.account.advance_to(session.clock.now() + __import__("datetime").timedelta(days=70))
    (stage / "f.csv").unlink()
    assert rows(session, "COPY INTO n FROM @st") == [("Copy executed with 0 files processed.",)]
    session.execute("COPY INTO n FROM @st LOAD_UNCERTAIN_FILES = TRUE")
    assert rows(session, "SELECT COUNT(*) FROM n") == [(3,)]


def test_bad_files_among_many(session: Session, stage: Path) -> None:
    session.execute("CREATE TABLE n (a INT NOT NULL, b VARCHAR(2))")
    for number in range(6):
        (stage / f"f{number}.csv").write_text(f"{number},x\n" + ("y,x\n,x\n1,xyz\n" if number % 2 else "") + "9,z\n")
    answer = rows(session, "COPY INTO n FROM @st ON_ERROR = CONTINUE")
    assert [(row[1], row[2], row[3], row[5]) for row in answer] == [
        ("LOADED", 2, 2, 0) if number % 2 == 0 else ("PARTIALLY_LOADED", 5, 2, 3) for number in range(6)
    ]
    assert answer[1][6:] == ("Numeric value 'y' is not recognized", 2, 1, '"N"["A":1]')
    assert rows(session, "SELECT COUNT(*), COUNT(DISTINCT a) FROM n") == [(12, 7)]


def test_row_ids_do_not_repeat(session: Session, stage: Path) -> None:
    session.execute("CREATE TABLE n (a INT)")
    session.execute("CREATE STREAM s ON TABLE n")
    parquet.write_table(pa.table({"a": list(range(5000))}), stage / "p.parquet")
    session.execute(f"COPY INTO n FROM @st {BY_NAME} FILE_FORMAT = (TYPE = PARQUET)")
    (stage / "p.parquet").unlink()
    (stage / "f.csv").write_text("".join(f"{number}\n" for number in range(5000)))
    session.execute("COPY INTO n FROM @st")
    session.execute("BEGIN")
    session.execute("COPY INTO n FROM @st FORCE = TRUE")
    session.execute("COMMIT")
    assert rows(session, "SELECT COUNT(*), COUNT(DISTINCT METADATA$ROW_ID), SUM(a) FROM s") == [
        (15000, 15000, 3 * sum(range(5000)))
    ]


def test_scans_are_used(session: Session, stage: Path) -> None:
    """A plain file of each kind has a scan; what only the careful reader knows has none."""
    (stage / "f.csv").write_text("1,a\n")
    (stage / "j.json").write_text('{"a": 1}\n')
    parquet.write_table(pa.table({"a": [1]}), stage / "p.parquet")
    for name, kind in (("f.csv", "CSV"), ("j.json", "JSON"), ("p.parquet", "PARQUET")):
        form = formats.Format(kind, formats.DEFAULTS[kind])
        with scans.opened(_file(stage / name), form, Want()) as scan:
            assert scan is not None
    odd = formats.Format("CSV", {**formats.DEFAULTS["CSV"], "RECORD_DELIMITER": ";"})
    with scans.opened(_file(stage / "f.csv"), odd, Want()) as scan:
        assert scan is None


# --- unloading -----------------------------------------------------------------------------------------------------


def test_unload_options(session: Session, stage: Path) -> None:
    numbers = "(SELECT SEQ4() AS n, RANDSTR(20, RANDOM()) AS s FROM TABLE(GENERATOR(ROWCOUNT => 20000)))"
    session.execute(f"COPY INTO @st/p/ FROM {numbers} FILE_FORMAT = (TYPE = PARQUET) MAX_FILE_SIZE = 300000")
    sizes = [path.stat().st_size for path in (stage / "p").iterdir()]
    assert len(sizes) > 1
    assert max(sizes) <= 300000
    session.execute("CREATE FILE FORMAT pq TYPE = PARQUET")
    assert rows(session, "SELECT COUNT(*) FROM @st/p (FILE_FORMAT => pq)") == [(20000,)]
    answer = session.execute("COPY INTO @st/d/ FROM (SELECT 1 AS n) DETAILED_OUTPUT = TRUE INCLUDE_QUERY_ID = TRUE")
    assert [column.name for column in answer.columns] == ["FILE_NAME", "FILE_SIZE", "ROW_COUNT"]
    assert session.last_query_id in answer.rows()[0][0]
    for refused in ("SINGLE = 3", "MAX_FILE_SIZE = 0", "MAX_FILE_SIZE = 'x'", "VALIDATION_MODE = RETURN_ROWS"):
        fails(session, f"COPY INTO @st/x/ FROM (SELECT 1 AS n) {refused}", "MAX_FILE_SIZE|SINGLE|VALIDATION_MODE")
