-- source: Snowflake documentation, "Manage dynamic tables", suspension
-- case: dynamic-tables.md 22 case 41
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, 100/v AS q FROM src;

INSERT INTO src VALUES (3,0);

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;
----
error

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;
----
error

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;
----
error

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;
----
error

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;
----
error

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "scheduling_state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
scheduling_state
ACTIVE
