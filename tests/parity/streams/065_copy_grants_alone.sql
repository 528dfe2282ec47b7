-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS" (observed)
-- case: streams.md 10.3 case 65
-- fixture: acct

CREATE STREAM x COPY GRANTS ON TABLE acct;
----
error: Invalid operation COPY GRANTS
