-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 620

EXPLAIN USING TEXT SELECT 1;
