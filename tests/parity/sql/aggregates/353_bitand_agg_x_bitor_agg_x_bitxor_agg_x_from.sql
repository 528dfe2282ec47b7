-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 353

SELECT BITAND_AGG(x), BITOR_AGG(x), BITXOR_AGG(x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4);
----
* | * | *
0 | 7 | 4
