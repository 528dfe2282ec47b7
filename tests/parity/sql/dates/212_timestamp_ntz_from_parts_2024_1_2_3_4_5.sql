-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 212

SELECT TIMESTAMP_NTZ_FROM_PARTS(2024,1,2,3,4,5,500000000);
----
*
2024-01-02 03:04:05.500
