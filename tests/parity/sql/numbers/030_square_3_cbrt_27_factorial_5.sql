-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 30

SELECT SQUARE(3), CBRT(27), FACTORIAL(5);
----
* | * | *
9 | 3 | 120
