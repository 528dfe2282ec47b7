-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 82

SELECT TO_VARCHAR(NULL);
----
*
NULL
