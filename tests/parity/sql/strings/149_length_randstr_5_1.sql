-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 149

SELECT LENGTH(RANDSTR(5,1));
----
*
5
