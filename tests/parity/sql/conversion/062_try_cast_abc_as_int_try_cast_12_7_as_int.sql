-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 62

SELECT TRY_CAST('abc' AS INT), TRY_CAST('12.7' AS INT);
----
* | *
NULL | 13
