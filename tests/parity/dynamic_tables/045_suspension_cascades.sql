-- source: Snowflake documentation, "Manage dynamic tables", suspension
-- case: dynamic-tables.md 22 case 45
-- fixture: src

CREATE DYNAMIC TABLE a TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id, 100/v AS q FROM src;

CREATE DYNAMIC TABLE b TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM a;

ALTER DYNAMIC TABLE a SUSPEND;

SELECT name, scheduling_state:state::VARCHAR AS state, scheduling_state:reason_code::VARCHAR AS reason_code FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_GRAPH_HISTORY()) ORDER BY name;
----
NAME | STATE | REASON_CODE
A | SUSPENDED | USER_SUSPENDED
B | SUSPENDED | UPSTREAM_USER_SUSPENDED

ALTER DYNAMIC TABLE b RESUME;
----
error
