-- source: "Table schema evolution", "COPY INTO <table>", "DESCRIBE TABLE"
-- case: found case 141

CREATE STAGE st;

COPY INTO @st/a/ FROM (SELECT 1 AS a, 'x' AS z) FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE;

CREATE TABLE t (a NUMBER, b VARCHAR NOT NULL) ENABLE_SCHEMA_EVOLUTION = TRUE;

INSERT INTO t VALUES (0, 'b');

COPY INTO t FROM @st/a/ FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE;

SELECT * FROM t ORDER BY a;
----
A | B | Z
0 | b | NULL
1 | NULL | x

DESCRIBE TABLE t ->> SELECT "name", "null?", PARSE_JSON("schema evolution record"):evolutionType::VARCHAR AS done FROM $1;
----
name | null? | DONE
A | Y | NULL
B | Y | DROP_NOT_NULL
Z | Y | ADD_COLUMN
