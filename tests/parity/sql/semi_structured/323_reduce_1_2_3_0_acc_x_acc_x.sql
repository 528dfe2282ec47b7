-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 323

SELECT REDUCE([1,2,3], 0, (acc, x) -> acc + x);
----
*
6
