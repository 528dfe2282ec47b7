-- source: Snowflake SQL reference, ALTER TABLE, "Working with temporary and transient tables": a temporary table is altered as any other, and is the session's own under its new name
-- case: found case 607

CREATE TABLE t AS SELECT 9 AS k;

CREATE TEMPORARY TABLE tt (a INT, b VARCHAR);

INSERT INTO tt VALUES (1, 'x');

ALTER TABLE tt ADD COLUMN c INT DEFAULT 5, d FLOAT;
----
status
Statement executed successfully.

ALTER TABLE tt DROP COLUMN b;

ALTER TABLE tt RENAME COLUMN a TO one;

ALTER TABLE tt ALTER COLUMN one SET NOT NULL, d COMMENT 'a share';

SELECT * FROM tt;
----
ONE | C | D
1 | 5 | NULL

INSERT INTO tt (c) VALUES (1);
----
error 100072 (22000)

ALTER TABLE tt ADD e INT, c INT, IF NOT EXISTS d INT;
----
error 001430 (42601)

SELECT * FROM tt;
----
ONE | C | D
1 | 5 | NULL

ALTER TABLE tt RENAME TO t;

SELECT * FROM t;
----
ONE | C | D
1 | 5 | NULL

DROP TABLE t;

SELECT * FROM t;
----
K
9

CREATE TEMPORARY TABLE u (x INT);

CREATE TEMPORARY TABLE v (y INT);

ALTER TABLE u RENAME TO v;
----
error 002002 (42710)

ALTER TABLE u SWAP WITH t;
----
error 000002 (0A000)
