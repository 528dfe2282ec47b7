-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 479

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

DELETE FROM t WHERE id=1;
----
number of rows deleted
1
