-- source: Snowflake documentation, "SELECT" (DISTINCT, ORDER BY), "Set operators", "GROUPING"
-- case: found case 384

CREATE TABLE t (a INT, b INT);

INSERT INTO t VALUES (1, 2), (1, 1), (3, 0);

SELECT DISTINCT a FROM t ORDER BY b;
----
error 000979 (42601): is not a valid order by expression

SELECT DISTINCT a FROM t ORDER BY a DESC;
----
A
3
1

SELECT DISTINCT a, a + b AS s FROM t ORDER BY a + b, -a;
----
A | S
1 | 2
3 | 3
1 | 3

SELECT DISTINCT t.a AS x FROM t ORDER BY t.a;
----
X
1
3

SELECT a FROM t EXCEPT ALL SELECT 1;
----
error 000002 (0A000): EXCEPT ALL

SELECT a FROM t INTERSECT ALL SELECT 1;
----
error 000002 (0A000): INTERSECT ALL

SELECT a FROM t MINUS SELECT 1;
----
A
3

SELECT GROUPING(b) FROM t GROUP BY a;
----
error 000979 (42601): [B] is not a valid group by expression
