-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 211

SELECT TIMESTAMP_FROM_PARTS(2024,1,2,3,4,5);
----
*
2024-01-02 03:04:05.000
