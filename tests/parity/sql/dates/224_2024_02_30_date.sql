-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 224

SELECT '2024-02-30'::DATE;
----
error 100040 (22007): Date '2024-02-30' is not recognized
