-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 302

SELECT ARRAY_POSITION('b'::VARIANT,ARRAY_CONSTRUCT('a','b'));
----
*
1
