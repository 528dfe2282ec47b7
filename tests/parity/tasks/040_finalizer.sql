-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 40
-- fixture: nine
-- needs: virtual clock

CREATE TABLE switch (fail_root BOOLEAN, fail_child BOOLEAN);

INSERT INTO switch VALUES (FALSE, FALSE);

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS INSERT INTO log SELECT IFF(fail_root, 1/0, 1) FROM switch;

CREATE TASK c WAREHOUSE = wh AFTER r AS INSERT INTO log SELECT IFF(fail_child, 1/0, 2) FROM switch;

CREATE TASK f WAREHOUSE = wh FINALIZE = r AS INSERT INTO log VALUES ('final');

ALTER TASK c RESUME;

ALTER TASK f RESUME;

EXECUTE TASK r;

-- advance 1 minute
SELECT name, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) WHERE state <> 'SCHEDULED' ORDER BY name, scheduled_time, attempt_number;
----
NAME | STATE
C | SUCCEEDED
F | SUCCEEDED
R | SUCCEEDED

SELECT f.scheduled_time >= c.completed_time AS last FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'F')) f
JOIN TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'C')) c ON f.graph_run_group_id = c.graph_run_group_id;
----
LAST
TRUE

UPDATE switch SET fail_child = TRUE;

EXECUTE TASK r;

-- advance 1 minute
SELECT name, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) WHERE state <> 'SCHEDULED' ORDER BY name, scheduled_time, attempt_number;
----
NAME | STATE
C | SUCCEEDED
C | FAILED
F | SUCCEEDED
F | SUCCEEDED
R | SUCCEEDED
R | SUCCEEDED

UPDATE switch SET fail_root = TRUE;

EXECUTE TASK r;

-- advance 1 minute
SELECT name, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) WHERE state <> 'SCHEDULED' ORDER BY name, scheduled_time, attempt_number;
----
NAME | STATE
C | SUCCEEDED
C | FAILED
F | SUCCEEDED
F | SUCCEEDED
F | SUCCEEDED
R | SUCCEEDED
R | SUCCEEDED
R | FAILED
