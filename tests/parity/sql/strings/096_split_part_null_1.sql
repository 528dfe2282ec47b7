-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 96

SELECT SPLIT_PART(NULL,'.',1);
----
*
NULL
