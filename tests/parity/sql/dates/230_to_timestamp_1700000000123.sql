-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 230

SELECT TO_TIMESTAMP('1700000000123');
----
*
2023-11-14 22:13:20.123
