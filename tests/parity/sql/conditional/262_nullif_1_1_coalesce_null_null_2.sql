-- source: Snowflake SQL reference, conditional
-- case: sql-cases.tsv 262

SELECT NULLIF(1,1), COALESCE(NULL,NULL,2);
----
* | *
NULL | 2
