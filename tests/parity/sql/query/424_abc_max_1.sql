-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 424

SELECT 'abc', max(1);
----
'ABC' | MAX(1)
abc | 1
