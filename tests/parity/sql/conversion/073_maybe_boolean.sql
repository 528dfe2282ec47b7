-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 73

SELECT 'maybe'::BOOLEAN;
----
error 100037: Boolean value 'maybe' is not recognized
