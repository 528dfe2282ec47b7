-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 94

SELECT SPLIT_PART('11.22.33','.',0), SPLIT_PART('11.22.33','.',1), SPLIT_PART('11.22.33','.',-1), SPLIT_PART('11.22.33','.',4);
----
* | * | * | *
11 | 11 | 33 | ''
