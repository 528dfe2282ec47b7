-- source: Snowflake SQL reference, conditional
-- case: sql-cases.tsv 266

SELECT REGR_VALX(NULL,2), REGR_VALX(1,2);
----
* | *
NULL | 2
