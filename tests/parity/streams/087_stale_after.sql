-- source: Snowflake documentation, "Introduction to streams", data retention period and staleness; "Cloning considerations"
-- case: streams.md 10.5 case 87
-- fixture: acct
-- needs: virtual clock

CREATE TABLE short (id INT) DATA_RETENTION_TIME_IN_DAYS = 1 MAX_DATA_EXTENSION_TIME_IN_DAYS = 14;

CREATE STREAM s14 ON TABLE short;

CREATE TABLE long (id INT) DATA_RETENTION_TIME_IN_DAYS = 30 MAX_DATA_EXTENSION_TIME_IN_DAYS = 14;

CREATE STREAM s30 ON TABLE long;

SHOW STREAMS LIKE 's%0';

SELECT DATEDIFF('hour', "created_on", "stale_after") AS hours FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
HOURS
720

SHOW STREAMS LIKE 's14';

SELECT DATEDIFF('hour', "created_on", "stale_after") AS hours FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
HOURS
336

-- advance 2 days
INSERT INTO sink SELECT id, id FROM s14;

SHOW STREAMS LIKE 's14';

SELECT DATEDIFF('hour', "created_on", "stale_after") AS hours FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
HOURS
384
