-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 246

SELECT HOUR('2024-01-01 10:20:30'::TIMESTAMP), MINUTE('2024-01-01 10:20:30'::TIMESTAMP), SECOND('2024-01-01 10:20:30'::TIMESTAMP);
----
* | * | *
10 | 20 | 30
