-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 120

SELECT LENGTH(SPACE(3));
----
*
3
