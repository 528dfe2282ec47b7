-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 494

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

TRUNCATE TABLE t;

SELECT COUNT(*) FROM t;
----
*
0
