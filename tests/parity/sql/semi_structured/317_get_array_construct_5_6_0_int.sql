-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 317

SELECT GET(ARRAY_CONSTRUCT(5,6),0)::INT;
----
*
5
