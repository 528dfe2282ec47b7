-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 621

EXECUTE IMMEDIATE 'SELECT 1';
----
*
1
