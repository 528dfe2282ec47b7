-- source: Snowflake documentation, "Identifier requirements", "Introduction to streams", "CREATE DYNAMIC TABLE", "Understanding Column-level Security"
-- case: found case 583
-- needs: virtual clock

CREATE TABLE t ("a" INT, a INT);

CREATE STREAM st ON TABLE t;

INSERT INTO t VALUES (1, 10), (2, 20);

CREATE VIEW v ("x", x) AS SELECT a, "a" FROM t;

CREATE STREAM sv ON VIEW v;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 day' WAREHOUSE = compute_wh REFRESH_MODE = INCREMENTAL AS SELECT "a", SUM(a) AS a, COUNT(*) AS "A b" FROM t GROUP BY "a";

SELECT "a", a, metadata$action FROM st ORDER BY a;
----
a | A | METADATA$ACTION
1 | 10 | INSERT
2 | 20 | INSERT

CREATE TABLE sink ("a" INT, a INT);

INSERT INTO sink (a, "a") SELECT "a", a FROM st;

UPDATE t SET a = 21 WHERE "a" = 2;

INSERT INTO t VALUES (1, 11);

SELECT "a", a, metadata$action, metadata$isupdate FROM st ORDER BY a;
----
a | A | METADATA$ACTION | METADATA$ISUPDATE
1 | 11 | INSERT | FALSE
2 | 20 | DELETE | TRUE
2 | 21 | INSERT | TRUE

SELECT "x", x, metadata$action FROM sv ORDER BY "x";
----
x | X | METADATA$ACTION
11 | 1 | INSERT
20 | 2 | DELETE
21 | 2 | INSERT

ALTER DYNAMIC TABLE d REFRESH;

SELECT * FROM d ORDER BY "a";
----
a | A | A b
1 | 21 | 2
2 | 21 | 1

SELECT "a", a FROM sink ORDER BY a;
----
a | A
10 | 1
20 | 2

CREATE MASKING POLICY hidden AS (v INT) RETURNS INT -> -1;

ALTER TABLE t MODIFY COLUMN "a" SET MASKING POLICY hidden;

SELECT "a", a FROM t ORDER BY a;
----
a | A
-1 | 10
-1 | 11
-1 | 21

UPDATE t SET a = 12 WHERE a = 11;

ALTER TABLE t MODIFY COLUMN "a" UNSET MASKING POLICY;

CREATE ROW ACCESS POLICY late AS (v INT) RETURNS BOOLEAN -> v > 11;

ALTER TABLE t ADD ROW ACCESS POLICY late ON (a);

SELECT "a", a FROM t ORDER BY a;
----
a | A
1 | 12
2 | 21
