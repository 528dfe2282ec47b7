-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 75

SELECT TRUE::VARCHAR;
----
*
true
