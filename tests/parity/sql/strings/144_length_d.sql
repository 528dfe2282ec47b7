-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 144

SELECT LENGTH('\\d');
----
*
2
