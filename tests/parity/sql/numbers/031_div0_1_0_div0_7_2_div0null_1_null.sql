-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 31

SELECT DIV0(1,0), DIV0(7,2), DIV0NULL(1,NULL);
----
* | * | *
0.000000 | 3.500000 | 0.000000
