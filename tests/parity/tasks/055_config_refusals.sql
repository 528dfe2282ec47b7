-- source: Snowflake documentation, "SYSTEM$SET_RETURN_VALUE", "SYSTEM$GET_TASK_GRAPH_CONFIG"
-- case: tasks.md 19 case 55
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' CONFIG = 'not json' AS SELECT 1;
----
error: Invalid config. Must be a string representation of a valid JSON Object.

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' CONFIG = '[1,2]' AS SELECT 1;
----
error: Invalid config. Must be a string representation of a valid JSON Object.

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK c1 WAREHOUSE = wh CONFIG = '{"a":1}' AFTER r AS SELECT 1;
----
error: Task DB1.S1.C1 cannot both be a non-root task and have a config.
