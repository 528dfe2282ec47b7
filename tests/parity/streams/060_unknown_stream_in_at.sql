-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS" (observed)
-- case: streams.md 10.3 case 60
-- fixture: acct

CREATE STREAM x ON TABLE acct AT (STREAM => 'nope');
----
error: Stream 'nope' not found.
