-- source: Snowflake documentation, "Working with resource monitors"
-- case: tasks.md 19 case 76
-- fixture: nine
-- needs: virtual clock

CREATE RESOURCE MONITOR rm WITH CREDIT_QUOTA = 1000 FREQUENCY = MONTHLY START_TIMESTAMP = '2026-01-31 10:00' TRIGGERS ON 100 PERCENT DO NOTIFY;

ALTER WAREHOUSE wh SET RESOURCE_MONITOR = rm AUTO_SUSPEND = 0;

-- advance to 2026-02-27 22:00:00
ALTER WAREHOUSE wh RESUME;

-- advance 1 hour
ALTER WAREHOUSE wh SUSPEND;

SHOW RESOURCE MONITORS LIKE 'rm';

SELECT "used_credits" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
used_credits
~1\.00*

-- advance to 2026-02-28 00:00:01
SHOW RESOURCE MONITORS LIKE 'rm';

SELECT "used_credits" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
used_credits
~0\.00*

-- advance to 2026-03-30 22:00:00
ALTER WAREHOUSE wh RESUME;

-- advance 1 hour
ALTER WAREHOUSE wh SUSPEND;

SHOW RESOURCE MONITORS LIKE 'rm';

SELECT "used_credits" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
used_credits
~1\.00*

-- advance to 2026-03-31 00:00:01
SHOW RESOURCE MONITORS LIKE 'rm';

SELECT "used_credits" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
used_credits
~0\.00*
