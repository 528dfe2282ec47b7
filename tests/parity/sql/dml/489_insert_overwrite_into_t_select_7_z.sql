-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 489

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

INSERT OVERWRITE INTO t SELECT 7,'z';

SELECT COUNT(*) FROM t;
----
*
1
