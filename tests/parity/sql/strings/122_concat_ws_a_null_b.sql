-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 122

SELECT CONCAT_WS('-','a',NULL,'b');
----
*
NULL
