-- source: Snowflake documentation, "SHOW <objects>"
-- case: metadata.md 11 case 26

CREATE TABLE t (a INT);

SHOW TERSE TABLES;
----
created_on | name | kind | database_name | schema_name
* | T | TABLE | DB1 | S1
