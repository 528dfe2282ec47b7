-- source: "CREATE TABLE", AS (expression); streams, views, dynamic tables and time travel read a virtual column as any other
-- case: found case 17

CREATE TABLE t (a INT, b INT AS (a * 10)) CHANGE_TRACKING = TRUE;

CREATE STREAM s ON TABLE t;

CREATE VIEW v AS SELECT b FROM t WHERE b > 10;

CREATE STREAM sv ON VIEW v;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = COMPUTE_WH REFRESH_MODE = INCREMENTAL AS SELECT b, COUNT(*) AS n FROM t GROUP BY b;

INSERT INTO t VALUES (1), (2), (2);

SELECT a, b, METADATA$ACTION FROM s ORDER BY a;
----
A | B | METADATA$ACTION
1 | 10 | INSERT
2 | 20 | INSERT
2 | 20 | INSERT

SELECT b FROM sv;
----
B
20
20

ALTER DYNAMIC TABLE d REFRESH;

SELECT b, n FROM d ORDER BY b;
----
B | N
10 | 1
20 | 2

DELETE FROM t WHERE a = 1;

ALTER DYNAMIC TABLE d REFRESH;

SELECT b, n FROM d;
----
B | N
20 | 2

SELECT COUNT(*) AS n, MAX(b) AS m FROM t AT (OFFSET => 0);
----
N | M
2 | 20
