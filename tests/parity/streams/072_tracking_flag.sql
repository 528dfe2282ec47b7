-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS" (observed)
-- case: streams.md 10.3 case 72
-- fixture: acct

CREATE TABLE fresh (id INT);

SHOW TABLES LIKE 'FRESH';

SELECT "change_tracking" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
change_tracking
OFF

CREATE STREAM sf ON TABLE fresh;

SHOW TABLES LIKE 'FRESH';

SELECT "change_tracking" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
change_tracking
ON

DROP STREAM sf;

SHOW TABLES LIKE 'FRESH';

SELECT "change_tracking" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
change_tracking
ON
