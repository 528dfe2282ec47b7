-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 225

SELECT TO_DATE('2024/01/15');
----
error
