-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 56

SELECT TO_DECIMAL('98.76546',10,1);
----
*
98.8
