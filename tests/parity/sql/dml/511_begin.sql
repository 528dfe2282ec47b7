-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 511

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

BEGIN;

INSERT INTO t VALUES (4,'d');

CREATE TABLE z (a INT);

ROLLBACK;

SELECT COUNT(*) FROM t;
----
*
4
