-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 607

SELECT CURRENT_ROLE(), CURRENT_WAREHOUSE();
