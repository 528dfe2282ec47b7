-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 340

SELECT VECTOR_COSINE_SIMILARITY([1,0]::VECTOR(FLOAT,2),[1,0]::VECTOR(FLOAT,2));
----
*
1
