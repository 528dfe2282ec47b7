-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 48

SELECT 'NaN'::FLOAT = 'NaN'::FLOAT;
----
*
TRUE
