-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 34

SELECT BITAND(5,3), BITOR(5,3), BITXOR(5,3), BITSHIFTLEFT(1,3), BITSHIFTRIGHT(8,2), BITNOT(5);
----
* | * | * | * | * | *
1 | 7 | 6 | 8 | 2 | -6
