-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 121

SELECT CONCAT('a',NULL,'b');
----
*
NULL
