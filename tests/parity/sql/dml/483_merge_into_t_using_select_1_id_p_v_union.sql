-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 483

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

MERGE INTO t USING (SELECT 1 id,'p' v UNION ALL SELECT 1,'q') s ON t.id=s.id WHEN MATCHED THEN UPDATE SET v=s.v;
----
error 100090 (42P18): Duplicate row detected during DML action
