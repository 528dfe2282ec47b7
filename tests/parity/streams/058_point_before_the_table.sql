-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS"
-- case: streams.md 10.3 case 58
-- fixture: acct

CREATE STREAM x ON TABLE acct AT (OFFSET => -86400);
----
error 000707 (02000): Time travel data is not available for table
