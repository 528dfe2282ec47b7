-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 226

SELECT TRY_TO_DATE('2024-02-30'), TRY_TO_TIMESTAMP('bad'), TRY_TO_TIME('bad');
----
* | * | *
NULL | NULL | NULL
