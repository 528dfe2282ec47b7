-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 510

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

BEGIN TRANSACTION;

INSERT INTO t VALUES (4,'d');

COMMIT;

SELECT COUNT(*) FROM t;
----
*
4
