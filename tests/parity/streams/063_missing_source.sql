-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS" (observed)
-- case: streams.md 10.3 case 63
-- fixture: acct

CREATE STREAM x ON TABLE nope;
----
error 002003: does not exist or not authorized.

CREATE STREAM x ON VIEW nope;
----
error: View 'NOPE' does not exist or not authorized.
