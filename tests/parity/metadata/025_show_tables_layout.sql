-- source: Snowflake documentation, "SHOW <objects>"
-- case: metadata.md 11 case 25

CREATE TABLE t (a INT);

SHOW TABLES;
----
created_on | name | database_name | schema_name | kind | comment | cluster_by | rows | bytes | owner | retention_time | ...
* | T | DB1 | S1 | TABLE | '' | '' | 0 | * | * | 1 | ...
