-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 54

SELECT TO_NUMBER('12.3456');
----
*
12
