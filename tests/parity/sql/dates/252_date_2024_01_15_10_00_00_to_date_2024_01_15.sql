-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 252

SELECT DATE('2024-01-15 10:00:00'), TO_DATE('2024-01-15 10:00:00'::TIMESTAMP);
----
* | *
2024-01-15 | 2024-01-15
