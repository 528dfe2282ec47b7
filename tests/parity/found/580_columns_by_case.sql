-- source: Snowflake documentation, "Identifier requirements" (double-quoted identifiers are case-sensitive: "a" and A are two names), "CREATE TABLE", "ALTER TABLE", "INSERT", "UPDATE", "MERGE"
-- case: found case 580

CREATE TABLE t ("a" INT, a INT, "a b" INT);

INSERT INTO t VALUES (1, 10, 100), (2, 20, 200);

INSERT INTO t (a, "a") VALUES (30, 3);

SELECT * FROM t ORDER BY a;
----
a | A | a b
1 | 10 | 100
2 | 20 | 200
3 | 30 | NULL

UPDATE t SET a = a + "a", "a" = 0 WHERE "a" > 1 AND a < 30;

SELECT "a", a FROM t ORDER BY a;
----
a | A
1 | 10
0 | 22
3 | 30

DELETE FROM t WHERE "a" = 0;

ALTER TABLE t ADD COLUMN "b" INT DEFAULT 5, b VARCHAR DEFAULT 'x';

ALTER TABLE t RENAME COLUMN "a b" TO "B c";

SELECT * FROM t ORDER BY a;
----
a | A | B c | b | B
1 | 10 | 100 | 5 | x
3 | 30 | NULL | 5 | x

ALTER TABLE t ADD COLUMN a INT;
----
error 001430 (42601): column 'A' already exists

ALTER TABLE t RENAME COLUMN "b" TO b;
----
error 002025 (42S21): duplicate column name 'B'

CREATE TABLE d (a INT, "A" INT);
----
error 002025 (42S21): duplicate column name 'A'

ALTER TABLE t DROP COLUMN "a";

ALTER TABLE t RENAME COLUMN a TO "a";

SELECT * FROM t ORDER BY "a";
----
a | B c | b | B
10 | 100 | 5 | x
30 | NULL | 5 | x

SELECT a FROM t;
----
error 000904 (42000): invalid identifier 'A'

CREATE TABLE s LIKE t;

MERGE INTO s USING t ON s."a" = t."a" WHEN NOT MATCHED THEN INSERT ("a", b, "b") VALUES (t."a", t.b, t."b");

MERGE INTO s USING (SELECT 10 AS "a", 'y' AS b) q ON s."a" = q."a" WHEN MATCHED THEN UPDATE SET b = q.b;

SELECT "a", "b", b FROM s ORDER BY "a";
----
a | b | B
10 | 5 | y
30 | 5 | x

CREATE TABLE r (rowid INT, "rowid" INT);

INSERT INTO r VALUES (1, 1), (1, 2);

DELETE FROM r WHERE "rowid" = 2;

SELECT * FROM r;
----
ROWID | rowid
1 | 1
