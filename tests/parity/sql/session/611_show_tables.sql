-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 611

SHOW TABLES;
----
created_on | name | database_name | schema_name | kind | ...
