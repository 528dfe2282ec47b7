-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 488

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

CREATE TABLE s (id INT, v VARCHAR);

INSERT INTO s VALUES (1,'x'),(9,'y');

DELETE FROM t USING s WHERE t.id=s.id;

SELECT COUNT(*) FROM t;
----
*
2
