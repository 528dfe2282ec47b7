-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 179

SELECT DATEDIFF(day,'2024-01-01 23:59:00'::TIMESTAMP,'2024-01-02 00:01:00'::TIMESTAMP);
----
*
1
