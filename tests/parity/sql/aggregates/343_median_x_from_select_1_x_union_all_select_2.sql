-- source: Snowflake SQL reference, aggregates (unconfirmed)
-- case: sql-cases.tsv 343

SELECT MEDIAN(x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4);
----
*
~2\.50*
