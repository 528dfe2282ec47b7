-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 60

SELECT TRY_TO_NUMBER('abc'), TRY_TO_NUMBER('12.5');
----
* | *
NULL | 13
