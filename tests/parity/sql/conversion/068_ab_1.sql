-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 68

SELECT 'ab' = 1;
----
error 100038 (22018): Numeric value 'ab' is not recognized
