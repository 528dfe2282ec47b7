-- source: Snowflake documentation, "ROW_NUMBER", "Window function syntax and usage", "QUALIFY", "LIMIT / FETCH", "GENERATOR", "ASOF JOIN"
-- case: found case 381

CREATE TABLE t (a INT, b INT);

INSERT INTO t VALUES (1, 10), (1, 10), (2, 30);

SELECT ROW_NUMBER() OVER () FROM t;
----
error: Window function type [ROW_NUMBER] requires ORDER BY in window specification.

SELECT RANK() OVER (PARTITION BY a) FROM t;
----
error: Window function type [RANK] requires ORDER BY in window specification.

SELECT LAG(b) OVER (PARTITION BY a) FROM t;
----
error: Window function type [LAG] requires ORDER BY in window specification.

SELECT FIRST_VALUE(b) OVER () FROM t;
----
error: Window function type [FIRST_VALUE] requires ORDER BY in window specification.

SELECT COUNT(DISTINCT b) OVER (ORDER BY a) FROM t;
----
error: distinct cannot be used with a window frame or an order

SELECT a, COUNT(DISTINCT b) OVER (PARTITION BY a) AS n FROM t;
----
A | N
1 | 1
1 | 1
2 | 1

SELECT SUM(b) OVER (ORDER BY a GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t;
----
error: GROUPS or EXCLUDE in a window frame

SELECT a FROM t QUALIFY a > 1;
----
error: QUALIFY requires a window function

SELECT a FROM t LIMIT -1;
----
error: Invalid row count '-1' in limit clause

SELECT a FROM t LIMIT a;
----
error: Invalid row count 'A' in limit clause

SELECT COUNT(*) AS n FROM TABLE(GENERATOR());
----
N
0

SELECT COUNT(*) AS n FROM TABLE(GENERATOR(ROWCOUNT => NULL));
----
N
0

SELECT COUNT(*) AS n FROM TABLE(GENERATOR(ROWCOUNT => 3, TIMELIMIT => 60));
----
N
3

SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => -1));
----
error: invalid value [-1] for parameter 'ROWCOUNT'

SELECT * FROM t ASOF JOIN t AS u MATCH_CONDITION (t.b >= u.b) ON t.a > u.a;
----
error 010010 (42601): T.A > U.A is invalid.

SELECT * FROM TABLE(FLATTEN(INPUT => NULL));
----
SEQ | KEY | PATH | INDEX | VALUE | THIS

SELECT f.key, f.index, f.value FROM TABLE(FLATTEN(INPUT => NULL, OUTER => TRUE)) AS f;
----
KEY | INDEX | VALUE
NULL | NULL | NULL

SELECT COUNT(*) FROM t SAMPLE (101);
----
error: invalid value [101] for parameter 'SAMPLE'

SELECT COUNT(*) FROM t SAMPLE (1000001 ROWS);
----
error: invalid value [1000001] for parameter 'SAMPLE'

SELECT COUNT(*) AS n FROM t SAMPLE (0);
----
N
0
