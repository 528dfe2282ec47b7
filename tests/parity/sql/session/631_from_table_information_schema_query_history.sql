-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 631

SELECT * FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY());
