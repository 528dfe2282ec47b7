-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 29

SELECT CEIL(1.234,1), FLOOR(-1.25,1);
----
* | *
1.3 | -1.3
