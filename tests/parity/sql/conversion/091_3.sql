-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 91

SELECT -'3';
----
*
-3
