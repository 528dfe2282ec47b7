-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 454

SELECT 1 // comment
;
----
*
1
