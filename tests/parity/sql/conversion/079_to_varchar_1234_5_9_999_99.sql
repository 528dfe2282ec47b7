-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 79

SELECT TO_VARCHAR(1234.5,'9,999.99');
----
*
1,234.5
