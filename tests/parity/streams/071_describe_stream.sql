-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS" (observed)
-- case: streams.md 10.3 case 71
-- fixture: acct

DESC STREAM st;

SELECT "name", "mode" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | mode
ST | DEFAULT
