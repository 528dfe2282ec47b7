-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 359

SELECT ARRAY_AGG(x) WITHIN GROUP (ORDER BY x) FROM (SELECT 1 x UNION ALL SELECT NULL UNION ALL SELECT 2);
----
*
[1,2]
