-- source: Snowflake SQL reference, generators, random, hash
-- case: sql-cases.tsv 473

SELECT LENGTH(RANDSTR(8,RANDOM()));
----
*
8
