-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 216

SELECT TO_CHAR('2024-01-05 15:04:05.678'::TIMESTAMP,'HH12:MI AM'), TO_CHAR('2024-01-05 15:04:05.678'::TIMESTAMP,'SS.FF3');
----
* | *
03:04 PM | 05.678
