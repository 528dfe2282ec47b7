-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 458

SELECT COUNT(*) FROM (SELECT 1 AS a GROUP BY 1);
----
*
1
