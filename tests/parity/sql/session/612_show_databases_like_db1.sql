-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 612
-- Narrowed to one database: accounts differ in the others.

SHOW DATABASES LIKE 'DB1';
----
created_on | name | ...
* | DB1 | ...
