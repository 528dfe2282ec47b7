-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 485

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

CREATE TABLE s (id INT, v VARCHAR);

INSERT INTO s VALUES (1,'x'),(9,'y');

UPDATE t SET v=s.v FROM s WHERE t.id=s.id;

SELECT v FROM t WHERE id=1;
----
*
x
