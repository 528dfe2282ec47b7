-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 629

SELECT SYSTEM$WAIT(0);
