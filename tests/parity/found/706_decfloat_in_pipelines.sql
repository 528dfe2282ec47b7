-- source: Snowflake documentation, "Numeric data types", DECFLOAT (limitations: languages other than SQL, clustering keys); streams, dynamic tables, tasks of SQL and policies take a column of any type
-- case: found case 706

CREATE TABLE readings (id INT, d DECFLOAT);

INSERT INTO readings VALUES (1, 1.5), (2, DECFLOAT '1e100'), (3, -7);

CREATE STREAM changes ON TABLE readings;

CREATE WAREHOUSE decfloat_wh;

CREATE DYNAMIC TABLE totals TARGET_LAG = '1 hour' WAREHOUSE = decfloat_wh REFRESH_MODE = INCREMENTAL AS SELECT id % 2 AS k, SUM(d) AS total, MIN(d) AS least, COUNT(*) AS n FROM readings GROUP BY k;

CREATE DYNAMIC TABLE doubled TARGET_LAG = '1 hour' WAREHOUSE = decfloat_wh REFRESH_MODE = INCREMENTAL AS SELECT id, d * 2 + DECFLOAT '0.5' AS v FROM readings WHERE d < 1000;

SELECT k, total::VARCHAR AS total, least::VARCHAR AS least, n FROM totals ORDER BY k;
----
K | TOTAL | LEAST | N
0 | 1e100 | 1e100 | 1
1 | -5.5 | -7 | 2

UPDATE readings SET d = d + 1 WHERE id = 1;

DELETE FROM readings WHERE id = 3;

INSERT INTO readings VALUES (4, 4);

SELECT id, d, METADATA$ACTION AS action, METADATA$ISUPDATE AS is_update FROM changes ORDER BY id, action;
----
ID | D | ACTION | IS_UPDATE
1 | 1.5 | DELETE | TRUE
1 | 2.5 | INSERT | TRUE
3 | -7 | DELETE | FALSE
4 | 4 | INSERT | FALSE

ALTER DYNAMIC TABLE totals REFRESH;

ALTER DYNAMIC TABLE doubled REFRESH;

SELECT k, total::VARCHAR AS total, least::VARCHAR AS least, n FROM totals ORDER BY k;
----
K | TOTAL | LEAST | N
0 | 1e100 | 4 | 2
1 | 2.5 | 2.5 | 1

SELECT id, v FROM doubled ORDER BY id;
----
ID | V
1 | 5.5
4 | 8.5

MERGE INTO readings USING (SELECT 4 AS id, DECFLOAT '9' AS d) x ON readings.d = 4 AND readings.id = x.id WHEN MATCHED THEN UPDATE SET d = x.d WHEN NOT MATCHED THEN INSERT (id, d) VALUES (x.id, x.d);
----
number of rows inserted | number of rows updated
0 | 1

CREATE FUNCTION shifted(x DECFLOAT) RETURNS DECFLOAT AS 'SELECT DECFLOAT ''1.23e-2'' + x';

SELECT shifted(DECFLOAT '1.02') AS a, shifted(1) AS b, shifted('2') AS c;
----
A | B | C
1.0323 | 1.0123 | 2.0123

CREATE FUNCTION by_block(x DECFLOAT) RETURNS DECFLOAT AS 'BEGIN LET y := x + 1; RETURN y * -2; END';

SELECT by_block(DECFLOAT '1.5') AS a, by_block(NULL) AS b;
----
A | B
-5 | NULL

DECLARE total DECFLOAT := 0; c CURSOR FOR SELECT d FROM readings WHERE d < 1000; BEGIN FOR r IN c DO total := total + r.d; END FOR; INSERT INTO readings VALUES (100, :total); RETURN total; END;
----
anonymous block
11.5

SELECT d FROM readings WHERE id = 100;
----
D
11.5

CREATE PROCEDURE listed() RETURNS TABLE (d DECFLOAT) LANGUAGE SQL AS 'DECLARE r RESULTSET DEFAULT (SELECT d FROM readings WHERE d < 1000 ORDER BY d); BEGIN RETURN TABLE(r); END';

CALL listed();
----
D
2.5
9
11.5

CREATE MASKING POLICY hidden AS (v DECFLOAT) RETURNS DECFLOAT -> v * 0;

ALTER TABLE readings MODIFY COLUMN d SET MASKING POLICY hidden;

SELECT SUM(d) AS nothing FROM readings;
----
NOTHING
0

CREATE FUNCTION elsewhere(x DECFLOAT) RETURNS FLOAT LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'f' AS 'def f(x): return 1';
----
error: Unsupported data type 'DECFLOAT(38)'.

CREATE FUNCTION elsewhere(x FLOAT) RETURNS DECFLOAT LANGUAGE JAVASCRIPT AS 'return 1';
----
error: Unsupported data type 'DECFLOAT(38)'.

CREATE TABLE clustered (d DECFLOAT) CLUSTER BY (d);
----
error 000002 (0A000)

CREATE STAGE files;

COPY INTO @files/readings.csv FROM (SELECT column1, column2::DECFLOAT FROM VALUES (1, '1.5'), (2, '1e100'), (3, NULL)) FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE) SINGLE = TRUE;

SELECT $1 AS id, $2 AS d FROM @files/readings.csv ORDER BY id;
----
ID | D
1 | 1.5
2 | 1e100
3 | NULL

CREATE TABLE loaded (id INT, d DECFLOAT);

COPY INTO loaded FROM @files/readings.csv;

SELECT id, d::VARCHAR AS d FROM loaded ORDER BY d;
----
ID | D
1 | 1.5
2 | 1e100
3 | NULL
