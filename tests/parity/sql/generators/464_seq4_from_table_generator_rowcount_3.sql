-- source: Snowflake SQL reference, generators, random, hash
-- case: sql-cases.tsv 464

SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 3));
----
*
0
1
2
