-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 617

CREATE TABLE t (a INT);

SELECT data_type FROM information_schema.columns WHERE table_name ILIKE 't';
----
*
NUMBER
