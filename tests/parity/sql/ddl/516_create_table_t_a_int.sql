-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 516

CREATE TABLE t (a INT);
----
*
Table T successfully created.
