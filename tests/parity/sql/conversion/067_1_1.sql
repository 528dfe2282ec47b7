-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 67

SELECT 1 = '1';
----
*
TRUE
