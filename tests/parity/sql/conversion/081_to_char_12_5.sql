-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 81

SELECT TO_CHAR(12.5);
----
*
12.5
