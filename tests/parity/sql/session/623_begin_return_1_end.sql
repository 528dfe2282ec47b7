-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 623

BEGIN RETURN 1; END;
----
*
1
