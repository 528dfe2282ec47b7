-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 487

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

UPDATE t a SET a.v='q' WHERE a.id=1;

SELECT v FROM t WHERE id=1;
----
*
q
