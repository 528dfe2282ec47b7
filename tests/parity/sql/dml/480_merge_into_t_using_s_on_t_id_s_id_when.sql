-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 480

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

CREATE TABLE s (id INT, v VARCHAR);

INSERT INTO s VALUES (1,'x'),(9,'y');

MERGE INTO t USING s ON t.id=s.id WHEN MATCHED THEN UPDATE SET v=s.v WHEN NOT MATCHED THEN INSERT (id,v) VALUES (s.id,s.v);
----
number of rows inserted | number of rows updated
1 | 1
