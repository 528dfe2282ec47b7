-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 187

SELECT '2024-03-01'::DATE - '2024-02-01'::DATE;
----
*
29
