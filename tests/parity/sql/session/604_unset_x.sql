-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 604

SET x = 5;

UNSET x;
