-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 139

SELECT LENGTH(UUID_STRING());
----
*
36
