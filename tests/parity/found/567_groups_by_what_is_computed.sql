-- source: Snowflake SQL reference, GROUP BY: a grouping expression may stand in every clause after it, and inside windows
-- case: found case 567

CREATE TABLE t (id INT, d DATE, s VARCHAR);

INSERT INTO t VALUES (1, '2024-01-03', '4'), (2, '2024-02-01', '9'), (4, '2025-01-09', '4');

SELECT MOD(id, 3) AS m, COUNT(*) AS n FROM t GROUP BY MOD(id, 3) HAVING MOD(id, 3) = 1;
----
M | N
1 | 2

SELECT id % 3 + 1 AS m, SUM(id) AS total FROM t GROUP BY id % 3 ORDER BY id % 3 DESC;
----
M | TOTAL
3 | 2
2 | 5

SELECT id % 3 AS m, COUNT(*) AS n FROM t GROUP BY m HAVING m > 1;
----
M | N
2 | 1

SELECT YEAR(d) AS y, COUNT(*) AS n, ROW_NUMBER() OVER (ORDER BY YEAR(d) DESC) AS place FROM t GROUP BY 1 ORDER BY place;
----
Y | N | PLACE
2025 | 1 | 1
2024 | 2 | 2

SELECT TO_NUMBER(s) AS k, SUM(id) AS total, LAG(SUM(id)) OVER (ORDER BY TO_NUMBER(s)) AS before FROM t GROUP BY TO_NUMBER(s) ORDER BY k;
----
K | TOTAL | BEFORE
4 | 5 | NULL
9 | 2 | 5

SELECT SQRT(s) AS k FROM t GROUP BY ALL QUALIFY RANK() OVER (ORDER BY SQRT(s) DESC) = 1;
----
K
3

SELECT id, COUNT(*) AS n FROM t GROUP BY id % 3;
----
error 000979 (42601)

SELECT id + SUM(id) AS n FROM t GROUP BY ALL;
----
error 000979 (42601)

SELECT COUNT(*) AS n FROM t WHERE id > 9 GROUP BY ALL;
----
N
0

SELECT id, ROW_NUMBER() OVER (ORDER BY id DESC) AS place FROM t GROUP BY ALL ORDER BY id;
----
ID | PLACE
1 | 3
2 | 2
4 | 1
