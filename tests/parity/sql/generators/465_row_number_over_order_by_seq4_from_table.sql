-- source: Snowflake SQL reference, generators, random, hash
-- case: sql-cases.tsv 465

SELECT ROW_NUMBER() OVER (ORDER BY SEQ4()) FROM TABLE(GENERATOR(ROWCOUNT => 2));
----
*
1
2
