-- source: Snowflake SQL reference, generators, random, hash
-- case: sql-cases.tsv 471

SELECT RANDOM(42) = RANDOM(42);
----
*
TRUE
