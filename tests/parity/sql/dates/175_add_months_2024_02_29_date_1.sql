-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 175

SELECT ADD_MONTHS('2024-02-29'::DATE,1);
----
*
2024-03-31
