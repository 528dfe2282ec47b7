-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS"
-- case: streams.md 10.3 case 66
-- fixture: acct

DROP STREAM st;
----
status
ST successfully dropped.

UNDROP STREAM st;
----
error

DROP STREAM IF EXISTS st;

DROP STREAM st;
----
error 002003: does not exist or not authorized.
