-- source: Snowflake documentation, "SHOW <objects>"
-- case: metadata.md 11 case 29

CREATE TABLE t (a INT);

CREATE VIEW v AS SELECT a FROM t;

SHOW VIEWS LIKE 'V';
----
created_on | name | reserved | database_name | schema_name | owner | comment | text | is_secure | is_materialized | owner_role_type | change_tracking
* | V | '' | DB1 | S1 | * | '' | * | false | false | ROLE | OFF
