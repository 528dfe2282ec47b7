-- source: Snowflake SQL reference, generators, random, hash
-- case: sql-cases.tsv 468

SELECT UNIFORM(0::FLOAT,1::FLOAT,RANDOM()) BETWEEN 0 AND 1;
----
*
TRUE
