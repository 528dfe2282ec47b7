-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 55

SELECT TO_NUMBER('12.3456',10,2);
----
*
12.35
