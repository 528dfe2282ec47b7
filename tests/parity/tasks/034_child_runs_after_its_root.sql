-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 34
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS INSERT INTO log VALUES ('r');

CREATE TASK c WAREHOUSE = wh AFTER r AS INSERT INTO log VALUES ('c');

EXECUTE TASK r;

-- advance 1 minute
SELECT name, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) WHERE state <> 'SCHEDULED' ORDER BY name, scheduled_time, attempt_number;
----
NAME | STATE
R | SUCCEEDED

ALTER TASK c RESUME;

EXECUTE TASK r;

-- advance 1 minute
SELECT name, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) WHERE state <> 'SCHEDULED' ORDER BY name, scheduled_time, attempt_number;
----
NAME | STATE
C | SUCCEEDED
R | SUCCEEDED
R | SUCCEEDED

SELECT c.scheduled_time >= r.completed_time AS after_root, c.graph_run_group_id = r.graph_run_group_id AS same_group,
  c.root_task_id = r.root_task_id AS same_root, c.run_id = r.run_id AS same_run
FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'C')) c
JOIN TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'R', RESULT_LIMIT => 1)) r ON c.graph_run_group_id = r.graph_run_group_id;
----
AFTER_ROOT | SAME_GROUP | SAME_ROOT | SAME_RUN
TRUE | TRUE | TRUE | TRUE
