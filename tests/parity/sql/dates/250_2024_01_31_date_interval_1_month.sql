-- source: Snowflake SQL reference, "Date & time data types", interval constants
-- case: sql-cases.tsv 250
-- The page adds intervals of days and years to dates; the results are dates.

SELECT '2024-01-31'::DATE + INTERVAL '1 month';
----
*
2024-02-29
