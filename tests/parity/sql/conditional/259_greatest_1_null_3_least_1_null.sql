-- source: Snowflake SQL reference, conditional
-- case: sql-cases.tsv 259

SELECT GREATEST(1,NULL,3), LEAST(1,NULL);
----
* | *
NULL | NULL
