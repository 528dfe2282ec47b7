-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 622

EXECUTE IMMEDIATE $$ BEGIN RETURN 1; END; $$;
----
*
1
