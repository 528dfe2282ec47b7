-- source: Snowflake documentation, "Identifier requirements", "SELECT", "PIVOT", "UNPIVOT", "WITH", "FLATTEN", "JOIN", "INSERT (multi-table)"
-- case: found case 582

CREATE TABLE t ("a" INT, a INT, k VARCHAR);

INSERT INTO t VALUES (1, 10, 'x'), (2, 20, 'y'), (1, 30, 'x');

SELECT "a" AS a, a AS "a" FROM (SELECT a AS "a", "a" AS a FROM t) ORDER BY "a", a;
----
A | a
10 | 1
30 | 1
20 | 2

WITH q ("n", n) AS (SELECT a, "a" FROM t), "q" AS (SELECT 'other' AS n) SELECT q."n", q.n, "q".n AS o FROM q, "q" ORDER BY 1;
----
n | N | O
10 | 1 | other
20 | 2 | other
30 | 1 | other

SELECT x."a", "x".a FROM t x JOIN t "x" ON x."a" = "x"."a" AND x.a < "x".a;
----
a | A
1 | 30

SELECT "a", SUM(a) AS a FROM t GROUP BY "a" HAVING SUM(a) > 20 ORDER BY a;
----
a | A
1 | 40

SELECT "a", a FROM t WHERE "a" = 1 QUALIFY ROW_NUMBER() OVER (PARTITION BY "a" ORDER BY a DESC) = 1;
----
a | A
1 | 30

SELECT "a" + a AS s FROM t GROUP BY "a";
----
error 000979 (42601)

SELECT * FROM (SELECT "a", a, k FROM t) PIVOT (SUM(a) FOR k IN ('x' AS "p", 'y' AS p)) ORDER BY "a";
----
a | p | P
1 | 40 | NULL
2 | NULL | 20

SELECT * FROM (SELECT "a", a FROM t WHERE a = 20) UNPIVOT ("v" FOR v IN ("a", a)) ORDER BY "v";
----
V | v
a | 2
A | 20

SELECT t."a", f.value AS "A", f."value" FROM t, LATERAL FLATTEN(INPUT => ARRAY_CONSTRUCT(a)) f (seq, key, path, index, value, "value") WHERE k = 'y';
----
a | A | value
2 | 20 | *

SELECT * EXCLUDE ("a", k) RENAME a AS "a" FROM t ORDER BY "a";
----
a
10
20
30

SELECT OBJECT_CONSTRUCT(* EXCLUDE k) = PARSE_JSON('{"A": 20, "a": 2}') AS same FROM t WHERE k = 'y';
----
SAME
TRUE

SELECT "a", a FROM t JOIN (SELECT 20 AS a, 2 AS "a") USING (a, "a");
----
a | A
2 | 20

SELECT "a", a FROM t UNION ALL BY NAME SELECT 1 AS a, 5 AS "a" ORDER BY a;
----
a | A
5 | 1
1 | 10
2 | 20
1 | 30

CREATE TABLE one ("a" INT, a INT);

INSERT ALL WHEN "a" = 1 THEN INTO one ("a", a) VALUES (a, "a") ELSE INTO one SELECT "a", a FROM t;

SELECT "a", a FROM one ORDER BY 1, 2;
----
a | A
2 | 20
10 | 1
30 | 1

SELECT "a" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) WHERE a = 20;
----
a
2

CREATE FUNCTION f () RETURNS TABLE ("n" INT, n INT) LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'Rows' AS $$
class Rows:
    def process(self):
        yield (1, 2)
$$;

SELECT n, "n" FROM TABLE(f());
----
N | n
2 | 1

CREATE FUNCTION g ("n" INT, n INT) RETURNS INT AS $$ "n" * 10 + n $$;

SELECT g(1, 2) AS found;
----
FOUND
12
