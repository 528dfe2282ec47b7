-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 477

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

INSERT INTO t VALUES (4,'d');
----
number of rows inserted
1
