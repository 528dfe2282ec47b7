-- source: Snowflake documentation, "SYSTEM$STREAM_HAS_DATA", "CHANGES"
-- case: streams.md 10.6 case 97
-- fixture: acct

CREATE TABLE fresh (id INT);

SELECT * FROM fresh CHANGES (INFORMATION => DEFAULT) AT (OFFSET => 0);
----
error: Change tracking is not enabled
