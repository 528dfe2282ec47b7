-- source: Snowflake documentation, "GROUP BY" and "ORDER BY": clauses after GROUP BY may use what it groups by
-- case: found case 415

CREATE TABLE t (d TIMESTAMP_NTZ, a NUMBER(10,2));

INSERT INTO t VALUES ('2026-01-05', 1), ('2026-02-06', 5), ('2025-02-01', 2);

SELECT DAYNAME(d) AS w, SUM(a) AS s FROM t GROUP BY DAYNAME(d), DAYOFWEEKISO(d) ORDER BY DAYOFWEEKISO(d);
----
W | S
Mon | 1.00
Fri | 5.00
Sat | 2.00

SELECT YEAR(d) AS y, MONTH(d) AS m, SUM(a) AS s FROM t GROUP BY YEAR(d), MONTH(d) ORDER BY YEAR(d), MONTH(d);
----
Y | M | S
2025 | 2 | 2.00
2026 | 1 | 1.00
2026 | 2 | 5.00

SELECT MONTH(d) + 1 AS n, SUM(a) AS s FROM t GROUP BY MONTH(d) HAVING MONTH(d) > 1 ORDER BY MONTH(d);
----
N | S
3 | 7.00

SELECT MONTH(d) AS m, SUM(a) AS s FROM t GROUP BY 1 ORDER BY MONTH(d) DESC;
----
M | S
2 | 7.00
1 | 1.00

SELECT a % 2 AS rest, COUNT(*) AS n FROM t GROUP BY ALL ORDER BY a % 2 DESC;
----
REST | N
1.00 | 2
0.00 | 1

SELECT MONTH(d) AS m, SUM(a) AS s FROM t GROUP BY MONTH(d) QUALIFY RANK() OVER (ORDER BY MONTH(d)) = 1;
----
M | S
1 | 1.00

SELECT MONTH(d) AS m, GROUPING(MONTH(d)) AS g, SUM(a) AS s FROM t GROUP BY ROLLUP (MONTH(d)) ORDER BY MONTH(d);
----
M | G | S
1 | 0 | 1.00
2 | 0 | 7.00
NULL | 1 | 8.00
