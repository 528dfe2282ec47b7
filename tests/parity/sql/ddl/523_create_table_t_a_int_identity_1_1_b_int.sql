-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 523

CREATE TABLE t (a INT IDENTITY(1,1), b INT);

INSERT INTO t (b) VALUES (1);

SELECT a FROM t;
----
*
1
