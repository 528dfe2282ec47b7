-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 609

SELECT CURRENT_ACCOUNT(), CURRENT_REGION(), CURRENT_VERSION(), CURRENT_SESSION(), CURRENT_CLIENT();
