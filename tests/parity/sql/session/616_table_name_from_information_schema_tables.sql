-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 616

CREATE TABLE t (a INT);

SELECT table_name FROM information_schema.tables WHERE table_name = 'T';
----
*
T
