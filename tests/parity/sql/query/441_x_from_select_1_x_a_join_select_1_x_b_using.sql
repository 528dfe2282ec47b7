-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 441

SELECT x FROM (SELECT 1 x) a JOIN (SELECT 1 x) b USING (x);
----
*
1
