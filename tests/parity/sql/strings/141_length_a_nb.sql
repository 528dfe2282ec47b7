-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 141

SELECT LENGTH('a\nb');
----
*
3
