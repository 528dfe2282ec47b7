-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 322

SELECT FILTER([1,2,3], x -> x > 1), TRANSFORM([1,2], x -> x * 2);
----
* | *
[2,3] | [2,4]
