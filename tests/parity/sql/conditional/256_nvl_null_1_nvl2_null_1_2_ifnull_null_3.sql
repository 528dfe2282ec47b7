-- source: Snowflake SQL reference, conditional
-- case: sql-cases.tsv 256

SELECT NVL(NULL,1), NVL2(NULL,1,2), IFNULL(NULL,3);
----
* | * | *
1 | 2 | 3
