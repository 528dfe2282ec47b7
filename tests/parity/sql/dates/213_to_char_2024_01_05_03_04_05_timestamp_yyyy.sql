-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 213

SELECT TO_CHAR('2024-01-05 03:04:05'::TIMESTAMP,'YYYY-MM-DD HH24:MI:SS');
----
*
2024-01-05 03:04:05
