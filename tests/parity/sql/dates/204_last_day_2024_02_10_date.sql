-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 204

SELECT LAST_DAY('2024-02-10'::DATE);
----
*
2024-02-29
