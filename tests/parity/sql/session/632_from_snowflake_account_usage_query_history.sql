-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 632

SELECT * FROM SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY;
