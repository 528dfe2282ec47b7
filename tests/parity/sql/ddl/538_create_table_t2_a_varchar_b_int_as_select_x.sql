-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 538

CREATE TABLE t2 (a VARCHAR, b INT) AS SELECT 'x', 1;

SELECT * FROM t2;
----
* | *
x | 1
