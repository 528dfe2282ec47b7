-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS"
-- case: streams.md 10.3 case 61
-- fixture: acct

CREATE STREAM x ON TABLE acct INSERT_ONLY = TRUE;
----
error: Streams of type INSERT_ONLY can only be created on external tables
