-- source: Snowflake SQL reference, conditional
-- case: sql-cases.tsv 260

SELECT GREATEST_IGNORE_NULLS(1,NULL,3), LEAST_IGNORE_NULLS(1,NULL);
----
* | *
3 | 1
