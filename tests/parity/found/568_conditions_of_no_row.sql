-- source: Snowflake SQL reference, WHERE: rows for which every condition is true, also one that names no column
-- case: found case 568

CREATE TABLE a AS SELECT column1 AS v FROM VALUES (1), (2);

SELECT COUNT(*) AS n FROM (SELECT * FROM a WHERE v IN (SELECT v FROM a) AND CURRENT_TIMESTAMP() < '2000-01-01') l JOIN a b ON l.v = b.v;
----
N
0

SELECT COUNT(*) AS n FROM (SELECT * FROM a WHERE v IN (SELECT v FROM a) AND CURRENT_TIMESTAMP() > '2000-01-01') l JOIN a b ON l.v = b.v;
----
N
2

SELECT v FROM a GROUP BY v HAVING CURRENT_TIME() < '00:00:00';
----
V
