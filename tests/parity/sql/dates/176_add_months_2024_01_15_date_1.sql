-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 176

SELECT ADD_MONTHS('2024-01-15'::DATE,1);
----
*
2024-02-15
