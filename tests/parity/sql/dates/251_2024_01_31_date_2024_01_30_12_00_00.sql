-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 251

SELECT '2024-01-31'::DATE > '2024-01-30 12:00:00'::TIMESTAMP;
----
*
TRUE
