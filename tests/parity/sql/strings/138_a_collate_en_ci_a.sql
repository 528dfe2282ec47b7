-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 138

SELECT 'a' COLLATE 'en-ci' = 'A';
----
*
TRUE
