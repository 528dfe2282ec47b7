-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 86

SELECT TO_VARCHAR(TO_BINARY('Hi','UTF-8'),'UTF-8');
----
*
Hi
