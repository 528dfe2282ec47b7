-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 217

SELECT TO_VARCHAR('2024-01-05'::DATE,'DD/MM/YY'), TO_VARCHAR('2024-01-05'::DATE,'YYYYMMDD');
----
* | *
05/01/24 | 20240105
