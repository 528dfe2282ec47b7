-- source: Snowflake documentation, "SYSTEM$SET_RETURN_VALUE", "SYSTEM$GET_TASK_GRAPH_CONFIG"
-- case: tasks.md 19 case 54
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' CONFIG = '{"a":{"x":1,"y":2},"b":3}' AS
  INSERT INTO log SELECT CONCAT_WS(',', SYSTEM$GET_TASK_GRAPH_CONFIG('a.x'), SYSTEM$GET_TASK_GRAPH_CONFIG('a.y'),
    SYSTEM$GET_TASK_GRAPH_CONFIG('b'), COALESCE(SYSTEM$GET_TASK_GRAPH_CONFIG('zz'), 'none'));

ALTER TASK r RESUME;

-- advance 1 minute
EXECUTE TASK r USING CONFIG = '{"a":{"x":9}}';

-- advance 1 minute
SELECT x FROM log ORDER BY x;
----
X
9,2,3,none

SHOW TASKS LIKE 'r';

SELECT "config" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
config
{"a":{"x":1,"y":2},"b":3}

-- advance 1 hour
SELECT x FROM log ORDER BY x;
----
X
1,2,3,none
9,2,3,none
