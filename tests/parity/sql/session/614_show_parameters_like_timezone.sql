-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 614

SHOW PARAMETERS LIKE 'TIMEZONE';
