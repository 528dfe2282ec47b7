-- source: Snowflake SQL reference, generators, random, hash
-- case: sql-cases.tsv 463

SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 5));
----
*
5
