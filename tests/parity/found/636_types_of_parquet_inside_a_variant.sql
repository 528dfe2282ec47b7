-- source: Snowflake documentation, "COPY INTO <table>", TYPE = PARQUET (times and timestamps of the vectorized scanner; NULL_IF whatever the type), "Semi-structured data types" (a VARIANT holds dates, times and timestamps by type)
-- case: found case 636

CREATE STAGE st;

CREATE TABLE source (id INT, d DATE, t TIME, ts TIMESTAMP_NTZ, n NUMBER(38,10), f FLOAT, s VARCHAR, b BOOLEAN);

INSERT INTO source SELECT 1, '2024-02-29', '01:02:03', '2024-02-29 01:02:03.123456', 1234567890123456789.0123456789, 0.5, 'x', TRUE;

COPY INTO @st/a.parquet FROM source FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE SINGLE = TRUE;

CREATE TABLE loaded (v VARIANT);

COPY INTO loaded FROM @st/a.parquet FILE_FORMAT = (TYPE = PARQUET USE_LOGICAL_TYPE = TRUE);

SELECT TYPEOF(v:ID) AS id, TYPEOF(v:D) AS d, TYPEOF(v:T) AS t, TYPEOF(v:TS) AS ts, TYPEOF(v:N) AS n, TYPEOF(v:F) AS f, TYPEOF(v:S) AS s, TYPEOF(v:B) AS b FROM loaded;
----
ID | D | T | TS | N | F | S | B
INTEGER | DATE | TIME | TIMESTAMP_NTZ | DECIMAL | DOUBLE | VARCHAR | BOOLEAN

SELECT v:D::DATE = d AS d, v:T::TIME = t AS t, v:TS::TIMESTAMP_NTZ = ts AS ts, v:N::NUMBER(38,10) = n AS n, v:N = n AS nv, v:F::FLOAT = f AS f, DATEDIFF(day, v:D::DATE, v:TS::DATE) AS days FROM loaded, source;
----
D | T | TS | N | NV | F | DAYS
TRUE | TRUE | TRUE | TRUE | TRUE | TRUE | 0

CREATE TABLE columns_of LIKE source;

COPY INTO columns_of FROM @st/a.parquet FILE_FORMAT = (TYPE = PARQUET NULL_IF = ('2024-02-29', '1')) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE;

SELECT id, d, t, ts, n, f FROM columns_of;
----
ID | D | T | TS | N | F
NULL | NULL | 01:02:03 | 2024-02-29 01:02:03.123456 | 1234567890123456789.0123456789 | 0.5
