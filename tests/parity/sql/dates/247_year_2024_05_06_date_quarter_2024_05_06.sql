-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 247

SELECT YEAR('2024-05-06'::DATE), QUARTER('2024-05-06'::DATE), MONTH('2024-05-06'::DATE), DAY('2024-05-06'::DATE);
----
* | * | * | *
2024 | 2 | 5 | 6
