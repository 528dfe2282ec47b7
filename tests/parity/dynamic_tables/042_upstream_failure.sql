-- source: Snowflake documentation, "Manage dynamic tables", suspension
-- case: dynamic-tables.md 22 case 42
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE a TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id, 100/v AS q FROM src;

CREATE DYNAMIC TABLE b TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM a;

INSERT INTO src VALUES (3,0);

-- advance 50 seconds
SELECT name, state FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY()) WHERE refresh_trigger = 'SCHEDULED' ORDER BY name;
----
NAME | STATE
A | FAILED
B | UPSTREAM_FAILED

SELECT COUNT(*) AS n FROM b;
----
N
2

-- advance 250 seconds
SELECT name, scheduling_state:state::VARCHAR AS state, scheduling_state:reason_code::VARCHAR AS reason_code FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_GRAPH_HISTORY()) ORDER BY name;
----
NAME | STATE | REASON_CODE
A | SUSPENDED | SUSPENDED_DUE_TO_ERRORS
B | SUSPENDED | UPSTREAM_SUSPENDED_DUE_TO_ERRORS
