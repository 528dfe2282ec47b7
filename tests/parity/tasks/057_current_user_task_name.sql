-- source: Snowflake documentation, "SYSTEM$SET_RETURN_VALUE", "SYSTEM$GET_TASK_GRAPH_CONFIG"
-- case: tasks.md 19 case 57
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 HOUR' AS INSERT INTO log SELECT SYSTEM$CURRENT_USER_TASK_NAME();

EXECUTE TASK t;

-- advance 1 minute
SELECT x FROM log ORDER BY x;
----
X
DB1.S1.T
