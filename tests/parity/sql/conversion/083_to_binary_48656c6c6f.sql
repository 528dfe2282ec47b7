-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 83

SELECT TO_BINARY('48656C6C6F');
----
*
48656C6C6F
