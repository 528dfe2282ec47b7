-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 625

BEGIN LET x := 1; RETURN x; END;
----
*
1
