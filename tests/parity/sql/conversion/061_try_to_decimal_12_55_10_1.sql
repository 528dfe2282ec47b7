-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 61

SELECT TRY_TO_DECIMAL('12.55',10,1);
----
*
12.6
