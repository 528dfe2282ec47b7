-- source: Snowflake SQL reference, generators, random, hash
-- case: sql-cases.tsv 472

SELECT ZIPF(1,10,RANDOM()) BETWEEN 1 AND 10;
----
*
TRUE
