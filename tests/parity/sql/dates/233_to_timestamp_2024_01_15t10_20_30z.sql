-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 233

SELECT TO_TIMESTAMP('2024-01-15T10:20:30Z');
----
*
2024-01-15 10:20:30.000
