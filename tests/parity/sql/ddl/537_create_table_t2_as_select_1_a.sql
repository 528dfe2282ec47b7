-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 537

CREATE TABLE t2 AS SELECT 1 a;

SELECT a FROM t2;
----
*
1
