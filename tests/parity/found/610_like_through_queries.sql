-- source: Snowflake SQL reference, LIKE, CONTAINS, IN: a comparison with NULL is NULL, through whatever query the value comes
-- case: found case 610

CREATE TABLE t AS SELECT column1 AS k, column2 AS s FROM VALUES (1, 'ga'), (2, 'gb'), (3, 'gc');

CREATE VIEW plain AS SELECT k AS n, s AS text FROM t;

CREATE VIEW nulled AS WITH c AS (SELECT k, NULLIF(s, 'ga') AS s FROM t) SELECT c.s FROM c;

CREATE VIEW both_kinds AS SELECT s FROM t UNION ALL SELECT s FROM nulled;

SELECT (SELECT COUNT(*) FROM plain WHERE text LIKE 'g%') AS a, (SELECT COUNT(*) FROM nulled WHERE s LIKE 'g%') AS b, (SELECT COUNT(*) FROM both_kinds WHERE s LIKE 'g%') AS c, (SELECT COUNT(*) FROM both_kinds WHERE NOT CONTAINS(s, 'x')) AS d;
----
A | B | C | D
3 | 2 | 5 | 5

WITH c AS (SELECT s FROM t) SELECT COUNT(*) AS n FROM (SELECT nulled.s FROM nulled, c) WHERE s LIKE 'g%';
----
N
6

WITH c AS (SELECT NULLIF(s, 'ga') AS s FROM t) SELECT COUNT(*) AS n FROM (SELECT s FROM c GROUP BY s) WHERE s IN ('ga', 'gb', 'gc');
----
N
2

SELECT COUNT(*) AS n FROM (SELECT a.s FROM t b LEFT JOIN t a ON a.k = b.k AND a.k = 1) WHERE s LIKE 'g%';
----
N
1

WITH RECURSIVE r (n, s) AS (SELECT 1, s FROM t UNION ALL SELECT n + 1, NULLIF(s, 'ga') FROM r WHERE n < 2) SELECT COUNT(*) AS n FROM r WHERE s LIKE 'g%';
----
N
5

SELECT COUNT(*) AS n FROM (SELECT * FROM plain UNPIVOT (v FOR c IN (text))) WHERE v LIKE 'g%';
----
N
3
