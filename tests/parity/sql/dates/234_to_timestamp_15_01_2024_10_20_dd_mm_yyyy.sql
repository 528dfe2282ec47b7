-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 234

SELECT TO_TIMESTAMP('15/01/2024 10:20','DD/MM/YYYY HH24:MI');
----
*
2024-01-15 10:20:00.000
