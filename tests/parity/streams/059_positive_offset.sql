-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS" (observed)
-- case: streams.md 10.3 case 59
-- fixture: acct

CREATE STREAM x ON TABLE acct AT (OFFSET => 60);
----
error: Invalid data type [60]
