-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 490

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

CREATE TABLE s (id INT, v VARCHAR);

INSERT INTO s VALUES (1,'x'),(9,'y');

INSERT ALL INTO t INTO s SELECT 5,'m';

SELECT COUNT(*) FROM s;
----
*
3
