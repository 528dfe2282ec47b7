-- source: Snowflake documentation, "HASH_AGG" (duplicates count, never NULL), "CONVERT_TIMEZONE", "Date and time input and output formats"
-- case: found case 382

CREATE TABLE t (a INT, b INT);

INSERT INTO t VALUES (1, 1), (1, 1), (2, 2);

SELECT HASH_AGG(*) = HASH_AGG(a, b) AS same, HASH_AGG(t.*) IS NULL AS missing FROM t;
----
SAME | MISSING
TRUE | FALSE

SELECT HASH_AGG(a) AS h FROM t WHERE FALSE;
----
H
0

SELECT (SELECT HASH_AGG(a) FROM t WHERE a = 1) = (SELECT HASH_AGG(a) FROM (SELECT 3 AS a UNION ALL SELECT 3)) AS same;
----
SAME
FALSE

SELECT HASH_AGG(DISTINCT a) = (SELECT HASH_AGG(a) FROM (SELECT 2 AS a UNION ALL SELECT 1)) AS same, HASH_AGG(DISTINCT a) = HASH_AGG(a) AS all_ FROM t;
----
SAME | ALL_
TRUE | FALSE

SELECT CONVERT_TIMEZONE('UTC', 'Nowhere/Land', '2024-01-01'::TIMESTAMP_NTZ);
----
error: Unknown time zone: 'Nowhere/Land'

SELECT CONVERT_TIMEZONE('UTC', 'Europe/Berlin', '2024-01-01 10:00 +0100'::TIMESTAMP_TZ);
----
error 001044 (42P13): Invalid argument types for function 'CONVERT_TIMEZONE': (VARCHAR(3), VARCHAR(13), TIMESTAMP_TZ(9))

SELECT TO_TIMESTAMP_NTZ('2024-01-05T10') AS t, TO_TIMESTAMP_NTZ('2024-01-05 09') AS b;
----
T | B
2024-01-05 10:00:00.000 | 2024-01-05 09:00:00.000

SELECT 'a'::VARCHAR(134217728) AS a;
----
A
a

SELECT 'a'::VARCHAR(134217729);
----
error 001008 (22023): Invalid VARCHAR length: 134217729. Must be between 1 and 134217728.

SELECT {'a': NULL}::OBJECT(a GEOGRAPHY);
----
error 000002 (0A000): GEOGRAPHY inside of OBJECT(…)
