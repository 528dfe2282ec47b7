-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 197

SELECT WEEKOFYEAR('2024-01-01'::DATE), WEEK('2021-01-01'::DATE), WEEKISO('2021-01-01'::DATE);
----
* | * | *
1 | 53 | 53
