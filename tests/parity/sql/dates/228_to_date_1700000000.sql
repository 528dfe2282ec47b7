-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 228

SELECT TO_DATE('1700000000');
----
*
2023-11-14
