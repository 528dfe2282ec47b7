-- source: Snowflake documentation, "Structured data types", "ALTER TABLE", "COPY INTO <table>": streams, views and loads; dynamic and external tables have none
-- case: found case 577

CREATE TABLE t (id INT, a ARRAY(INT), o OBJECT(b INT, a DATE));

CREATE STREAM s ON TABLE t;

INSERT INTO t SELECT 1, [1]::ARRAY(INT), {'b': 1, 'a': '2024-02-03'}::OBJECT(b INT, a DATE);

SELECT id, a, o, o:a AS d, METADATA$ACTION AS action FROM s;
----
ID | A | O | D | ACTION
1 | [1] | {"b":1,"a":"2024-02-03"} | 2024-02-03 | INSERT

CREATE TABLE sink AS SELECT a, o FROM s;

DESCRIBE TABLE sink;
----
name | type | ...
A | ARRAY(NUMBER(38,0)) | ...
O | OBJECT(b NUMBER(38,0), a DATE) | ...

CREATE WAREHOUSE IF NOT EXISTS structured_wh;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = structured_wh AS SELECT a FROM t;
----
error 001420 (0A000)

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = structured_wh AS SELECT [id]::ARRAY(INT) AS a FROM t;
----
error 001420 (0A000)

CREATE STAGE st;

CREATE EXTERNAL TABLE e (a ARRAY(INT) AS (VALUE:a::ARRAY(INT))) LOCATION = @st FILE_FORMAT = (TYPE = JSON);
----
error

COPY INTO @st/in.json FROM (SELECT OBJECT_CONSTRUCT('ID', 2, 'A', [5, '6'], 'O', {'b': 1, 'a': '2024-02-03'}) AS v) FILE_FORMAT = (TYPE = JSON COMPRESSION = NONE) SINGLE = TRUE;

COPY INTO t FROM @st/in.json FILE_FORMAT = (TYPE = JSON) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE;

SELECT * FROM t ORDER BY id;
----
ID | A | O
1 | [1] | {"b":1,"a":"2024-02-03"}
2 | [5,6] | {"b":1,"a":"2024-02-03"}

COPY INTO t (id, a) FROM (SELECT 3, $1:A::ARRAY(INT) FROM @st/in.json) FILE_FORMAT = (TYPE = JSON) FORCE = TRUE;

SELECT a FROM t WHERE id = 3;
----
A
[5,6]
