-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 219

SELECT '2024-01-15 10:20:30'::TIMESTAMP::VARCHAR;
----
*
2024-01-15 10:20:30.000
