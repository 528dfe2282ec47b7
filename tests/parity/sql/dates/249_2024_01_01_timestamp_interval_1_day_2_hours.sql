-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 249

SELECT '2024-01-01'::TIMESTAMP + INTERVAL '1 day, 2 hours';
----
*
2024-01-02 02:00:00.000
