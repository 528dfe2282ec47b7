-- source: Snowflake SQL reference, ORDER BY, "Parameters" (DEFAULT_NULL_ORDERING): where NULLs come when an order does not say it
-- case: found case 793

ALTER SESSION SET DEFAULT_NULL_ORDERING = 'FIRST';
----
status
Statement executed successfully.

SELECT column1 AS n, ROW_NUMBER() OVER (ORDER BY column1) AS up, ROW_NUMBER() OVER (ORDER BY column1 DESC) AS down, ROW_NUMBER() OVER (ORDER BY column1 NULLS LAST) AS said FROM VALUES (1), (NULL), (2) ORDER BY n;
----
N | UP | DOWN | SAID
NULL | 1 | 3 | 3
1 | 2 | 2 | 1
2 | 3 | 1 | 2

SELECT column1 AS n FROM VALUES (1), (NULL), (2) ORDER BY ALL DESC;
----
N
2
1
NULL

SELECT column1 AS n FROM VALUES (1), (NULL), (2) ORDER BY n DESC NULLS FIRST LIMIT 2;
----
N
NULL
2

SELECT LISTAGG(column2) WITHIN GROUP (ORDER BY column1) AS l, ARRAY_AGG(column2) WITHIN GROUP (ORDER BY column1 DESC) AS a FROM VALUES (1, 'x'), (NULL, 'y'), (2, 'z');
----
L | A
yxz | ["z","x","y"]

ALTER SESSION SET DEFAULT_NULL_ORDERING = 'MIDDLE';
----
error 001008 (22023)

ALTER SESSION UNSET DEFAULT_NULL_ORDERING;
----
status
Statement executed successfully.

SELECT column1 AS n FROM VALUES (1), (NULL), (2) ORDER BY n;
----
N
1
2
NULL
