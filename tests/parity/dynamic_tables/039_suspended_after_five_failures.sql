-- source: Snowflake documentation, "Manage dynamic tables", suspension
-- case: dynamic-tables.md 22 case 39
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, 100/v AS q FROM src;

INSERT INTO src VALUES (3,0);

-- advance 5 minutes
SELECT state, COUNT(*) AS n FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger = 'SCHEDULED' GROUP BY state;
----
STATE | N
FAILED | 5

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "scheduling_state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
scheduling_state
SUSPENDED

SELECT scheduling_state:reason_code::VARCHAR AS reason_code FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_GRAPH_HISTORY()) WHERE name = 'D';
----
REASON_CODE
SUSPENDED_DUE_TO_ERRORS

-- advance 1 hour
SELECT COUNT(*) AS n FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd'));
----
N
6
