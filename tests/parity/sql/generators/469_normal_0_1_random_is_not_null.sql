-- source: Snowflake SQL reference, generators, random, hash
-- case: sql-cases.tsv 469

SELECT NORMAL(0,1,RANDOM()) IS NOT NULL;
----
*
TRUE
