-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 24

SELECT ROUND(2.5), ROUND(-2.5);
----
* | *
3 | -3
