-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 301

SELECT ARRAY_CONTAINS('b'::VARIANT,ARRAY_CONSTRUCT('a','b'));
----
*
TRUE
