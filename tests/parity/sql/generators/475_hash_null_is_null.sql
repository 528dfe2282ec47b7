-- source: Snowflake SQL reference, generators, random, hash
-- case: sql-cases.tsv 475

SELECT HASH(NULL) IS NULL;
----
*
FALSE
