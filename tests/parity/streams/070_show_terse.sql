-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS"
-- case: streams.md 10.3 case 70
-- fixture: acct

SHOW TERSE STREAMS LIKE 'ap';
----
created_on | name | kind | database_name | schema_name | tableOn
* | AP | DELTA | DB1 | S1 | DB1.S1.ACCT
