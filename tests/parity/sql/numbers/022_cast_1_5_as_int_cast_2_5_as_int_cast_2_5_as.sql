-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 22

SELECT CAST(1.5 AS INT), CAST(2.5 AS INT), CAST(-2.5 AS INT);
----
* | * | *
2 | 3 | -3
