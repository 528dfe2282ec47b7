-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS"
-- case: streams.md 10.3 case 68
-- fixture: acct

SHOW STREAMS LIKE 'ap';
----
created_on | name | database_name | schema_name | owner | comment | table_name | source_type | base_tables | type | stale | mode | stale_after | invalid_reason | owner_role_type
* | AP | DB1 | S1 | * | '' | DB1.S1.ACCT | Table | DB1.S1.ACCT | DELTA | false | APPEND_ONLY | * | N/A | ROLE
