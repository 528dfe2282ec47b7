-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 253

SELECT MIN(d) FROM (SELECT '2024-01-01'::DATE d);
----
*
2024-01-01
