-- source: Snowflake SQL reference, "INSERT (multi-table)": DEFAULT in VALUES, OVERWRITE
-- case: found case 166

CREATE TABLE t1 (n1 INT, n2 INT, n3 INT DEFAULT 7);

CREATE TABLE t2 (n1 INT, n2 INT, n3 INT);

CREATE TABLE src (n1 INT, n2 INT, n3 INT) AS SELECT * FROM VALUES (1, 10, 100), (150, 2, 3);

INSERT ALL INTO t1 INTO t1 (n1, n2, n3) VALUES (n2, n1, DEFAULT) INTO t2 (n3, n2, n1) SELECT n1, n2, n3 FROM src;

SELECT * FROM t1 ORDER BY n1, n2;
----
N1 | N2 | N3
1 | 10 | 100
2 | 150 | 7
10 | 1 | 7
150 | 2 | 3

INSERT OVERWRITE ALL WHEN n1 > 100 THEN INTO t1 WHEN n1 > 10 THEN INTO t1 INTO t2 ELSE INTO t2 SELECT n1, n2, n3 FROM src;

SELECT * FROM t1;
----
N1 | N2 | N3
150 | 2 | 3
150 | 2 | 3

SELECT * FROM t2 ORDER BY n1;
----
N1 | N2 | N3
1 | 10 | 100
150 | 2 | 3

SELECT LISTAGG(DISTINCT n1, '|') WITHIN GROUP (ORDER BY n1) AS l FROM (SELECT column1 AS n1 FROM VALUES (2), (10), (2));
----
L
2|10

SELECT '2024-01-01'::DATE - INTERVAL '1 year, 3 quarters, 4 months, 5 weeks, 6 days' AS d;
----
D
2021-10-21
