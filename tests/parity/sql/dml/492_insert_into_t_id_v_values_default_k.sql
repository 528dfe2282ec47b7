-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 492

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

INSERT INTO t (id, v) VALUES (DEFAULT, 'k');

SELECT COUNT(*) FROM t;
----
*
4
