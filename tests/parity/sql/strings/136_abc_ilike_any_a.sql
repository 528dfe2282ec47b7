-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 136

SELECT 'ABC' ILIKE ANY ('a%');
----
*
TRUE
