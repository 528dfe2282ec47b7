-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 610

SELECT LAST_QUERY_ID();
