-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 222

SELECT TO_DATE('01/15/2024'), '17-DEC-1980'::DATE;
----
* | *
2024-01-15 | 1980-12-17
