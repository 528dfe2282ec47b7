-- source: Snowflake documentation, "WHERE", "Joins in the WHERE clause": (+) marks the column of the relation that is filled with NULLs; columns need no relation before them unless they are ambiguous
-- case: found case 637

CREATE TABLE l (a INT, b INT, v ARRAY);

CREATE TABLE r (c INT, d INT);

CREATE TABLE x (c INT, e INT);

INSERT INTO l SELECT 1, 1, [7, 8];

INSERT INTO l SELECT 2, 2, [9];

INSERT INTO r VALUES (1, 10);

INSERT INTO x VALUES (2, 20);

SELECT a, d FROM l, r WHERE a = c(+) ORDER BY a;
----
A | D
1 | 10
2 | NULL

SELECT a, d, e FROM l, r, (SELECT c AS cc, e FROM x) q WHERE a = c(+) AND a = cc(+) AND d(+) > 5 ORDER BY a;
----
A | D | E
1 | 10 | NULL
2 | NULL | 20

SELECT a, f.value::INT AS v, d FROM l, LATERAL FLATTEN(input => l.v) f, r WHERE a = c(+) AND f.index = 0 ORDER BY a;
----
A | V | D
1 | 7 | 10
2 | 9 | NULL

SELECT l.a, e FROM l, r, x WHERE a = r.c(+) AND b = e(+) ORDER BY 1;
----
A | E
1 | NULL
2 | NULL

SELECT a FROM l, r, x WHERE a = c(+);
----
error 002028 (42601): SQL compilation error: error line 1 at position 32
ambiguous column name 'C'

SELECT a FROM l, r WHERE a = zz(+);
----
error 000904 (42000): SQL compilation error: error line 1 at position 29
invalid identifier 'ZZ'
