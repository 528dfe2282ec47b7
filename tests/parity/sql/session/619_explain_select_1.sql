-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 619

EXPLAIN SELECT 1;
