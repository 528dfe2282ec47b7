-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 478

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

UPDATE t SET v='z' WHERE id<3;
----
number of rows updated | number of multi-joined rows updated
2 | 0
