-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 218

SELECT TO_VARCHAR('2024-01-05'::DATE,'YYYY"Q"');
----
*
2024Q
