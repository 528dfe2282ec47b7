-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 624

DECLARE x INT DEFAULT 1; BEGIN RETURN x; END;
----
*
1
