-- source: Snowflake SQL reference, generators, random, hash
-- case: sql-cases.tsv 466

SELECT DATEADD(day, SEQ4(), '2024-01-01'::DATE) FROM TABLE(GENERATOR(ROWCOUNT => 2));
----
*
2024-01-01
2024-01-02
