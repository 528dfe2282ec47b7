-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 608

SELECT CURRENT_DATABASE(), CURRENT_SCHEMA(), CURRENT_USER();
